import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// A small host: persons, and records that are about them, about such records, or name them.
struct ErasureFixture {
  let clock: TestClock
  let store: any Store
  let blobs: InMemoryBlobStore
  let desk: ErasureDesk
  var ledger: ConsentLedger { desk.ledger }

  static let types: [any Record.Type] =
    [Person.self, Bill.self, Memo.self, Remark.self, Meeting.self, Scan.self, Answer.self]
    + ConsentLedger.recordTypes + [LegalHold.self]
  static let staff = Author(.staff, "s1")

  init(
    clock: TestClock = TestClock(Date("2026-11-23T10:00:00Z")), store: (any Store)? = nil,
    blobs: InMemoryBlobStore = InMemoryBlobStore(), participants: [any Participant] = [],
    journal: (any ErasureJournal)? = nil, types: [any Record.Type] = types, hasBlobs: Bool = true,
    commitLimit: Int = 5_000,
    seed: UInt64 = 1
  ) {
    self.clock = clock
    self.blobs = blobs
    let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
    self.store = store ?? InMemoryStore(environment: environment)
    let ledger = ConsentLedger(store: self.store, digester: ConsentFixture.digester, environment: environment)
    desk = ErasureDesk(
      ledger: ledger, registry: RecordRegistry(types),
      sources: ErasureSources { subject, store in
        var all = [subject]
        for person in try await store.all(Query(Person.byWinner, subject.id)) { all.append(RecordReference(person.id)) }
        return all
      } holders: { value, store in
        let digest = ConsentFixture.digester.digest(of: value)
        return try await store.all(Query(Person.self)).filter { person in
          try person.addresses.contains { ConsentFixture.digester.digest(of: try EmailAddress($0)) == digest }
        }.map { RecordReference($0.id) }
      } contactPoints: { record in
        ((record as? Person)?.addresses ?? []).compactMap { try? .email(EmailAddress($0)) }
      },
      participants: participants, blobs: hasBlobs ? blobs : nil, blobUses: [Scan.use], journal: journal,
      commitLimit: commitLimit)
  }

  func insert<each R: Record>(_ records: repeat each R) async throws {
    var changes = ChangeSet(author: Self.staff)
    repeat changes.insert(each records)
    try await store.commit(changes)
  }

  @discardableResult
  func optIn(_ address: String, confirmed: Bool = false) async throws -> ConsentAct {
    let point = ContactPoint.Value.email(try EmailAddress(address))
    guard confirmed else {
      return try await ledger.optIn(
        point, to: "marketing.news", through: .email, proof: ConsentFixture.proof, method: .form, by: .dataSubject)
    }
    let request = try await ledger.requestOptIn(
      point, to: "marketing.news", through: .email, proof: ConsentFixture.proof, by: .dataSubject)
    return try await ledger.confirmOptIn(token: request.token)
  }

  func decision(_ address: String) async throws -> ConsentDecision {
    try await ledger.decide(ConsentFixture.news(), to: .email(EmailAddress(address)), through: .email)
  }

  func isErased(_ address: String) async throws -> Bool {
    try await ErasureLedger(store: store).isErased(ledger.digester.digest(of: EmailAddress(address)))
  }

  /// Everything in the store but times of recording and revisions, in a stable order.
  func contents() async throws -> [String] {
    var visitor = Listing(store: store)
    try await RecordRegistry(Self.types + [Event.self]).accept(&visitor)
    return visitor.lines
  }

  private struct Listing: RecordTypeVisitor {
    let store: any Store
    var lines: [String] = []

    mutating func visit<R: Record>(_ type: R.Type) async throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      for stored in try await store.all(Query(R.self)) {
        lines.append("\(R.collection) " + String(decoding: try encoder.encode(stored.record), as: UTF8.self))
      }
    }
  }
}

struct Person: Record {
  static let collection: CollectionName = "people"
  static let byWinner = Index<Person>("winner") { person in person.winner.map { IndexKey($0.uuid) } }
  static let byAddress = Index<Person>("address") { person in person.addresses.map { IndexKey(ExactText($0)) } }
  static var indexes: [Index<Person>] { [byWinner, byAddress] }
  static var personalData: PersonalData<Person>? { PersonalData(.identity) }
  var id: Identifier<Person>
  var name: String
  var addresses: [String] = []
  /// Whom they became one with.
  var winner: Identifier<Person>?

  init(_ name: String, addresses: [String] = [], winner: Identifier<Person>? = nil) {
    id = Identifier(derivedFrom: "person", name)
    self.name = name
    self.addresses = addresses
    self.winner = winner
  }

  var reference: RecordReference { RecordReference(id) }
}

/// Stays for the books.
struct Bill: Record {
  static let collection: CollectionName = "bills"
  static var references: [Reference<Bill>] { [Reference("person", \.person)] }
  static var personalData: PersonalData<Bill>? {
    PersonalData(
      .transaction, about: ["person"],
      erasure: PersonalDataErasure { bill, _, now in
        var kept = bill
        kept.text = ""
        return .retain(kept, Reason(ErasureReason.accounting), until: ErasureReason.endOfAccounting(after: now))
      })
  }
  var id: Identifier<Bill>
  var person: Identifier<Person>
  var text: String
}

