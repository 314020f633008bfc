public import CRMCore
public import Consent
import Customers
public import Foundation

extension CampaignDesk {
  // MARK: Audience

  /// Fixes the audience of an approved campaign and sets it running. Messages leave with ``send(_:composer:through:width:report:)``.
  ///
  /// Whoever is in the audience when this reads the segments gets a ``CampaignRecipient``; it can be cut off and called again until it
  /// has come to an end, and nobody is counted twice.
  ///
  /// - Throws: ``CampaignViolation`` if the campaign is not approved; `StoreError`.
  /// - Returns: the number of customers in the audience.
  @concurrent @discardableResult
  public func start(
    _ id: Identifier<Campaign>, by author: Author, report: WorkProgress.Report = { _ in }
  ) async throws -> Int {
    let campaign = try await store.require(id).record
    _ = try campaign.moving(to: .running)
    let audience = try await audience(of: campaign)
    let now = environment.now()
    let due = max(campaign.startsAt ?? now, now)
    var done = 0
    for start in stride(from: 0, to: audience.count, by: 500) {
      let batch = audience[start..<min(start + 500, audience.count)]
      try await store.perform {
        let ids = batch.map { CampaignRecipient.id(campaign: id, customer: $0) }
        let present = try await store.fetch(CampaignRecipient.self, ids: ids)
        var changes = ChangeSet(author: author, date: now)
        for (customer, known) in zip(batch, present) where known == nil {
          changes.insert(CampaignRecipient(campaign: id, customer: customer, due: due, now: now))
        }
        return Prepared((), changes: changes)
      }
      done += batch.count
      report(
        WorkProgress(
          phase: "campaign.audience", done: done, total: audience.count, started: now, date: environment.now()))
    }
    try await move(id, to: .running, by: author)
    return audience.count
  }

  /// The customers of the audience now, in order of identifiers, without repeats.
  private func audience(of campaign: Campaign) async throws -> [Identifier<Customer>] {
    func members(_ segments: [Identifier<Segment>]) async throws -> Set<Identifier<Customer>> {
      var result: Set<Identifier<Customer>> = []
      for segment in segments {
        _ = try await customers.evaluateAll(in: segment)
        var cursor: PageCursor?
        repeat {
          let page = try await customers.members(of: segment, limit: 500, after: cursor)
          result.formUnion(page.items.map(\.customer))
          cursor = page.next
        } while cursor != nil
      }
      return result
    }
    var audience = try await members(campaign.audience.include)
    audience.formUnion(campaign.audience.added)
    audience.subtract(try await members(campaign.audience.exclude))
    audience.subtract(campaign.audience.leftOut)
    return audience.sorted()
  }

  // MARK: Sending

  /// Sends what is due of a running campaign, batch by batch, each through the consent gate.
  ///
  /// The order for each message is: authorisation committed, message handed over, outcome committed. A run that is cut off at any point
  /// and called again sends nobody a second message: what was authorised before is found by its authorisation, and if it is not
  /// known to have left it is shown as `unconfirmed`. A paused or cancelled campaign stops before the next batch.
  ///
  /// - Parameters:
  ///   - id: the campaign; it must be running.
  ///   - composer: writes the messages.
  ///   - transport: carries them.
  ///   - width: how many are handed over at the same time.
  ///   - report: told after each batch.
  /// - Returns: what became of the recipients that were due.
  /// - Throws: ``CampaignViolation`` if the campaign is not running; `StoreError`; `CancellationError` between batches.
  @concurrent @discardableResult
  public func send<C: MessageChannel>(
    _ id: Identifier<Campaign>, composer: some MessageComposer<C>, through transport: any Transport<C>, width: Int = 1,
    report: WorkProgress.Report = { _ in }
  ) async throws -> CampaignReport {
    let started = environment.now()
    var result = CampaignReport()
    while true {
      try Task.checkCancellation()
      let campaign = try await store.require(id).record
      guard campaign.status == .running else {
        if result.audience > 0 { return result }
        throw CampaignViolation([
          Reason(
            CampaignViolation.Code.wrongStatus,
            ["from": .choice(campaign.status.rawValue), "to": .choice(CampaignStatus.running.rawValue)])
        ])
      }
      let now = environment.now()
      let due = try await dueRecipients(id, at: now)
      guard !due.isEmpty else { break }
      let settled = try await settle(due, of: campaign, composer: composer, through: transport, width: width, at: now)
      for recipient in settled { result.add(recipient) }
      report(WorkProgress(phase: "campaign.send", done: result.audience, started: started, date: environment.now()))
    }
    try await finishIfDone(id)
    return result
  }

