import CRMTesting
import Foundation
import Synchronization

@testable import CRMCore

/// A record whose changes the tests seal.
struct Deed: Record {
  static let collection: CollectionName = "deeds"

  var id: Identifier<Deed>
  var person: String
  var text: String

  init(_ number: Int, person: String = "ann", text: String = "text") {
    id = Self.id(number)
    self.person = person
    self.text = text
  }

  static func id(_ number: Int) -> Identifier<Deed> { Identifier(derivedFrom: "deed", "\(number)") }
  static func subject(_ person: String) -> AuditSubject { .contact(SHA256.hash(person)) }
  static let audited = AuditedType(Deed.self) { [subject($0.person)] }
}

/// A record whose changes they do not seal, unless they say so.
struct Chore: Record {
  static let collection: CollectionName = "chores"
  var id: Identifier<Chore>
  var count = 0

  static let audited = AuditedType(Chore.self)
}

/// A trail over a store, with salts that follow from the index so that two runs can be compared byte by byte.
struct AuditFixture {
  static let origin = "shop.example/audit"
  static let salts = AuditSalts { SHA256.hash("salt \($0)").bytes }

  let clock = TestClock()
  let store: any Store
  let trail: AuditTrail

  init(_ store: (any Store)? = nil, types: [AuditedType] = [Deed.audited]) {
    let environment = CRMEnvironment.fixed(clock: clock)
    self.store = store ?? InMemoryStore(environment: environment)
    trail = AuditTrail(
      origin: Self.origin, types: types, store: self.store, environment: environment, salts: Self.salts)
  }

  func trail(over store: any Store, types: [AuditedType] = [Deed.audited]) -> AuditTrail {
    AuditTrail(
      origin: Self.origin, types: types, store: store, environment: .fixed(clock: clock), salts: Self.salts)
  }

  /// Commits so many deeds, one commit each.
  func write(_ numbers: Range<Int>, person: String = "ann") async throws {
    for number in numbers {
      clock.advance(by: 1)
      var changes = ChangeSet(author: .system, reason: "test")
      changes.insert(Deed(number, person: person, text: "deed \(number)"))
      try await store.commit(changes)
    }
  }

  func entries() async throws -> [AuditEntry] { try await Self.entries(trail) }

  static func entries(_ trail: AuditTrail) async throws -> [AuditEntry] {
    var lines: [String] = []
    try await trail.export { lines += $0 }
    return lines.compactMap { AuditEntry(exported: $0) }
  }

  /// Everything that a trail consists of, for comparing two of them.
  static func state(_ store: any Store) async throws -> State {
    State(
      head: try await store.all(Query<AuditHead>()).map(\.record),
      blocks: try await store.all(Query<AuditBlock>()).map(\.record),
      openings: try await store.all(Query<AuditOpenings>()).map(\.record))
  }

  struct State: Hashable {
    var head: [AuditHead]
    var blocks: [AuditBlock]
    var openings: [AuditOpenings]

    /// Without how far it has come in the history, which depends on the number of the trail's own commits.
    var sealed: State {
      var copy = self
      for place in copy.head.indices { copy.head[place].position = 0 }
      return copy
    }
  }
}

/// Lets calls through until some were made, then fails once; a plain hook would fail for ever.
final class AuditInterruption: Sendable {
  struct Failure: Error {}
  private let left: Mutex<Int?>

  init(after calls: Int) { left = Mutex(calls) }

  func pass() throws {
    try left.withLock { left in
      guard let count = left else { return }
      if count == 0 {
        left = nil
        throw Failure()
      }
      left = count - 1
    }
  }

  var hasStruck: Bool { left.withLock { $0 == nil } }
}
