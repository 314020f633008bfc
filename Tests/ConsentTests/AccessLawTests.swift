import CRMTesting
import Consent
import Customers
import Foundation
import Testing

/// Nobody reads of anybody else: in random populations in which every person's texts occur in that person's records only, an answer
/// holds the subject's texts and no other one's.
@Suite struct AccessLawTests {
  /// 10,000 where CRM_SWEEP is set, 40 otherwise; each has 3 to 6 persons.
  static let populations = ConsentHistories.isSweep ? 10_000 : 40

  @Test func nobodyReadsOfAnybodyElse() async throws {
    for seed in 1...UInt64(Self.populations) {
      let population = try await Population(seed: seed)
      let index = Int(seed) % population.people.count
      let person = population.people[index]
      let subject = population.desk.subject(RecordReference(person.id), points: person.contactPoints.map(\.value))
      for format in seed % 4 == 0 ? AccessFormat.allCases : [.json] {
        let text = try await population.desk.text(of: subject, as: format)
        #expect(text.contains("name\(index)x"), "seed \(seed)")
        #expect(population.persons(in: text) == [index], "seed \(seed): only \(index) may be in the answer")
      }
      let pieces = Pieces()
      try await population.desk.exportPortable(of: subject) { pieces.add($0) }
      #expect(population.persons(in: pieces.text) == [index], "seed \(seed): only \(index) may be in the copy")
    }
  }
}

/// Some persons and records of every kind that ties them to each other. The texts of person 3 all end in `3x`.
private struct Population {
  let people: [Customer]
  let desk: AccessDesk

  /// The persons whose texts or identifiers stand in a text: by the digits before an `x`, and by all that has the form of a UUID.
  func persons(in text: String) -> Set<Int> {
    let bytes = Array(text.utf8)
    let dash = UInt8(ascii: "-")
    let numbers = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1.id.uuid, $0) })
    var found: Set<Int> = []
    for place in bytes.indices {
      if bytes[place] == UInt8(ascii: "x"), place > 0, case 0x30...0x39 = bytes[place - 1] {
        found.insert(Int(bytes[place - 1] - 0x30))
      } else if bytes[place] == dash, place >= 8, place + 28 <= bytes.count, bytes[place + 5] == dash,
        bytes[place + 10] == dash, bytes[place + 15] == dash,
        let id = UUID(uuidString: String(decoding: bytes[(place - 8)..<(place + 28)], as: UTF8.self)),
        let number = numbers[id]
      {
        found.insert(number)
      }
    }
    return found
  }

  init(seed: UInt64) async throws {
    let now = AccessFixture.now
    var random = SeededGenerator(seed: seed)
    let environment = CRMEnvironment.fixed(at: now, seed: seed)
    let store: any Store = InMemoryStore(environment: environment)
    let ledger = ConsentLedger(store: store, digester: ConsentFixture.digester, environment: environment)
    let people = try (0..<Int.random(in: 3...6, using: &random)).map { index in
      Customer(
        id: environment.id(), kind: .person, personName: PersonName(given: "name\(index)x"),
        contactPoints: [ContactPoint(.email(try EmailAddress("mail\(index)x@example.com")))], createdAt: now)
    }
    var changes = ChangeSet()
    for person in people { changes.insert(person) }
    var records: [(owner: Int, record: RecordReference)] = people.indices.map { ($0, RecordReference(people[$0])) }
    for number in 0..<30 {
      let one = Int.random(in: people.indices, using: &random)
      var other = Int.random(in: people.indices, using: &random)
      if other == one { other = (one + 1) % people.count }
      let (a, b) = (people[one], people[other])
      let words = "words\(one)x"
      let any = records.randomElement(using: &random) ?? (one, RecordReference(a))
      switch number % 10 {
      case 0:
        changes.insert(Relationship(id: environment.id(), kind: "friend", from: a.id, to: b.id, createdAt: now))
      case 1:
        let interaction = Interaction(
          id: environment.id(), customer: a.id, kind: "call", date: now,
          participants: [InteractionParticipant(RecordReference(b.id), role: "guest")],
          subject: any.record, note: words)
        records.append((one, RecordReference(interaction)))
        changes.insert(interaction)
      case 2:
        changes.insert(
          FollowUp(
            id: environment.id(), what: words, about: any.record, customer: a.id, due: now, outcome: words,
            createdAt: now))
      case 3:
        changes.insert(
          Event(
            id: environment.id(), name: "some", about: any.record, customer: RecordReference(a), date: now,
            author: .system, properties: ["text": .text(words), "other": .reference(RecordReference(b))]))
      case 4:
        let machine = Machine(id: environment.id(), owner: a.id, users: [b.id], serial: words)
        records.append((one, RecordReference(machine)))
        changes.insert(machine)
      case 5:
        let purchase = Purchase(
          id: environment.id(), customer: a.id, date: now, currency: .eur, lines: [], place: words, origin: any.record)
        records.append((one, RecordReference(purchase)))
        changes.insert(purchase)
      case 6:
        var merge = CustomerMerge(
          id: environment.id(), number: number, before: a, after: b, losers: [b], decisions: [], date: now,
          author: .system, pieces: 1)
        merge.undoneAt = now
        changes.insert(merge)
        changes.insert(
          MergeTrace(
            merge: RecordReference(merge), number: 0,
            traces: [.removed(RecordReference(b), before: Data("{\"name\":\"name\(other)x\"}".utf8))]))
      case 7:
        changes.insert(
          AttachedFile(
            id: environment.id(), owner: any.record,
            attachment: Attachment(
              name: "file\(any.owner)x", mediaType: "text/plain", size: 1, digest: SHA256.hash([1])), addedAt: now))
      case 8:
        changes.insert(
          ImportChange(
            run: environment.id(), record: any.record, previous: Data("{\"was\":\"old\(any.owner)x\"}".utf8),
            written: SHA256.hash([UInt8(number)])))
      default:
        let device = IdentityKey(.browser, "device\(number)")
        let evidence = IdentityEvidence("login", date: now)
        changes.insert(IdentityLink(device, a.id, evidence: evidence))
        if Bool.random(using: &random) { changes.insert(IdentityLink(device, b.id, evidence: evidence)) }
        changes.insert(
          AnonymousActivity(
            Interaction(id: environment.id(), customer: a.id, kind: "web", date: now, note: words), under: device))
      }
    }
    try await store.commit(changes)
    for person in people {
      guard let point = person.contactPoints.first?.value else { continue }
      try await ledger.optIn(
        point, to: "marketing.news", through: .email, proof: ConsentFixture.proof, method: .form, by: .dataSubject)
    }
    self.people = people
    desk = AccessDesk(
      ledger, registry: RecordRegistry(AccessFixture.types), participants: CustomerDirectory.subjectParticipants)
  }
}
