import CRMTesting
import Consent
import Customers
import Foundation
import Synchronization
import Testing

/// A host's record type: a machine that somebody owns and others may use.
struct Machine: Record {
  static let collection: CollectionName = "machines"
  static var references: [Reference<Machine>] {
    [Reference("owner", \.owner), Reference("users", \.users)]
  }
  static var personalData: PersonalData<Machine>? {
    PersonalData(
      .transaction, about: ["owner"],
      mentions: [
        PersonalDataMention("users") { machine, subject in
          machine.users.removeAll { RecordReference($0) == subject }
        }
      ], provided: .only(["serial"]), withheld: ["lockCode"])
  }

  var id: Identifier<Machine>
  var owner: Identifier<Customer>
  var users: [Identifier<Customer>] = []
  var serial: String
  var lockCode: String?
  var remarks: String?
}

/// A host's record type that says nothing.
struct Badge: Record {
  static let collection: CollectionName = "badges"
  static var references: [Reference<Badge>] { [Reference("holder", \.holder)] }

  var id: Identifier<Badge>
  var holder: Identifier<Customer>
}

/// A host's record type: a note at an act of the ledger, which names a customer.
struct ActNote: Record {
  static let collection: CollectionName = "actNotes"
  static var references: [Reference<ActNote>] { [Reference("act", \.act), Reference("teller", \.teller)] }
  static var personalData: PersonalData<ActNote>? {
    PersonalData(
      .communication, about: ["act"], mentions: [PersonalDataMention("teller") { note, _ in note.teller = nil }])
  }

  var id: Identifier<ActNote>
  var act: Identifier<ConsentAct>
  var teller: Identifier<Customer>?
  var text: String
}

/// A host's data outside the store.
struct ArchiveParticipant: Participant {
  var failing = false
  var values: [String: JSONTree] = ["box": "17"]

  struct Broken: Error {}

  var name: ParticipantName { "archive" }
  var collections: Set<CollectionName> { ["archive"] }

  func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws {
    if failing { throw Broken() }
    let record = RecordReference(collection: "archive", id: subject.reference.id)
    try await visit(ExportedRecord(record: record, category: .communication, values: values, provenance: "paper"))
  }
}

/// Ann, whose data are asked for, and Bob, who must not be in the answer.
struct AccessFixture {
  static let now = Date("2026-11-23T10:00:00Z")

  let environment = CRMEnvironment.fixed(at: now)
  let store: any Store
  let ledger: ConsentLedger
  let ann: Customer
  let bob: Customer
  let staff: StaffMember

  static let types: [any Record.Type] =
    [Event.self, OutboxItem.self, StaffMember.self, Team.self, AttachedFile.self, Machine.self]
    + CustomerDirectory.recordTypes

  init() async throws {
    store = InMemoryStore(environment: environment)
    ledger = ConsentLedger(store: store, digester: ConsentFixture.digester, environment: environment)
    staff = StaffMember(id: "sam", name: "Sam Clerk", emailAddress: "sam@shop.example")
    ann = Customer(
      id: environment.id(), kind: .person, personName: PersonName(given: "Ann", family: "<b>Gray & Co|\"x\"</b>"),
      birthday: nil, owner: staff.id, contactPoints: [ContactPoint(.email(try EmailAddress("ann@example.com")))],
      createdAt: Self.now)
    bob = Customer(
      id: "bob", kind: .person, personName: PersonName(given: "Bob", family: "Secretive"),
      contactPoints: [ContactPoint(.email(try EmailAddress("bob@example.com")))], createdAt: Self.now)
    var changes = ChangeSet(author: .importRun("start"))
    changes.insert(staff)
    changes.insert(ann)
    changes.insert(bob)
    changes.insert(
      Relationship(id: "kin", kind: .spouseOf, from: ann.id, to: bob.id, role: "wife", createdAt: Self.now))
    changes.insert(
      Interaction(
        id: "call", customer: ann.id, kind: "call", date: Self.now, staff: staff.id,
        participants: [InteractionParticipant(RecordReference(bob.id), role: "listener")], note: "wants a blue one"))
    changes.insert(
      Interaction(
        id: "others", customer: bob.id, kind: "call", date: Self.now,
        participants: [InteractionParticipant(RecordReference(ann.id))], note: "what Bob told of himself"))
    changes.insert(
      Event(
        id: "event", name: "customer.created", about: RecordReference(ann.id), customer: RecordReference(ann.id),
        date: Self.now, author: Author(.staff, staff.id.description),
        properties: ["beside": .reference(RecordReference(bob.id))]))
    changes.insert(
      Machine(id: "own", owner: ann.id, serial: "A-1", lockCode: "4711", remarks: "scratched"))
    changes.insert(Machine(id: "used", owner: bob.id, users: [ann.id], serial: "B-1", remarks: "lent to many"))
    changes.insert(
      Purchase(
        id: "purchase", customer: ann.id, date: Self.now, number: "R-1", currency: .eur,
        lines: [
          PurchaseLine(
            text: "Drill", amount: Money(minorUnits: 9_900, currency: .eur),
            cost: Money(minorUnits: 100, currency: .eur))
        ]))
    try await store.commit(changes)
    try await ledger.optIn(
      .email(try EmailAddress("ann@example.com")), to: "marketing.news", through: .email,
      proof: ConsentProof(textShown: "Yes, send me news.", sourceReference: "signup form", recipients: ["Mail Ltd"]),
      method: .form, by: .dataSubject)
  }

  var subject: AccessSubject {
    get throws { desk().subject(RecordReference(ann.id), points: [.email(try EmailAddress("ann@example.com"))]) }
  }

  func desk(
    _ more: [any Record.Type] = [], participants: [any Participant] = [],
    statement: AccessStatement = AccessStatement()
  ) -> AccessDesk {
    AccessDesk(
      ledger, registry: RecordRegistry(Self.types + more),
      participants: CustomerDirectory.subjectParticipants + participants, statement: statement)
  }

  /// The document as a tree.
  static func tree(_ text: String) throws -> JSONTree {
    try JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))
  }

  /// The records of a document, of one collection.
  static func records(_ text: String, of collection: String) throws -> [JSONTree] {
    guard case .list(let records)? = try tree(text)["records"] else { return [] }
    return records.filter { $0["collection"] == .text(collection) }
  }
}

/// What pieces a sink got.
final class Pieces: Sendable {
  private let pieces = Mutex<[String]>([])

  var text: String { pieces.withLock { $0.joined() } }
  var greatest: Int { pieces.withLock { $0.map(\.utf8.count).max() ?? 0 } }
  func add(_ piece: String) { pieces.withLock { $0.append(piece) } }
}
