/// What a term asks of a history: which figure, over which entries.
///
/// The figures are the last part of the field's name, so that every source of histories has them under its own namespace:
/// `events.count`, `interactions.last`. Only what has happened by the moment of evaluation counts.
public struct HistoryQuestion: Hashable, Sendable {
  /// A figure over the entries that count.
  public enum Figure: String, Hashable, Sendable, CaseIterable {
    /// How many there are; 0 for none.
    case count
    /// When the first one happened.
    case first
    /// When the last one happened.
    case last
    /// The sum of the numbers in the property `of`; 0 for none.
    case sum
    /// The sum of the amounts of `currency` in the property `of`; zero for none.
    case total
    /// The property `of` of the first one that has it.
    case firstValue
    /// The property `of` of the last one that has it.
    case lastValue
    /// Since when the subject is in the state that the entries tell: it begins with an entry that passes the filters and ends
    /// with one that does not, or with one named `until`. Missing while the subject is not in the state.
    case stateSince
  }

  /// The figure.
  public var figure: Figure
  /// The property summed or read.
  public var property: String?
  /// The currency of the amounts summed.
  public var currency: Currency?
  /// The name of entries that end a state.
  public var until: String?
  /// The properties that an entry must have to count.
  public var filters: [String: FieldValue]
  /// The stretch of time; `nil` is all time until now.
  public var window: TimeWindow?

  /// The question of a term; `nil` if it is none about a history.
  public init?(_ term: FieldTerm) {
    guard let figure = Figure(rawValue: String(term.name.rawValue.dropFirst(term.name.namespace.utf8.count + 1))) else {
      return nil
    }
    self.figure = figure
    property = term.text("of")
    currency = term.text("currency").flatMap { Currency($0) }
    until = term.text("until")
    filters = term.filters
    window = term.window
    if figure.needsProperty, property == nil { return nil }
    if figure == .total, currency == nil { return nil }
  }

  /// The fields that a source of histories answers under its namespace.
  ///
  /// - Parameters:
  ///   - namespace: the part before the dot.
  ///   - parameters: what every one of the fields needs besides, with kinds: `name` for events.
  public static func fields(
    in namespace: String, parameters: [String: FieldValue.Kind] = [:]
  ) -> [FieldDescription] {
    Figure.allCases.map { figure in
      var required = parameters
      if figure.needsProperty { required["of"] = .text }
      if figure == .total { required["currency"] = .text }
      return FieldDescription(
        FieldName("\(namespace).\(figure.rawValue)"), kind: figure.kind, summary: figure.summary,
        parameters: required, optionalParameters: figure == .stateSince ? ["until": .text] : [:], takesFilters: true,
        takesWindow: true)
    }
  }
}

extension HistoryQuestion.Figure {
  var needsProperty: Bool {
    switch self {
    case .sum, .total, .firstValue, .lastValue: true
    case .count, .first, .last, .stateSince: false
    }
  }

  fileprivate var kind: FieldValue.Kind? {
    switch self {
    case .count: .integer
    case .first, .last, .stateSince: .date
    case .sum: .decimal
    case .total: .money
    case .firstValue, .lastValue: nil
    }
  }

  fileprivate var summary: String {
    switch self {
    case .count: "How often it happened."
    case .first: "When it first happened."
    case .last: "When it last happened."
    case .sum: "The sum of a number over all that happened."
    case .total: "The sum of the amounts of a currency over all that happened."
    case .firstValue: "A fact about the first one."
    case .lastValue: "A fact about the last one."
    case .stateSince: "Since when the subject has been in a state."
    }
  }
}

extension FieldTerm {
  /// The beginning of the names of arguments that filter what counts: `where.kind`.
  public static let filterPrefix = "where."

  /// An argument that is a text or a choice.
  public func text(_ argument: String) -> String? {
    switch arguments[argument] {
    case .text(let text), .choice(let text): text
    default: nil
    }
  }

  /// The arguments that filter, by the name of the property.
  public var filters: [String: FieldValue] {
    var filters: [String: FieldValue] = [:]
    for (name, value) in arguments where name.hasPrefix(Self.filterPrefix) {
      filters[String(name.dropFirst(Self.filterPrefix.count))] = value
    }
    return filters
  }
}
