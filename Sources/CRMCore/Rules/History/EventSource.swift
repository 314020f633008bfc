public import Foundation

/// What happened to a subject, from its ``Event``s: `events.count`, `first`, `last`, `sum`, `total`, `firstValue`, `lastValue` and
/// `stateSince`, each with the `name` of the events, filters by property (`where.NAME`) and a window.
public struct EventSource: TimedFieldSource, TracingFieldSource {
  /// How a subject's events are found.
  public enum Key: Hashable, Sendable {
    /// By the customer concerned.
    case customer
    /// By the record that the event is about.
    case about
  }

  /// `events`.
  public static let namespace = "events"
  /// `events`.
  public var namespace: String { Self.namespace }

  private let store: any Store
  private let key: Key

  /// The events in a store.
  ///
  /// - Parameters:
  ///   - store: where they are.
  ///   - key: how a subject's events are found.
  public init(_ store: any Store, by key: Key = .customer) {
    self.store = store
    self.key = key
  }

  /// The fields.
  public var catalog: FieldCatalog {
    FieldCatalog(HistoryQuestion.fields(in: Self.namespace, parameters: ["name": .text]))
  }

  /// The answers, from one index range for each subject and name.
  public func answers(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: [any TimedAnswer]] {
    let questions = terms.compactMap { term in HistoryQuestion(term).map { (term, $0) } }
    let start = HistoryQuestion.earliestStart(questions.map(\.1), at: moment)
    let names = Set(terms.flatMap { [$0.text("name"), $0.text("until")].compactMap(\.self) })
    var result: [FieldTerm: [any TimedAnswer]] = [:]
    for subject in subjects {
      try Task.checkCancellation()
      var entries: [String: [HistoryEntry]] = [:]
      for name in names { entries[name] = try await self.entries(of: subject, named: name, from: start) }
      for (term, question) in questions {
        var own = entries[term.text("name") ?? ""] ?? []
        if let until = question.until, until != term.text("name") { own += entries[until] ?? [] }
        result[term, default: []].append(HistoryAnswer(question, over: own))
      }
    }
    return result
  }

  /// The subject of a new event. Where one is taken away, or changed to be another subject's, nobody can say whose it was.
  public func impact(of change: ChangedRecord, on term: FieldTerm) throws -> FieldImpact {
    guard change.reference.collection == Event.collection else { return .nobody }
    guard let event = try change.record(as: Event.self) else { return change.kind == .touched ? .nobody : .everybody }
    guard event.name.rawValue == term.text("name") || event.name.rawValue == term.text("until") else { return .nobody }
    guard let subject = key == .customer ? event.customer : event.about else { return .nobody }
    return .subjects([subject])
  }

  private func entries(of subject: Subject, named name: String, from start: Date?) async throws -> [HistoryEntry] {
    var query: Query<Event>
    switch key {
    case .customer: query = Query(Event.byCustomerAndName, subject.reference.id, ExactText(name))
    case .about: query = Query(Event.byAbout, subject.reference)
    }
    if let start { query = query.from(start) }
    var entries: [HistoryEntry] = []
    try await store.forEach(in: query) { stored in
      guard stored.name.rawValue == name else { return }
      entries.append(HistoryEntry(date: stored.date, name: name, properties: stored.properties))
    }
    return entries
  }
}

extension HistoryQuestion {
  /// Before this moment no entry counts for any of the questions, now or later; `nil` if one of them looks at all time.
  public static func earliestStart(_ questions: [HistoryQuestion], at moment: EvaluationMoment) -> Date? {
    var earliest: Date?
    for question in questions {
      guard let start = question.window?.period(at: moment).start, start > .distantPast else { return nil }
      earliest = earliest.map { min($0, start) } ?? start
    }
    // Subjects may live in other zones, whose days begin up to 26 hours earlier.
    return earliest.map { $0 - 48 * 3_600 }
  }
}
