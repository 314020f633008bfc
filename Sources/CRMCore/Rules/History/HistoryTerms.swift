/// The terms about one kind of thing that happens, and the questions most often asked of them.
///
/// ```swift
/// let orders = HistoryTerms.events("order.placed", within: .last(30, .day))
/// let often = orders.happened(atLeast: 3)
/// let lapsed = HistoryTerms.events("order.placed").last(.before(-6, .month))
/// let waiting = HistoryTerms.events("customer.stageChanged", where: ["to": .choice("prospect")]).inState(for: 30, .day)
/// ```
public struct HistoryTerms: Hashable, Sendable {
  private let namespace: String
  private let arguments: [String: FieldValue]
  private let window: TimeWindow?

  /// The terms of a source of histories.
  ///
  /// - Parameters:
  ///   - namespace: the source's namespace.
  ///   - arguments: what all of its fields need.
  ///   - filters: the properties that an entry must have to count.
  ///   - window: the stretch of time; `nil` is all time until now.
  public init(
    _ namespace: String, _ arguments: [String: FieldValue] = [:], where filters: [String: FieldValue] = [:],
    within window: TimeWindow? = nil
  ) {
    self.namespace = namespace
    var all = arguments
    for (name, value) in filters { all[FieldTerm.filterPrefix + name] = value }
    self.arguments = all
    self.window = window
  }

  /// The events of a name.
  public static func events(
    _ name: EventName, where filters: [String: FieldValue] = [:], within window: TimeWindow? = nil
  ) -> HistoryTerms {
    HistoryTerms(EventSource.namespace, ["name": .text(name.rawValue)], where: filters, within: window)
  }

  /// A field of the source, with further arguments.
  public func term(_ figure: HistoryQuestion.Figure, _ more: [String: FieldValue] = [:]) -> FieldTerm {
    FieldTerm(FieldName("\(namespace).\(figure.rawValue)"), arguments.merging(more) { $1 }, window: window)
  }

  /// How often it happened.
  public var count: FieldTerm { term(.count) }
  /// When it first happened.
  public var first: FieldTerm { term(.first) }
  /// When it last happened.
  public var last: FieldTerm { term(.last) }
  /// The sum of the numbers in a property.
  public func sum(of property: String) -> FieldTerm { term(.sum, ["of": .text(property)]) }
  /// The sum of the amounts of one currency in a property.
  public func total(of property: String, _ currency: Currency) -> FieldTerm {
    term(.total, ["of": .text(property), "currency": .text(currency.code)])
  }
  /// A property of the first one that has it.
  public func firstValue(of property: String) -> FieldTerm { term(.firstValue, ["of": .text(property)]) }
  /// A property of the last one that has it.
  public func lastValue(of property: String) -> FieldTerm { term(.lastValue, ["of": .text(property)]) }

  /// It never happened.
  public var never: Condition { .compare(count, .equal, .integer(0)) }
  /// It happened so many times or more.
  public func happened(atLeast times: Int = 1) -> Condition {
    .compare(count, .greaterOrEqual, .integer(Int64(times)))
  }
  /// It happened so many times.
  public func happened(exactly times: Int) -> Condition { .compare(count, .equal, .integer(Int64(times))) }
  /// When it first happened lies so to the present; false if it never did.
  public func first(_ test: DateTest, zone: String? = nil) -> Condition { .date(first, test, zone: zone) }
  /// When it last happened lies so to the present; false if it never did.
  public func last(_ test: DateTest, zone: String? = nil) -> Condition { .date(last, test, zone: zone) }

  /// The subject is in the state that the entries tell, and has been for so long at least. For calendar units days count: since
  /// the day so many units ago or longer.
  ///
  /// - Parameters:
  ///   - count: how many units; 0 asks only whether it is in the state.
  ///   - unit: the unit.
  ///   - until: the name of what ends the state, besides entries of the same name that the filters do not pass.
  public func inState(for count: Int = 0, _ unit: TimeUnit = .day, until: EventName? = nil) -> Condition {
    let since = term(.stateSince, until.map { ["until": .text($0.rawValue)] } ?? [:])
    guard count > 0 else { return .known(since) }
    return .not(.any([.missing(since), .date(since, .after(-count, unit), zone: nil)]))
  }
}
