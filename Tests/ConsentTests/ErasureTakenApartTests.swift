import CRMTesting
import Consent
import Foundation
import Testing

/// Two persons are taken for one, the erasure of the one has begun, and then they are taken apart.
@Suite struct ErasureTakenApartTests {
  private let ann = Person("Ann", addresses: ["ann@example.com", "family@example.com"])
  private let beth = Person("Beth", addresses: ["beth@example.com", "family@example.com"])
  private let staff = ErasureFixture.staff

  private func filled(_ fixture: ErasureFixture, isMerged: Bool = true) async throws -> ErasureFixture {
    var beth = beth
    beth.winner = isMerged ? ann.id : nil
    try await fixture.insert(ann, beth)
    for (number, person) in [ann, beth, beth, ann].enumerated() {
      let memo = Memo(id: Identifier(derivedFrom: "apart", "\(number)"), person: person.id, text: person.name)
      try await fixture.insert(
        memo, Remark(id: Identifier(derivedFrom: "remark", "\(number)"), memo: memo.id, text: person.name),
        Bill(id: Identifier(derivedFrom: "bill", "\(number)"), person: person.id, text: person.name))
    }
    for address in ["ann@example.com", "beth@example.com", "family@example.com"] { try await fixture.optIn(address) }
    fixture.clock.advance(by: 60)
    return fixture
  }

  /// With an erasure that has begun, and no record gone.
  ///
  /// - Parameters:
  ///   - told: the journal that knows of it.
  ///   - journal: the journal from then on.
  private func begun(
    told: MemoryJournal? = nil, journal: MemoryJournal? = nil
  ) async throws -> (ErasureFixture, Identifier<Erasure>) {
    let base = try await filled(ErasureFixture())
    let store = CutStore(base.store, after: told == nil ? 1 : 2, appliesLast: false)
    let dying = ErasureFixture(clock: base.clock, store: store, journal: told, seed: 2)
    await #expect(throws: ErasureFailure.self) { try await dying.desk.erase(dying.desk.plan(ann.reference), by: staff) }
    let erasure = try #require(try await base.store.all(Query(Erasure.self)).first)
    #expect(erasure.state == .running && erasure.subjects == [ann.reference, beth.reference])
    return (ErasureFixture(clock: base.clock, store: base.store, journal: told ?? journal, seed: 3), erasure.id)
  }

  private func separate(in store: any Store) async throws { try await store.edit(beth.id) { $0.winner = nil } }

  /// What there is of Beth.
  private func beths(_ fixture: ErasureFixture) async throws -> [String] {
    let names = [beth.id.description, beth.id.uuid.uuidString]
    let memos = Set(try await fixture.store.all(Query(Memo.self)).filter { $0.person == beth.id }.map(\.id))
    let remarks = try await fixture.store.all(Query(Remark.self)).filter { memos.contains($0.memo) }.count
    let records = try await fixture.contents().filter { line in
      ["people", "memos", "bills"].contains { line.hasPrefix($0) } && names.contains { line.contains($0) }
    }
    return records + ["\(remarks)"]
  }

  private func isAnnGone(_ fixture: ErasureFixture) async throws -> Bool {
    let memos = try await fixture.store.all(Query(Memo.self)).contains { $0.person == ann.id }
    let bills = try await fixture.store.all(Query(Bill.self)).filter { $0.person == ann.id }
    let isErased = try await fixture.isErased("ann@example.com")
    return try await fixture.store.get(ann.id) == nil && !memos && bills.allSatisfy { $0.text.isEmpty } && isErased
  }