/// Goes; may name others.
struct Memo: Record {
  static let collection: CollectionName = "memos"
  static var references: [Reference<Memo>] { [Reference("person", \.person), Reference("others", \.others)] }
  static var personalData: PersonalData<Memo>? {
    PersonalData(
      .communication, about: ["person"],
      mentions: [
        PersonalDataMention("others") { memo, subject in
          memo.others.removeAll { RecordReference($0) == subject }
          memo.text = "…"
        }
      ])
  }
  var id: Identifier<Memo>
  var person: Identifier<Person>
  var text: String
  var others: [Identifier<Person>] = []
}

/// About a memo.
struct Remark: Record {
  static let collection: CollectionName = "remarks"
  static var references: [Reference<Remark>] { [Reference("memo", \.memo)] }
  static var personalData: PersonalData<Remark>? { PersonalData(.communication, about: ["memo"]) }
  var id: Identifier<Remark>
  var memo: Identifier<Memo>
  var text: String
}

/// About nobody; names its guests.
struct Meeting: Record {
  static let collection: CollectionName = "meetings"
  static var references: [Reference<Meeting>] { [Reference("guests", \.guests)] }
  static var personalData: PersonalData<Meeting>? {
    PersonalData(
      .behaviour,
      mentions: [
        PersonalDataMention("guests") { meeting, subject in
          meeting.guests.removeAll { RecordReference($0) == subject }
        }
      ])
  }
  var id: Identifier<Meeting>
  var guests: [Identifier<Person>]
}

/// A file of any record.
struct Scan: Record {
  static let collection: CollectionName = "scans"
  static let byDigest = Index<Scan>("digest") { IndexKey(ExactText($0.digest.hex)) }
  static var indexes: [Index<Scan>] { [byDigest] }
  static var references: [Reference<Scan>] { [Reference("owner", \.owner)] }
  static var personalData: PersonalData<Scan>? { PersonalData(.communication, about: ["owner"]) }
  static let use = BlobUse(Scan.byDigest) { [$0.digest] }
  var id: Identifier<Scan>
  var owner: RecordReference
  var digest: SHA256.Digest
}

/// Stays as a figure.
struct Answer: Record {
  static let collection: CollectionName = "answers"
  static var references: [Reference<Answer>] { [Reference("person", \.person)] }
  static var personalData: PersonalData<Answer>? {
    PersonalData(
      .behaviour, about: ["person"],
      erasure: .pseudonymise { answer, _ in
        answer.person = nil
        answer.words = ""
      })
  }
  var id: Identifier<Answer>
  var person: Identifier<Person>?
  var words: String
  var points: Int
}

/// Points to persons and says nothing.
struct Undeclared: Record {
  static let collection: CollectionName = "undeclared"
  static var references: [Reference<Undeclared>] { [Reference("person", \.person)] }
  var id: Identifier<Undeclared>
  var person: Identifier<Person>
}

/// A participant outside the store, whose part may fail.
final class OutsideParticipant: Participant {
  let name: ParticipantName = "warehouse"
  let collections: Set<CollectionName> = []
  private let failures: Mutex<Int>
  private let calls = Mutex(0)
  init(failures: Int = 0) { self.failures = Mutex(failures) }
  var asked: Int { calls.withLock { $0 } }

  struct Unreachable: Error {}

  func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    calls.withLock { $0 += 1 }
    let fails = failures.withLock { count in
      defer { count = max(0, count - 1) }
      return count > 0
    }
    if fails { throw Unreachable() }
    return ParticipationPart()
  }
}

/// A store that is cut off at a commit, before it is written or just after, or in which something happens right before a commit.
final class CutStore: Store {
  struct Cut: Error {}
  private let base: any Store
  private let left: Mutex<Int>
  private let appliesLast: Bool
  private let meddling: (@Sendable () async throws -> Void)?

  init(_ base: any Store, after commits: Int, appliesLast: Bool) {
    self.base = base
    left = Mutex(commits)
    self.appliesLast = appliesLast
    meddling = nil
  }

  /// Is not cut off: goes on after `body`.
  init(_ base: any Store, beforeCommit commit: Int, _ body: @escaping @Sendable () async throws -> Void) {
    self.base = base
    left = Mutex(commit)
    appliesLast = false
    meddling = body
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await base.fetch(type, ids: ids)
  }
  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> { try await base.page(query) }
  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }
  func commit(_ changes: ChangeSet) async throws -> Commit {
    let rest = left.withLock { left in
      left -= 1
      return left
    }
    if let meddling {
      if rest == -1 { try await meddling() }
      return try await base.commit(changes)
    }
    if rest >= 0 { return try await base.commit(changes) }
    if rest == -1, appliesLast { _ = try await base.commit(changes) }
    throw Cut()
  }
  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await base.history(after: position, limit: limit)
  }
  func position() async throws -> CommitPosition? { try await base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}

/// A journal in memory that can refuse.
final class MemoryJournal: ErasureJournal {
  private let all: Mutex<[ErasureNote]> = Mutex([])
  let refuses: Bool
  init(refuses: Bool = false) { self.refuses = refuses }
  func append(_ note: ErasureNote) async throws {
    if refuses { throw StoreError(.full) }
    all.withLock { $0.append(note) }
  }
  func notes() async throws -> [ErasureNote] { all.withLock { $0 } }
}
