import Foundation

/// Reads what the ledger knows: the heads first, then the acts that they list.
struct ConsentReader: Sendable {
  /// What is known of one contact point, and the revision of its head.
  struct Entry: Sendable {
    var head: Stored<ConsentHead>?
    var snapshot: ConsentSnapshot
    /// The head of the person that the question names; `nil` where it names none or nothing was recorded on them.
    var person: Stored<ConsentHead>?
  }

  let store: any Store

  /// What is known of the contact point of each question, in order. Two reads for any number of questions, and one more for
  /// each act that is good for a limited number of messages and each contact point with a frequency.
  func entries(for questions: [ConsentQuestion], at now: Date) async throws -> [Entry] {
    let parties = Set(questions.compactMap(\.context.party)).sorted()
    let ids = questions.map(\.subject) + parties.map { ContactDigest(person: $0) }
    let heads = try await store.fetch(ConsentHead.self, ids: ids.map { ConsentHead.id(of: $0) })
    let wanted = heads.flatMap { $0?.record.acts ?? [] }
    let found = wanted.isEmpty ? [] : try await store.fetch(ConsentAct.self, ids: wanted)
    let people = people(parties, heads[questions.count...], found)
    var position = 0
    var entries: [Entry] = []
    entries.reserveCapacity(questions.count)
    for (question, head) in zip(questions, heads) {
      let count = head?.record.acts.count ?? 0
      // An act that the head lists and the store does not have leaves the snapshot incomplete, which denies.
      let acts = found[position..<position + count].compactMap { $0?.record }
      position += count
      var snapshot = ConsentSnapshot(head: head?.record, acts: acts)
      for act in acts where Self.isCounted(act, for: question) {
        snapshot.uses[act.id] = try await store.count(Query(Authorization.byEvidence, act.id))
      }
      if let days = acts.compactMap({ $0.preference?.frequency?.days }).max() {
        snapshot.sent = try await sent(to: question.subject, since: now.addingTimeInterval(-Double(days) * 86_400))
      }
      var entry = Entry(head: head, snapshot: snapshot)
      if let party = question.context.party {
        entry.person = people[party]?.head
        entry.snapshot.person = people[party]?.person
      }
      entries.append(entry)
    }
    return entries
  }

  /// All acts on a contact point or restricted person, earliest first. Two reads. Throws if one that the head lists is missing.
  func acts(of subject: ContactDigest) async throws -> [ConsentAct] {
    try await ledgers(of: [subject])[0].acts.sorted(by: ConsentAct.isBefore)
  }

  /// What is recorded on persons, by their records. Their acts are the last ones found.
  private func people(
    _ parties: [RecordReference], _ heads: ArraySlice<Stored<ConsentHead>?>, _ found: [Stored<ConsentAct>?]
  ) -> [RecordReference: (head: Stored<ConsentHead>?, person: ConsentSnapshot.Person)] {
    var people: [RecordReference: (head: Stored<ConsentHead>?, person: ConsentSnapshot.Person)] = [:]
    var position = found.count - heads.reduce(0) { $0 + ($1?.record.acts.count ?? 0) }
    for (party, head) in zip(parties, heads) {
      let count = head?.record.acts.count ?? 0
      let acts = found[position..<position + count].compactMap { $0?.record }
      position += count
      people[party] = (head, ConsentSnapshot.Person(head: head?.record, acts: acts))
    }
    return people
  }

  /// The messages that were authorised after an instant and may have left.
  private func sent(to subject: ContactDigest, since start: Date) async throws -> [SentMessage] {
    var query = Query(Authorization.bySubject, subject).from(start)
    var sent: [SentMessage] = []
    while true {
      let page = try await store.page(query)
      sent += page.items.map(\.record).filter { !$0.mayBeRepeated }.map { SentMessage(date: $0.date, scope: $0.scope) }
      guard let cursor = page.next else { return sent }
      query = query.after(cursor)
    }
  }

  /// Whether it matters how many messages an act has been used for.
  private static func isCounted(_ act: ConsentAct, for question: ConsentQuestion) -> Bool {
    act.validity?.uses != nil || (act.kind == .requested && question.context.confirms == act.id)
  }
}