  @Test func nothingMoreGoesUntilSomebodySaysWhoseItIs() async throws {
    let journal = MemoryJournal()
    let (fixture, id) = try await begun(journal: journal)
    try await separate(in: fixture.store)
    let before = try await fixture.contents().filter { !$0.hasPrefix("erasures") }
    let refusal = ErasureRefusal.separated(id, [beth.reference])
    await #expect(throws: refusal) { try await fixture.desk.resume(id) }
    #expect(try await fixture.contents().filter { !$0.hasPrefix("erasures") } == before)
    #expect(try await journal.notes().isEmpty, "nobody else is told to erase her")
    let waiting = try await fixture.store.require(id).record
    #expect(waiting.state == .running && waiting.setback?.reason.code == ErasureReason.separated)
    #expect(waiting.setback?.reason.arguments["records"] == .choices([beth.reference.description]))
    #expect(try await fixture.desk.delayed().map(\.id) == [id])

    let narrowed = try await fixture.desk.leaveOut([beth.reference], of: id, by: staff)
    #expect(narrowed.subjects == [ann.reference] && narrowed.leftOut == [beth.reference])
    #expect(narrowed.points.count == 2, "hers alone is no concern of it any more")
    #expect(narrowed.nextMoment <= fixture.clock.now && narrowed.setback == nil)
    #expect(try await fixture.desk.leaveOut([beth.reference], of: id, by: staff) == narrowed, "once")
    let hers = try await beths(fixture)
    let outcome = try await ErasureWork(fixture.desk).perform(WorkSlice(now: fixture.clock.now))
    #expect(outcome.items == 1 && outcome.failure == nil)
    let done = try await fixture.store.require(id).record
    #expect(done.state == .done && done.subjects == [ann.reference])
    #expect(try await isAnnGone(fixture))
    #expect(try await beths(fixture) == hers && hers.count == 6)
    #expect(!done.retained.contains { $0.record == RecordReference(Identifier<Bill>(derivedFrom: "bill", "1")) })
    let events = try await fixture.store.all(Query(Event.byName, ExactText(EventName.erasureLeftOut.rawValue)))
    #expect(events.map(\.author) == [staff] && events.first?.properties["records"] == .integer(1))
  }

  /// Nothing lifts a stop by itself. Whoever keeps her data again says why.
  @Test func whoWasLeftOutIsAdmittedAgainByAPerson() async throws {
    let (fixture, id) = try await begun()
    try await separate(in: fixture.store)
    try await fixture.desk.leaveOut([beth.reference], of: id, by: staff)
    try await fixture.desk.resume(id)
    let own = try ContactPoint(.email(EmailAddress("beth@example.com")))
    let arrival = ContactArrival(beth.reference, [own])
    func isRefused() async throws -> Bool {
      let screened = try await LedgerScreen(fixture.ledger).screen([arrival], at: fixture.clock.now)
      return !screened.parties.isEmpty || !screened.points.isEmpty
    }
    #expect(try await isRefused())
    fixture.clock.advance(by: 60)
    let key = fixture.ledger.digester.key(of: beth.reference, points: [own.value])
    try await fixture.ledger.readmit(key, on: .contract("order 7"), method: .call, by: staff)
    #expect(try await !isRefused())
    #expect(try await fixture.decision("beth@example.com").outcome == .deny, "data are kept, and nothing is sent")
  }

  @Test func whoIsMergedAgainIsErasedWithTheOther() async throws {
    let (fixture, id) = try await begun()
    try await separate(in: fixture.store)
    await #expect(throws: ErasureRefusal.self) { try await fixture.desk.resume(id) }
    try await fixture.store.edit(beth.id) { $0.winner = ann.id }
    #expect(try await fixture.desk.resume(id).setback == nil)
    #expect(try await fixture.store.count(Query(Person.self)) == 0)
    #expect(try await fixture.store.count(Query(Memo.self)) == 0)
  }

  @Test func onlyWhatWasTakenApartIsLeftOut() async throws {
    let (fixture, id) = try await begun()
    let united = ErasureRefusal.united(id, [beth.reference])
    await #expect(throws: united) { try await fixture.desk.leaveOut([beth.reference], of: id, by: staff) }
    await #expect(throws: ErasureRefusal.nobodyLeft) {
      try await fixture.desk.leaveOut([ann.reference, beth.reference], of: id, by: staff)
    }
    try await separate(in: fixture.store)
    try await fixture.desk.leaveOut([beth.reference], of: id, by: staff)
    // United again after somebody said that she is another person: one of the two is wrong.
    try await fixture.store.edit(beth.id) { $0.winner = ann.id }
    let hers = try await beths(fixture)
    await #expect(throws: united) { try await fixture.desk.resume(id) }
    #expect(try await beths(fixture) == hers)
    #expect(try await fixture.store.require(id).setback?.reason.code == ErasureReason.united)
    try await separate(in: fixture.store)
    #expect(try await fixture.desk.resume(id).state == .done)
    #expect(try await isAnnGone(fixture))

