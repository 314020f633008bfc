import CRMTesting
import Campaigns
import Foundation

/// A store with customers in every state of permission, and a campaign to those tagged `news`.
struct CampaignFixture {
  static let digester = ContactDigester(insecureText: "tests only")
  static let author = Author(.staff, "marketer")

  let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  let base: InMemoryStore
  let transport = InMemoryTransport<EmailChannel>()
  let campaign: Identifier<Campaign> = "campaign"

  var environment: CRMEnvironment { .fixed(clock: clock) }

  init() {
    base = InMemoryStore(environment: .fixed(clock: clock))
  }

  func desk(_ store: (any Store)? = nil, seed: UInt64 = 99) -> CampaignDesk {
    CampaignDesk(store: store ?? base, digester: Self.digester, environment: .fixed(clock: clock, seed: seed))
  }

  func ledger() -> ConsentLedger {
    ConsentLedger(store: base, digester: Self.digester, environment: .fixed(clock: clock, seed: 50))
  }

  static func composer() throws -> EmailComposer {
    EmailComposer(
      subject: try MergeText("News for {{ customer.name }}"),
      body: try MergeText("Dear {{ customer.name }},\nnews.\n{{ unsubscribe }}"),
      sender: try EmailAddress("news@shop.example"), senderName: "Shop", disclosures: [.advertisingLabel],
      containsPromotion: true, unsubscribeURL: { URL(string: "https://shop.example/u/\($0)") ?? URL(filePath: "/") })
  }

  /// `permitted` with an opt-in, then `stopped` with an opt-in and a later stop, `silent` without any act, `unreachable` without an
  /// address, and `others` who are not in the segment.
  func fill(permitted: Int = 5, stopped: Int = 3, silent: Int = 2, unreachable: Int = 1, others: Int = 2) async throws {
    let total = permitted + stopped + silent + unreachable + others
    let ledger = ledger()
    for number in 0..<total {
      var customer = Customer.person(
        id: Identifier(derivedFrom: "\(number)"), name: PersonName(given: "P\(number)", family: "Q"), now: clock.now)
      let address = try EmailAddress("p\(number)@example.com")
      let isReachable = number < permitted + stopped + silent || number >= total - others
      if isReachable { customer.contactPoints = [ContactPoint(.email(address))] }
      if number < total - others { customer.tags = ["news"] }
      try await base.insert(customer)
      guard number < permitted + stopped else { continue }
      try await ledger.optIn(
        .email(address), to: "marketing.news", through: .email,
        proof: ConsentProof.shown("Yes, send me news.", at: "https://shop.example/signup"), method: .form,
        by: .dataSubject)
      if number >= permitted {
        clock.advance(by: 60)
        try await ledger.withdraw(.email(address), method: .form, by: .dataSubject)
      }
    }
    let segment = Segment(
      id: "segment", name: "news", condition: Customer.fields.tags.contains("news"), createdAt: clock.now)
    try await base.insert(segment)
    clock.advance(by: 60)
    try await desk(seed: 7).plan(
      Campaign(
        id: campaign, name: "November news", audience: CampaignAudience(include: ["segment"]),
        context: MessageContext(
          .marketing, purpose: "marketing.news", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"]),
        createdAt: clock.now),
      by: Self.author)
    try await desk(seed: 8).move(campaign, to: .approved, by: Self.author)
  }
}

/// A store that stops answering after some commits, as a process does that is killed.
actor DyingStore: Store {
  let base: InMemoryStore
  private var left: Int

  init(_ base: InMemoryStore, commits: Int) {
    self.base = base
    left = commits
  }

  private func check() throws {
    if left < 0 { throw StoreError(.unavailable, "dead") }
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try check()
    return try base.fetch(type, ids: ids)
  }

  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    try check()
    return try base.page(query)
  }

  func count<R: Record>(_ query: Query<R>) async throws -> Int {
    try check()
    return try base.count(query)
  }

  func commit(_ changes: ChangeSet) async throws -> Commit {
    try check()
    left -= 1
    try check()
    return try base.commit(changes)
  }

  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try base.history(after: position, limit: limit)
  }

  func position() async throws -> CommitPosition? { try base.position() }
  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}
