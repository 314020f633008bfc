import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// Erasing what opens some entries leaves the chain and all others as provable as before.
@Suite struct AuditForgettingTests {
  private func people(_ store: (any Store)? = nil) async throws -> AuditFixture {
    let fixture = AuditFixture(store)
    for round in 0..<4 {
      var changes = ChangeSet()
      for number in 0..<30 {
        changes.insert(Deed(round * 30 + number, person: number % 5 == 0 ? "bob-secret" : "ann", text: "t\(number)"))
      }
      try await fixture.store.commit(changes)
    }
    return fixture
  }

  @Test func theOthersStayProvenAndTheErasedAreNotOpenable() async throws {
    let fixture = try await people()
    try await fixture.trail.seal()
    let before = try await fixture.entries()
    let published = try await fixture.trail.checkpoint().checkpoint
    #expect(try await fixture.trail.forget([Deed.subject("bob-secret")]) == 24)
    let after = try await fixture.entries()
    #expect(Array(after.prefix(before.count)) == before)
    #expect(after.count == before.count + 1)
    #expect(after.last?.leaf.kind == .forgot)
    #expect(after.last?.leaf.matter == "24")
    let report = try await fixture.trail.verify(against: [published], opening: true)
    #expect(report.isComplete)
    #expect(report.proven == 96)
    #expect(report.notOpenable == 24)
    #expect(report.forgotten == 24)
    #expect(report.provenSize == published.size)
    let states = try await fixture.trail.entries(limit: 1_000).items
    #expect(
      states.count {
        if case .notOpenable = $0.state { true } else { false }
      } == 24)
    #expect(try await fixture.trail.entries(about: Deed.subject("bob-secret")).items.isEmpty)
    #expect(try await fixture.trail.entries(about: Deed.subject("ann"), limit: 1_000).items.count == 96)
    // Once is enough.
    let position = try await fixture.store.position()
    #expect(try await fixture.trail.forget([Deed.subject("bob-secret")]) == 0)
    #expect(try await fixture.store.position() == position)
  }

  @Test func whatWasNotSealedYetIsForgottenToo() async throws {
    let fixture = try await people()
    #expect(try await fixture.trail.forget([Deed.subject("bob-secret")]) == 24)
    try await fixture.trail.seal()
    #expect(try await fixture.trail.entries(about: Deed.subject("bob-secret")).items.isEmpty)
    #expect(try await fixture.trail.verify(opening: true).isComplete)
  }

  @Test func someRecordsCanBeForgottenAlone() async throws {
    let fixture = try await people()
    let records = [RecordReference(Deed.id(0)), RecordReference(Deed.id(7)), RecordReference(Deed.id(999))]
    #expect(try await fixture.trail.forget(records: records) == 2)
    #expect(try await fixture.trail.entries(about: Deed.subject("bob-secret"), limit: 100).items.count == 23)
    #expect(try await fixture.trail.entries(of: records[1]).items.isEmpty)
  }

  @Test func anErasureJoinsItToItsCommitOrIsRefusedWhenSomebodySeals() async throws {
    let fixture = try await people()
    let prepared = try await fixture.trail.prepareForgetting([Deed.subject("bob-secret")])
    #expect(prepared.value == 24)
    try await fixture.write(500..<501)
    try await fixture.trail.seal()
    let error = await #expect(throws: StoreError.self) { try await fixture.store.commit(prepared.changes) }
    #expect(error?.code == .conflict)
    var joined = ChangeSet(author: .system)
    joined.delete(try await fixture.store.require(Deed.id(0)))
    joined.append(try await fixture.trail.prepareForgetting([Deed.subject("bob-secret")]).changes)
    try await fixture.store.commit(joined)
    try await fixture.trail.seal()
    let report = try await fixture.trail.verify(opening: true)
    #expect(report.isComplete)
    #expect(report.notOpenable == 24)
  }

  @Test func nothingOfThePersonIsInTheFilesAfterwards() async throws {
    let folder = try TemporaryFolder()
    let url = folder.current
    let store = try await FileStore.open(at: url, options: .init(durability: .relaxed))
    let fixture = try await people(store)
    try await fixture.trail.seal()
    let salts = try await store.all(Query<AuditOpenings>()).flatMap(\.openings)
      .filter { $0.subjects == [Deed.subject("bob-secret")] }.map(\.salt)
    #expect(salts.count == 24)
    #expect(try Self.bytes(in: url).firstRange(of: Data("bob-secret".utf8)) != nil)
    #expect(try Self.bytes(in: url).firstRange(of: salts[0]) != nil)
    try await fixture.trail.forget([Deed.subject("bob-secret")])
    for number in 0..<120 where number % 5 == 0 {
      let stored = try await store.require(Deed.id(number))
      try await store.commit(changeSet { $0.delete(stored) })
    }
    try await fixture.trail.seal()
    #expect(try await fixture.trail.isSealed())
    try await store.compact()
    let bytes = try Self.bytes(in: url)
    #expect(bytes.firstRange(of: Data("bob-secret".utf8)) == nil)
    #expect(bytes.firstRange(of: Data(SHA256.hash("bob-secret").hex.utf8)) == nil)
    for salt in salts { #expect(bytes.firstRange(of: salt) == nil) }
    let report = try await fixture.trail.verify(opening: true)
    #expect(report.isComplete)
    #expect(report.proven == 96 + 24)
    try await store.close()
  }

  private static func bytes(in folder: URL) throws -> Data {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .reduce(into: Data()) { $0 += (try? Data(contentsOf: $1)) ?? Data() }
  }

  @Test func theParticipantFindsShowsAndErases() async throws {
    let fixture = try await people()
    try await fixture.trail.seal()
    let participant = AuditParticipant(fixture.trail)
    let subject = Subject(RecordReference(Deed.id(1)), contactDigests: [SHA256.hash("bob-secret")])
    var found: [RecordReference] = []
    try await participant.find(subject, in: fixture.store) { found.append($0) }
    #expect(found.count == 4)
    var exported: [ExportedRecord] = []
    try await participant.export(subject, in: fixture.store) { exported.append($0) }
    #expect(exported.count == 24)
    #expect(exported.first?.category == .provenance)
    #expect(Set(exported.flatMap { Array($0.values.keys) }) == ["collection", "date", "entry", "kind"])
    #expect(exported.first?.values["collection"] == "deeds" && exported.first?.values["kind"] == "inserted")
    let part = try await participant.erase(subject, in: fixture.store, at: fixture.clock.now)
    #expect(part.actions.count == 4)
    try await fixture.store.commit(part.changes)
    exported = []
    try await participant.export(subject, in: fixture.store) { exported.append($0) }
    #expect(exported.isEmpty)
    #expect(try await participant.restrict(subject, in: fixture.store, at: fixture.clock.now).changes.isEmpty)
    #expect(try await participant.rectify(subject, [:], in: fixture.store, at: fixture.clock.now).changes.isEmpty)
  }

  /// A trail does not know what the declaration of a record's type withholds.
  @Test func theParticipantShowsNothingOfAFactsContentNorOthersRecords() async throws {
    let shared = AuditedType(Deed.self) { deed in deed.person.split(separator: "+").map { Deed.subject(String($0)) } }
    let fixture = AuditFixture(types: [shared])
    var changes = ChangeSet(author: Author(.staff, "Sam Clerk"), reason: "told by a neighbour")
    changes.insert(Deed(1, person: "ann", text: "a secret"))
    changes.insert(Deed(2, person: "ann+bob", text: "what Bob told"))
    try await fixture.store.commit(changes)
    try await fixture.trail.seal()
    let participant = AuditParticipant(fixture.trail)
    let customer = RecordReference(collection: "customers", id: UUID())
    var exported: [ExportedRecord] = []
    try await participant.export(
      Subject(customer, contactDigests: [SHA256.hash("ann")]), in: fixture.store
    ) { exported.append($0) }
    #expect(exported.count == 2)
    let text = exported.map { "\($0.record) \(JSONTree.object($0.values).json)" }.joined(separator: "\n")
    for secret in ["a secret", "what Bob told", "Sam", "neighbour", Deed.id(2).description, "bob"] {
      #expect(!text.contains(secret), "\(secret)")
    }
    #expect(text.contains(Deed.id(1).description))
    #expect(exported.map { $0.values["collection"] } == ["deeds", "deeds"])
    #expect(exported.map { $0.values["entry"] } == [.unsigned(1), .unsigned(2)])
    // Were deeds persons, another one under the same contact point would be somebody else.
    exported = []
    let person = Subject(RecordReference(Deed.id(99)), contactDigests: [SHA256.hash("ann")])
    try await participant.export(person, in: fixture.store) { exported.append($0) }
    #expect(exported.count == 2 && !exported.contains { $0.record.collection == Deed.collection })
  }
}
