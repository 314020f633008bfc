import Foundation

/// What became of a captured lead.
public enum CaptureOutcome: Hashable, Sendable {
  /// It is new, and so is the party.
  case new(Lead)
  /// It is a new lead of a party that is a customer already.
  case customer(Lead)
  /// The party had an open lead: the enquiry was added to it.
  case attached(Lead)

  /// The lead as it is now.
  public var lead: Lead {
    switch self {
    case .new(let lead), .customer(let lead), .attached(let lead): lead
    }
  }
}

extension EventName {
  /// A lead was captured. Properties: `capture`, how.
  public static let leadCaptured: EventName = "lead.captured"
  /// Another enquiry was added to an open lead. Properties: `capture`, how.
  public static let leadAttached: EventName = "lead.attached"
}

extension SalesDesk {
  /// Takes in a lead. A second enquiry of a known party attaches to its open lead and makes no twin.
  ///
  /// The party is known by the same foreign key or the same e-mail address in canonical form, among open leads first and then
  /// among customers; never by telephone alone, which people share. An address of several customers decides nothing.
  ///
  /// ``contactScreen`` is asked about the lead and the customer it is of, as by every verb that takes contact points in: what somebody
  /// sends who was erased is refused as a whole, and the restrictions of the customer come with the lead's contact points.
  ///
  /// - Parameters:
  ///   - lead: the lead as it came; its identifier is used if it is new.
  ///   - author: who takes it in.
  /// - Throws: `ValidationError` with all problems, or with all that ``contactScreen`` refuses, by its place in the lead given;
  ///   `StoreError`, `duplicateKey` if its addresses belong to two open leads.
  @discardableResult
  public func capture(_ lead: Lead, by author: Author) async throws -> CaptureOutcome {
    do {
      return try await store.perform { try await prepareCapture(lead, by: author) }
    } catch let error as StoreError where error.code == .duplicateKey {
      // Somebody captured the same party at the same moment: now it is found.
      return try await store.perform { try await prepareCapture(lead, by: author) }
    }
  }

  /// The changes of ``capture(_:by:)``.
  public func prepareCapture(_ lead: Lead, by author: Author) async throws -> Prepared<CaptureOutcome> {
    try ValidationError.check(lead.problems)
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    if let known = try await openLead(like: lead) {
      var attached = known
      attached.record = known.record.attaching(lead)
      guard attached.record != known.record else { return Prepared(.attached(known.record), changes: ChangeSet()) }
      try await admit(lead, as: attached.record, known: known.record, at: now, to: &changes)
      changes.update(attached)
      changes.insert(leadEvent(.leadAttached, attached.record, lead, at: now, by: author))
      return Prepared(.attached(attached.record), changes: changes)
    }
    var fresh = lead
    if fresh.customer == nil { fresh.customer = try await customer(like: lead) }
    try await admit(lead, as: fresh, at: now, to: &changes)
    changes.insert(fresh)
    changes.insert(leadEvent(.leadCaptured, fresh, lead, at: now, by: author))
    return Prepared(fresh.customer == nil ? .new(fresh) : .customer(fresh), changes: changes)
  }

  /// Asks whether a lead may come, and adds what has to come with it.
  ///
  /// - Parameters:
  ///   - captured: the lead as it came.
  ///   - lead: the lead that it is, or is added to, as it is to be.
  ///   - known: what it was before.
  ///   - now: the moment.
  ///   - changes: the commit.
  /// - Throws: `ValidationError` with everything that may not come.
  private func admit(
    _ captured: Lead, as lead: Lead, known: Lead? = nil, at now: Date, to changes: inout ChangeSet
  ) async throws {
    guard let contactScreen else { return }
    let before = known?.contactPoints ?? []
    let own = ContactArrival(RecordReference(lead), captured.contactPoints, known: before)
    // All of its contact points come to a customer whom the lead has only now.
    let isNew = known?.customer != lead.customer
    let customer = lead.customer.map { party in
      isNew
        ? ContactArrival(RecordReference(party), lead.contactPoints)
        : ContactArrival(RecordReference(party), captured.contactPoints, known: before)
    }
    let arrivals = [own] + (customer.map { [$0] } ?? [])
    let screened = try await contactScreen.screen(arrivals, at: now)
    var problems = screened.problems(of: own)
    if let reason = customer.flatMap({ screened.parties[$0.party] }) {
      problems.append(FieldProblem("customer", reason.code, reason.arguments))
    }
    try ValidationError.check(problems)
    screened.admit(arrivals, to: &changes)
  }

  private func openLead(like lead: Lead) async throws -> Stored<Lead>? {
    for key in lead.foreignKeys {
      let found = try await store.first(Query(Lead.byForeignKey, ExactText(key.system), ExactText(key.id)))
      if let found, found.record.status.isOpen { return found }
    }
    for email in lead.emails {
      if let found = try await store.first(Query(Lead.openByEmail, ExactText(email))) { return found }
    }
    return nil
  }

  private func customer(like lead: Lead) async throws -> Identifier<Customer>? {
    var found: Set<Identifier<Customer>> = []
    for email in lead.emails {
      let page = try await store.page(Query(Customer.byContactPoint, ExactText(email)).limited(to: 2))
      found.formUnion(page.items.map(\.id))
    }
    return found.count == 1 ? found.first : nil
  }

  private func leadEvent(
    _ name: EventName, _ lead: Lead, _ captured: Lead, at now: Date, by author: Author
  ) -> Event {
    let capture = captured.enquiries.last.map { ["capture": FieldValue.choice($0.capture.rawValue)] }
    return Event(
      id: environment.id(), name: name, about: RecordReference(lead),
      customer: lead.customer.map { RecordReference($0) }, date: now, author: author, properties: capture ?? [:])
  }
}
