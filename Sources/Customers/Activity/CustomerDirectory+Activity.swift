public import CRMCore
import Foundation

extension CustomerDirectory {
  /// What a member of staff did in a period.
  ///
  /// Everything comes from index ranges: their interactions and closed follow-ups of the period, the customers created in it, the
  /// last days of each customer that they look after. Nothing else is read.
  ///
  /// - Parameters:
  ///   - staff: whose activity.
  ///   - period: of when.
  ///   - days: customers without a contact for so many days before the end of the period (or now, if that is earlier) are
  ///     untouched; with anybody of ours, and known for that long.
  ///   - arrivals: the leads to be answered; `nil` takes those customers who came as leads in the period and are theirs now. A
  ///     host with leads of its own, or of the module Pipeline, gives these.
  ///   - workingCalendar: counts working time only in the time to the first answer; `nil` counts all time.
  /// - Complexity: O(interactions and follow-ups of the period + customers created in it + their customers).
  @concurrent
  public func activity(
    of staff: Identifier<StaffMember>, in period: Period, untouchedFor days: Int = 30, arrivals: [LeadArrival]? = nil,
    workingCalendar: WorkingCalendar? = nil
  ) async throws -> RepActivity {
    let end = min(period.end, environment.now())
    var contacts: [InteractionKind: Int] = [:]
    var contacted: Set<Identifier<Customer>> = []
    try await store.forEach(in: Query(Interaction.byStaff, staff).from(period.start).before(period.end)) { stored in
      guard InteractionKind.contacts.contains(stored.kind) else { return }
      contacts[stored.kind, default: 0] += 1
      contacted.insert(stored.customer)
    }
    var done = 0
    var late = 0
    try await store.forEach(in: Query(FollowUp.byClosing, staff).from(period.start).before(period.end)) { stored in
      guard stored.state == .done, let closedAt = stored.closedAt else { return }
      done += 1
      if closedAt > stored.effectiveDue { late += 1 }
    }
    let leads: [LeadArrival]
    if let arrivals { leads = arrivals } else { leads = try await self.arrivals(for: staff, in: period) }
    return RepActivity(
      staff: staff, period: period, contacts: contacts, customersContacted: contacted.count,
      firstResponse: FirstResponse(leads, in: workingCalendar), followUpsDone: done, followUpsDoneLate: late,
      followUpsOverdue: try await overdueCount(of: staff, at: end),
      untouched: try await untouched(of: staff, since: end.addingTimeInterval(-Double(days) * 86_400), until: end))
  }

  /// Follow-ups that were open and past due at a moment: those that still are, and those closed since.
  private func overdueCount(of staff: Identifier<StaffMember>, at moment: Date) async throws -> Int {
    var count = 0
    try await store.forEach(in: Query(FollowUp.byOwner, staff).through(moment)) { stored in
      if stored.createdAt <= moment { count += 1 }
    }
    try await store.forEach(in: Query(FollowUp.byClosing, staff).from(moment)) { stored in
      if stored.due <= moment, stored.createdAt <= moment, stored.closedAt.map({ $0 > moment }) ?? false { count += 1 }
    }
    return count
  }

  /// Who came as a lead in the period and is looked after by this member of staff, with the first contact from our side.
  private func arrivals(for staff: Identifier<StaffMember>, in period: Period) async throws -> [LeadArrival] {
    let name = ExactText(EventName.customerCreated.rawValue)
    var created: [(customer: Identifier<Customer>, date: Date)] = []
    try await store.forEach(in: Query(Event.byName, name).from(period.start).before(period.end)) { stored in
      guard stored.properties["stage"] == .choice(LifecycleStage.lead.rawValue),
        let customer = stored.customer?.id(as: Customer.self)
      else { return }
      created.append((customer, stored.date))
    }
    var result: [LeadArrival] = []
    for start in stride(from: 0, to: created.count, by: 500) {
      let part = created[start..<min(start + 500, created.count)]
      let customers = try await store.fetch(Customer.self, ids: part.map(\.customer))
      for (lead, customer) in zip(part, customers) where customer?.owner == staff {
        let first = try await firstContact(with: lead.customer, from: lead.date)
        result.append(LeadArrival(date: lead.date, answered: first))
      }
    }
    return result
  }

  /// The first contact that we began at or after a moment.
  private func firstContact(with customer: Identifier<Customer>, from date: Date) async throws -> Date? {
    var query = Query(Interaction.byCustomer, customer).from(date).limited(to: 20)
    while true {
      let page = try await store.page(query)
      let found = page.items.first {
        $0.direction == .outbound && InteractionKind.contacts.contains($0.kind)
      }
      if let found { return found.date }
      guard let next = page.next else { return nil }
      query = query.after(next)
    }
  }

  /// Customers of a member of staff without any contact in a stretch of time.
  private func untouched(
    of staff: Identifier<StaffMember>, since start: Date, until end: Date
  ) async throws -> [Identifier<Customer>] {
    var theirs: [Identifier<Customer>] = []
    try await store.forEach(in: Query(Customer.byOwner, staff)) { stored in
      if stored.createdAt <= start { theirs.append(stored.id) }
    }
    var result: [Identifier<Customer>] = []
    for customer in theirs {
      try Task.checkCancellation()
      var query = Query(Interaction.byCustomer, customer).from(start).before(end).descending().limited(to: 20)
      var isTouched = false
      while !isTouched {
        let page = try await store.page(query)
        isTouched = page.items.contains { InteractionKind.contacts.contains($0.kind) }
        guard let next = page.next else { break }
        query = query.after(next)
      }
      if !isTouched { result.append(customer) }
    }
    return result.sorted()
  }
}