  private func dueRecipients(_ id: Identifier<Campaign>, at now: Date) async throws -> [Stored<CampaignRecipient>] {
    for state in [CampaignRecipient.State.waiting, .deferred] {
      let query = Query(CampaignRecipient.byState, id, ExactText(state.rawValue)).through(now).limited(to: 500)
      let items = try await store.page(query).items
      if !items.isEmpty { return items }
    }
    return []
  }

  private func settle<C: MessageChannel>(
    _ due: [Stored<CampaignRecipient>], of campaign: Campaign, composer: some MessageComposer<C>,
    through transport: any Transport<C>, width: Int, at now: Date
  ) async throws -> [CampaignRecipient] {
    let customers = try await store.fetch(Customer.self, ids: due.map(\.customer))
    var settled = due
    var positions: [Int] = []
    var messages: [OutgoingMessage<C>] = []
    for (position, customer) in customers.enumerated() {
      if let end = campaign.endsAt, now >= end {
        settled[position].record = due[position].record.failing([Reason(CampaignRecipient.Code.campaignOver)], at: now)
        continue
      }
      switch compose(customer?.record, campaign, composer) {
      case .success(let message):
        positions.append(position)
        messages.append(message)
      case .failure(let failure): settled[position].record = due[position].record.failing(failure.reasons, at: now)
      }
    }
    let outcomes = await gate.send(messages, through: transport, width: width)
    let end = environment.now()
    for (position, outcome) in zip(positions, outcomes) {
      settled[position].record = due[position].record.settling(outcome, at: end, retryAfter: retryAfter)
    }
    try await keep(settled, of: campaign.id, at: end)
    return settled.map(\.record)
  }

  private struct CannotCompose: Error {
    var reasons: [Reason]
  }

  private func compose<C: MessageChannel>(
    _ customer: Customer?, _ campaign: Campaign, _ composer: some MessageComposer<C>
  ) -> Result<OutgoingMessage<C>, CannotCompose> {
    typealias Code = CampaignRecipient.Code
    guard let customer else { return .failure(CannotCompose(reasons: [Reason(Code.customerGone)])) }
    guard let (address, point) = composer.contactPoint(of: customer) else {
      return .failure(CannotCompose(reasons: [Reason(Code.noContactPoint)]))
    }
    let draft: C.Draft
    do throws(ContentProblem) {
      draft = try composer.draft(for: customer)
    } catch {
      return .failure(
        CannotCompose(reasons: error.missingFields.map { Reason(Code.missingField, ["field": .text($0)]) }))
    }
    var context = campaign.context
    context.addressKind = point.addressKind
    context.party = RecordReference(customer)
    context.partyKind = customer.kind == .organisation ? .organisation : .individual
    if context.timeZones.isEmpty, let zone = customer.timeZone { context.timeZones = [zone.identifier] }
    let request = SendRequest<C>(to: address, run: Self.run(of: campaign.id), step: "message", context: context)
    return .success(OutgoingMessage(request, draft: draft))
  }

  /// Writes the outcomes and an event for each message that left. If another sender wrote some of them first, theirs stand.
  private func keep(_ settled: [Stored<CampaignRecipient>], of campaign: Identifier<Campaign>, at now: Date)
    async throws
  {
    var rest = settled
    while !rest.isEmpty {
      var changes = ChangeSet(author: .rule("campaign"), date: now)
      for recipient in rest {
        changes.update(recipient)
        guard recipient.state == .sent else { continue }
        changes.insert(
          event(.campaignSent, campaign, customer: recipient.customer, at: now, by: .rule("campaign")))
      }
      do {
        try await store.commit(changes)
        return
      } catch let error as StoreError where error.code == .conflict {
        let failed = Set(error.records)
        let before = rest.count
        rest.removeAll { failed.contains(RecordReference($0.id)) }
        guard rest.count < before else { throw error }
      }
    }
  }

  private func finishIfDone(_ id: Identifier<Campaign>) async throws {
    for state in CampaignRecipient.State.allCases where !state.isFinal {
      let open = try await store.count(Query(CampaignRecipient.byState, id, ExactText(state.rawValue)))
      if open > 0 { return }
    }
    do {
      try await move(id, to: .finished, by: .rule("campaign"))
    } catch is CampaignViolation {
      // Somebody paused or cancelled it at the same time: their word stands.
    }
  }

  /// When something of a running campaign is due next; `nil` if nothing is waiting.
  public func nextMoment(of id: Identifier<Campaign>) async throws -> Date? {
    var moments: [Date] = []
    for state in [CampaignRecipient.State.waiting, .deferred] {
      let query = Query(CampaignRecipient.byState, id, ExactText(state.rawValue))
      if let first = try await store.first(query) { moments.append(first.due) }
    }
    return moments.min()
  }
}
