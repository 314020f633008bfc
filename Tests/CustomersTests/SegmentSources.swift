import Customers
import Synchronization

/// Scores of everybody, from a source that can be down.
struct SwitchedSource: FieldSource {
  struct Down: Error {}
  final class Switch: Sendable {
    private let state = Mutex(false)
    func withLock<T: Sendable>(_ body: (inout Bool) -> T) -> T { state.withLock { body(&$0) } }
  }

  let isDown = Switch()
  var namespace: String { "score" }
  var catalog: FieldCatalog { FieldCatalog([FieldDescription("score.value", kind: .integer)]) }

  func columns(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: Column] {
    if isDown.withLock({ $0 }) { throw Down() }
    return Dictionary(
      uniqueKeysWithValues: terms.map { ($0, Column(.integers(Array(repeating: 5, count: subjects.count)))) })
  }
}

/// A contact point that must not be used: what a module like consent keeps, which knows no customers.
struct Stop: Record {
  static let collection: CollectionName = "stops"
  static let byContact = Index<Stop>("contact") { IndexKey(ExactText($0.contact.hex)) }
  static var indexes: [Index<Stop>] { [byContact] }
  static var references: [Reference<Stop>] { [] }
  var id: Identifier<Stop>
  var contact: SHA256.Digest
}

/// Whether any contact point of a subject must not be used.
struct StopSource: TracingFieldSource {
  let store: any Store
  var namespace: String { "stop" }
  var catalog: FieldCatalog { FieldCatalog([FieldDescription("stop.all", kind: .bool)]) }

  func columns(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: Column] {
    var stopped: [FieldValue?] = []
    for subject in subjects {
      var found = false
      for digest in subject.contactDigests {
        found = try await store.count(Query(Stop.byContact, ExactText(digest.hex))) > 0 || found
      }
      stopped.append(subject.contactDigests.isEmpty ? nil : .bool(found))
    }
    return Dictionary(uniqueKeysWithValues: terms.map { ($0, Column(stopped)) })
  }

  func impact(of change: ChangedRecord, on term: FieldTerm) throws -> FieldImpact {
    guard change.reference.collection == Stop.collection else { return .nobody }
    guard let stop = try change.record(as: Stop.self) else { return .everybody }
    return .contacts([stop.contact])
  }
}
