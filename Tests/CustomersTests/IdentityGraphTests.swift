import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct IdentityGraphTests {
  private let world = MergeWorld()
  private var directory: CustomerDirectory { world.directory }
  private let tablet = IdentityKey(.device, "tablet")
  private let phone = IdentityKey(.device, "phone")

  private func login(_ minutes: Double = 0) -> IdentityEvidence {
    IdentityEvidence("login", date: CRMEnvironment.testStart.addingTimeInterval(minutes * 60))
  }

  private func account(_ name: String, of customer: Identifier<Customer>) async throws -> IdentityKey {
    let key = IdentityKey(.account, name)
    try await directory.link(key, to: customer, evidence: login(), by: world.me)
    return key
  }

  @discardableResult
  private func visit(_ identity: IdentityKey, minute: Double) async throws -> Interaction {
    let date = CRMEnvironment.testStart.addingTimeInterval(minute * 60)
    let visit = Interaction(id: world.id(), customer: "nobody", kind: .webVisit, date: date)
    return try await directory.log(visit, under: identity, by: world.me).interaction
  }

  @Test func aLoginLinksTheDeviceWithItsEvidence() async throws {
    let ann = try await world.person("Ann")
    let key = try await account("ann", of: ann.id)
    let finding = try await directory.observe([tablet, key], evidence: login(5), by: world.me)
    #expect(finding == IdentityFinding(customer: ann.id, linked: [tablet]))
    #expect(try await directory.ownership(of: tablet) == .one(ann.id))
    let links = try await directory.identities(of: ann.id).items
    #expect(links.map(\.identity) == [key, tablet] && links[1].evidence == [login(5)])
    // The device alone now shows her; seeing both again changes nothing.
    #expect(try await directory.observe([tablet], evidence: login(6), by: world.me).customer == ann.id)
    let commits = try world.store.history(after: nil, limit: .max).count
    #expect(try await directory.observe([tablet, key], evidence: login(6), by: world.me).linked.isEmpty)
    #expect(try world.store.history(after: nil, limit: .max).count == commits)
    let events = try await world.store.all(Query(Event.byName, ExactText(EventName.identityLinked.rawValue)))
    #expect(events.count == 2 && events.allSatisfy { $0.author == world.me })
  }

  @Test func twoKnownPeopleAreNeverLinkedByThemselves() async throws {
    let ann = try await world.person("Ann")
    let bob = try await world.person("Bob")
    let (first, second) = (try await account("ann", of: ann.id), try await account("bob", of: bob.id))
    let before = try await world.facts()
    let finding = try await directory.observe([first, second, tablet], evidence: login(), by: world.me)
    #expect(finding == IdentityFinding(conflict: [ann.id, bob.id].sorted()))
    #expect(try await world.facts() == before, "nothing is linked")
    // Not by hand either, without a merge or a cut.
    await #expect(throws: IdentityConflict(kind: .account, holder: ann.id)) {
      try await directory.link(first, to: bob.id, evidence: login(), by: world.me)
    }
    #expect(
      try await directory.observe([IdentityKey(.account, "stranger"), tablet], evidence: login(), by: world.me)
        == IdentityFinding())
  }

  @Test func aSharedDeviceMergesNobody() async throws {
    let ann = try await world.person("Ann")
    let bob = try await world.person("Bob")
    let (first, second) = (try await account("ann", of: ann.id), try await account("bob", of: bob.id))
    try await directory.observe([tablet, first], evidence: login(), by: world.me)
    let seen = try await visit(tablet, minute: 1)
    #expect(try await directory.profileTimeline(of: ann.id).items.map(\.id) == [seen.id])
    try await directory.observe([tablet, second], evidence: login(2), by: world.me)
    #expect(try await directory.ownership(of: tablet) == .shared([ann.id, bob.id].sorted()))
    #expect(try await directory.observe([tablet], evidence: login(3), by: world.me).customer == nil)
    #expect(try world.get(ann.id) == ann && world.get(bob.id) == bob)
    for person in [ann.id, bob.id] { #expect(try await directory.profileTimeline(of: person).items.isEmpty) }
    // Bob's link was a mistake: what was done on the device is Ann's again.
    let link = IdentityLink.id(tablet, bob.id)
    let cut = try await directory.cut(link, reason: "guest", by: world.me)
    #expect(cut.isCut && cut.evidence == [login(2)] && cut.cutReason == "guest")
    #expect(try await directory.profileTimeline(of: ann.id).items.map(\.id) == [seen.id])
  }

  @Test func anonymousActivityAppearsAfterLinkingAndGoesAfterTheCut() async throws {
    let ann = try await world.person("Ann")
    let key = try await account("ann", of: ann.id)
    let call = Interaction(id: world.id(), customer: ann.id, kind: .call, date: world.clock.now)
    try await directory.log(call, by: world.me)
    let early = try await visit(tablet, minute: -10)
    let late = try await visit(tablet, minute: 10)
    #expect(try await directory.profileTimeline(of: ann.id).items.map(\.id) == [call.id])
    try await directory.observe([tablet, key], evidence: login(), by: world.me)
    let items = try await directory.profileTimeline(of: ann.id).items
    #expect(items.map(\.id) == [late.id, call.id, early.id] && items.allSatisfy { $0.customer == ann.id })
    let link = try #require(try await directory.identities(of: ann.id).items.first { $0.identity == tablet })
    try await directory.cut(link.id, by: world.me)
    #expect(try await directory.profileTimeline(of: ann.id).items.map(\.id) == [call.id])
    // Seen together again: in force again, with all evidence.
    try await directory.observe([tablet, key], evidence: login(20), by: world.me)
    #expect(try await directory.profileTimeline(of: ann.id).items.count == 3)
    #expect(try world.get(link.id)?.evidence == [login(), login(20)])
    #expect(try world.store.count(Query<IdentityLink>()) == 2)
  }

  @Test func profilePagesMeetWithoutGapOrRepeat() async throws {
    let ann = try await world.person("Ann")
    var all: Set<Identifier<Interaction>> = []
    for key in [tablet, phone] { try await directory.link(key, to: ann.id, evidence: login(), by: world.me) }
    for index in 0..<40 {
      // Several at one moment, across all ranges.
      let minute = Double(index / 4)
      if index % 3 == 0 {
        let date = CRMEnvironment.testStart.addingTimeInterval(minute * 60)
        let call = Interaction(id: world.id(), customer: ann.id, kind: .call, date: date)
        all.insert(try await directory.log(call, by: world.me).id)
      } else {
        all.insert(try await visit(index % 3 == 1 ? tablet : phone, minute: minute).id)
      }
    }
    for limit in [1, 3, 7, 40, 100] {
      var found: [Interaction] = []
      var cursor: PageCursor?
      repeat {
        let page = try await directory.profileTimeline(of: ann.id, limit: limit, after: cursor)
        #expect(page.items.count <= limit)
        found += page.items
        cursor = page.next
      } while cursor != nil
      #expect(found.count == 40 && Set(found.map(\.id)) == all, "limit \(limit)")
      #expect(found == found.sorted { ($0.date, $0.id) > ($1.date, $1.id) })
    }
  }

  @Test func anAccountBelongsToOneHoweverManyLinkIt() async throws {
    var people: [Identifier<Customer>] = []
    for name in ["A", "B", "C", "D"] { people.append(try await world.person(name).id) }
    let other = IdentityKey(.card, "6")
    let first = try await directory.prepareLink(other, to: people[0], evidence: login(), by: world.me)
    let second = try await directory.prepareLink(other, to: people[1], evidence: login(), by: world.me)
    try world.store.commit(first.changes)
    #expect(throws: StoreError.self) { try world.store.commit(second.changes) }
    let key = IdentityKey(.card, "7")
    await withTaskGroup(of: Void.self) { group in
      for person in people {
        group.addTask { _ = try? await directory.link(key, to: person, evidence: login(), by: world.me) }
      }
    }
    #expect(try world.store.count(Query(IdentityLink.byPersonal)) == 2)
    guard case .one = try await directory.ownership(of: key) else {
      Issue.record("nobody has the card")
      return
    }
  }

  @Test func evidenceIsBounded() throws {
    var link = IdentityLink(tablet, "c", evidence: login())
    for minute in 1...100 { link.confirm(login(Double(minute))) }
    #expect(link.evidence.count == IdentityLink.maximumEvidence)
    #expect(link.evidence.first == login() && link.evidence.last == login(100))
  }

  @Test func linksFollowAMergeAndGoBack() async throws {
    let ann = try await world.person("Ann")
    let twin = try await world.person("Twin")
    for person in [ann.id, twin.id] { try await directory.link(tablet, to: person, evidence: login(), by: world.me) }
    let card = IdentityKey(.card, "7")
    try await directory.link(card, to: twin.id, evidence: login(), by: world.me)
    let seen = try await visit(tablet, minute: 1)
    let before = try await world.facts()
    let merge = try await world.merge(twin.id, into: ann.id)
    #expect(try await directory.ownership(of: tablet) == .one(ann.id), "shared by one person is not shared")
    #expect(try await directory.ownership(of: card) == .one(ann.id))
    #expect(try await directory.profileTimeline(of: twin.id).items.map(\.id) == [seen.id])
    try await directory.unmerge(merge.id, by: world.me)
    #expect(try await world.facts() == before)
  }
}
