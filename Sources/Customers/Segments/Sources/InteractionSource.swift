public import CRMCore
import Foundation

/// What took place with a customer, from the timeline: `interactions.count`, `first`, `last`, `sum`, `firstValue`, `lastValue` …, each
/// with filters (`where.kind`, `where.direction`, `where.channel`, `where.outcome`, `where.sentiment`, `where.staff`, `where.page`
/// and the interaction's own properties) and a window.
public struct InteractionSource: TimedFieldSource, TracingFieldSource {
  /// `interactions`.
  public static let namespace = "interactions"
  /// `interactions`.
  public var namespace: String { Self.namespace }

  private let store: any Store

  /// The interactions in a store.
  public init(_ store: any Store) {
    self.store = store
  }

  /// The fields.
  public var catalog: FieldCatalog { FieldCatalog(HistoryQuestion.fields(in: Self.namespace)) }

  /// The answers, from one index range for each subject; only the kind's where all terms ask for one.
  public func answers(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: [any TimedAnswer]] {
    let questions = terms.compactMap { term in HistoryQuestion(term).map { (term, $0) } }
    let start = HistoryQuestion.earliestStart(questions.map(\.1), at: moment)
    // A state ends with interactions of any kind.
    let kinds = Set(questions.map { $0.1.figure == .stateSince ? nil : $0.0.text("where.kind") })
    var result: [FieldTerm: [any TimedAnswer]] = [:]
    for subject in subjects {
      try Task.checkCancellation()
      var entries: [HistoryEntry] = []
      if kinds.contains(nil) || kinds.count > 3 {
        entries = try await self.entries(Query(Interaction.byCustomer, subject.reference.id), from: start)
      } else {
        for kind in kinds.compactMap(\.self).sorted() {
          let query = Query(Interaction.byCustomerAndKind, subject.reference.id, ExactText(kind))
          entries += try await self.entries(query, from: start)
        }
      }
      for (term, question) in questions { result[term, default: []].append(HistoryAnswer(question, over: entries)) }
    }
    return result
  }

  /// Everybody on whose timeline the interaction stands.
  public func impact(of change: ChangedRecord, on term: FieldTerm) throws -> FieldImpact {
    guard change.reference.collection == Interaction.collection else { return .nobody }
    guard let interaction = try change.record(as: Interaction.self) else {
      return change.kind == .touched ? .nobody : .everybody
    }
    return .subjects(Set(interaction.customers.map { RecordReference($0) }))
  }

  private func entries(_ query: Query<Interaction>, from start: Date?) async throws -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    try await store.forEach(in: start.map { query.from($0) } ?? query) { entries.append($0.record.historyEntry) }
    return entries
  }
}

extension Interaction {
  /// The interaction as conditions see it.
  var historyEntry: HistoryEntry {
    var facts = properties
    facts["kind"] = kind.fieldValue
    facts["direction"] = .choice(direction.rawValue)
    facts["channel"] = channel.map { .choice($0.rawValue) }
    facts["outcome"] = outcome.map { .text($0) }
    facts["sentiment"] = sentiment.map { .choice($0.rawValue) }
    facts["duration"] = duration.map { .integer(Int64($0)) }
    facts["staff"] = staff.map { .reference(RecordReference($0)) }
    facts["page"] = web.map { .text($0.page) }
    return HistoryEntry(date: date, name: kind.rawValue, properties: facts)
  }
}

extension HistoryTerms {
  /// What took place with a customer.
  ///
  /// - Parameters:
  ///   - kind: only this kind; `nil` is every kind.
  ///   - direction: only what began on this side.
  ///   - filters: further properties that an interaction must have.
  ///   - window: the stretch of time; `nil` is all time until now.
  public static func interactions(
    _ kind: InteractionKind? = nil, _ direction: InteractionDirection? = nil,
    where filters: [String: FieldValue] = [:], within window: TimeWindow? = nil
  ) -> HistoryTerms {
    var all = filters
    if let kind { all["kind"] = kind.fieldValue }
    if let direction { all["direction"] = .choice(direction.rawValue) }
    return HistoryTerms(InteractionSource.namespace, where: all, within: window)
  }
}