    let waiting = try await filled(ErasureFixture())
    let scheduled = try await waiting.desk.schedule(ann.reference, by: staff)
    await #expect(throws: ErasureRefusal.inGrace(until: scheduled.due)) {
      try await waiting.desk.leaveOut([beth.reference], of: scheduled.id, by: staff)
    }
  }

  /// The one who asked may be the other one: then the first record of the erasure is left out.
  @Test func theFirstRecordMayBeTheOtherPersons() async throws {
    let (fixture, id) = try await begun()
    try await separate(in: fixture.store)
    let left = try await fixture.desk.leaveOut([ann.reference], of: id, by: staff)
    #expect(left.subjects == [beth.reference])
    #expect(try await fixture.desk.resume(id).state == .done)
    #expect(try await fixture.store.get(beth.id) == nil)
    #expect(try await fixture.store.get(ann.id) != nil)
    #expect(try await fixture.store.all(Query(Memo.self)).map(\.text) == ["Ann", "Ann"])
  }

  /// In the very moment in which it would begin: nothing is begun.
  @Test func takenApartRightBeforeItBegins() async throws {
    let base = try await filled(ErasureFixture())
    let id = try await base.desk.schedule(ann.reference, by: staff).id
    let plan = try await base.desk.plan(ann.reference)
    base.clock.advance(by: 8 * 86_400)
    let store = CutStore(base.store, beforeCommit: 0) { try await separate(in: base.store) }
    let fixture = ErasureFixture(clock: base.clock, store: store, seed: 4)
    await #expect(throws: ErasureRefusal.separated(id, [beth.reference])) { try await fixture.desk.resume(id) }
    #expect(try await base.store.require(id).state == .scheduled)
    #expect(try await !base.isErased("beth@example.com"))
    try await base.desk.cancel(id, by: staff)

    try await base.store.edit(beth.id) { $0.winner = ann.id }
    let fresh = try await base.desk.plan(ann.reference)
    #expect(fresh.fingerprint != plan.fingerprint)
    let again = CutStore(base.store, beforeCommit: 0) { try await separate(in: base.store) }
    let second = ErasureFixture(clock: base.clock, store: again, seed: 5)
    await #expect(throws: ErasureRefusal.stalePlan) { try await second.desk.erase(fresh, by: staff) }
    #expect(try await !base.isErased("beth@example.com"))
    #expect(try await base.store.get(beth.id) != nil)
  }

  /// Whatever happens in between two commits, and wherever a run is cut off: from the separation on nothing of hers is touched, and in
  /// the end the erased one is gone.
  @Test(arguments: [1, 2, 50]) func takenApartAtAnyMoment(limit: Int) async throws {
    var refusals = 0
    for moment in 0..<40 {
      for isCut in [false, true] {
        let base = try await filled(ErasureFixture(commitLimit: limit))
        let journal = MemoryJournal()
        let snapshot = Snapshot()
        let meddle: @Sendable () async throws -> Void = {
          if try await base.store.get(self.beth.id) != nil { try await self.separate(in: base.store) }
          await snapshot.take(try await self.beths(base))
        }
        let store =
          isCut
          ? CutStore(base.store, after: moment, appliesLast: moment.isMultiple(of: 2))
          : CutStore(base.store, beforeCommit: moment, meddle)
        let cut = ErasureFixture(clock: base.clock, store: store, journal: journal, commitLimit: limit, seed: 5)
        _ = try? await cut.desk.erase(cut.desk.plan(ann.reference), by: staff)
        if isCut { try await meddle() }
        let known = await snapshot.lines
        let fixture = ErasureFixture(
          clock: base.clock, store: base.store, journal: journal, commitLimit: limit, seed: 6)
        guard let erasure = try await base.store.all(Query(Erasure.self)).first else { continue }
        let isThere = try await base.store.get(beth.id) != nil
        if erasure.state == .running {
          if isThere {
            await #expect(throws: ErasureRefusal.separated(erasure.id, [beth.reference])) {
              try await fixture.desk.resume(erasure.id)
            }
            try await fixture.desk.leaveOut([beth.reference], of: erasure.id, by: staff)
            refusals += 1
          }
          #expect(try await fixture.desk.resume(erasure.id).state == .done)
        }
        #expect(try await isAnnGone(fixture), "\(moment) \(isCut)")
        if let known { #expect(try await beths(fixture) == known, "\(moment) \(isCut)") }
        #expect(try await fixture.store.count(Query(Remark.self)) == (isThere ? Int(known?.last ?? "") : 0))
      }
    }
    #expect(refusals > 1)
  }

  private actor Snapshot {
    private(set) var lines: [String]?
    func take(_ lines: [String]) { self.lines = self.lines ?? lines }
  }

  // MARK: Backups

  /// The journal was told that she is left out, the commit failed, and then the two became one again.
  @Test func whatTheJournalWasToldInVainDoesNotCount() async throws {
    let told = MemoryJournal()
    let (live, id) = try await begun(told: told)
    try await separate(in: live.store)
    let cut = CutStore(live.store, after: 0, appliesLast: false)
    let dying = ErasureFixture(clock: live.clock, store: cut, journal: told, seed: 5)
    await #expect(throws: (any Error).self) { try await dying.desk.leaveOut([beth.reference], of: id, by: staff) }
    #expect(try await told.notes().map(\.leftOut) == [nil, [beth.reference]])
    try await live.store.edit(beth.id) { $0.winner = ann.id }
    #expect(try await live.desk.resume(id).subjects == [ann.reference, beth.reference])
    #expect(try await told.notes().map(\.isFinal) == [nil, nil, true])

    let backup = try await filled(ErasureFixture(journal: told, seed: 9))
    #expect(try await ErasureReplay(backup.desk).apply().erased == [id])
    #expect(try await backup.store.count(Query(Person.self)) == 0)
    #expect(try await backup.isErased("beth@example.com"))
    #expect(try await told.notes().count { $0.isFinal == true } == 1)
  }

  @Test(arguments: [false, true]) func aBackupLeavesOutWhoWasLeftOut(isLateNote: Bool) async throws {
    let told = MemoryJournal()
    let (live, id) = try await begun(told: told)
    try await separate(in: live.store)
    try await live.desk.leaveOut([beth.reference], of: id, by: staff)
    try await live.desk.resume(id)
    let notes = try await told.notes()
    #expect(notes.map(\.leftOut) == [nil, [beth.reference]])
    // A process that stalled may tell only now what it began with.
    let journal = MemoryJournal()
    for note in isLateNote ? notes.reversed() : notes { try await journal.append(note) }

    // When the backup was taken, they were two.
    let apart = try await filled(ErasureFixture(journal: journal, seed: 9), isMerged: false)
    let hers = try await beths(apart)
    #expect(try await ErasureReplay(apart.desk).apply().erased == [id])
    #expect(try await isAnnGone(apart))
    #expect(try await beths(apart) == hers)
    #expect(try await apart.decision("beth@example.com").outcome == .permit)
    #expect(try await ErasureReplay(apart.desk).apply().isEmpty)

    // Or one.
    let united = try await filled(ErasureFixture(journal: journal, seed: 9))
    await #expect(throws: ErasureRefusal.united(id, [beth.reference])) { try await ErasureReplay(united.desk).apply() }
    try await separate(in: united.store)
    #expect(try await ErasureReplay(united.desk).apply().erased == [id])
    #expect(try await isAnnGone(united))
    #expect(try await beths(united) == hers)

    // Or one, and the erasure had begun.
    let (running, same) = try await begun(journal: journal)
    #expect(same == id)
    await #expect(throws: ErasureRefusal.united(id, [beth.reference])) { try await ErasureReplay(running.desk).apply() }
    try await separate(in: running.store)
    #expect(try await ErasureReplay(running.desk).apply().erased == [id])
    #expect(try await isAnnGone(running))
    #expect(try await beths(running) == hers)
  }

  /// A host that replays whenever it starts is not kept from serving by what waits for a person.
  @Test func whatWaitsForAPersonDoesNotStopAReplay() async throws {
    let (fixture, id) = try await begun(told: MemoryJournal())
    try await separate(in: fixture.store)
    let before = try await fixture.contents()
    let report = try await ErasureReplay(fixture.desk).apply()
    #expect(report.waiting == [id] && report.isEmpty)
    #expect(try await fixture.contents() == before)
  }
}
