import Campaigns
import Consent
public import Customers
import Pipeline
import Service

extension Workspace {
  /// The books of the staff over all wired modules and the host's types; see `StaffBooks`.
  ///
  /// - Parameter sections: what the host says about its own types.
  public func books(_ sections: [BookSection] = []) -> StaffBooks {
    var all: [BookSection] = []
    if sales != nil { all += SalesDesk.bookSections }
    if service != nil { all += ServiceDesk.bookSections }
    if campaigns != nil { all += CampaignDesk.bookSections }
    return StaffBooks(customers, sections: all + sections)
  }

  /// A heartbeat over what becomes due in the wired modules: reminders, the outbox, hand-overs,
  /// the memberships of segments, positions to be erased, the times of requests of data subjects, restrictions that are to reach
  /// contact points.
  ///
  /// - Parameters:
  ///   - works: further work, the host's own for example.
  ///   - handlers: see ``outboxPump(handlers:)``.
  ///   - sections: see ``books(_:)``.
  public func heartbeat(
    _ works: [any DueWork] = [], handlers: [OutboxTopic: any OutboxHandler] = [:], sections: [BookSection] = []
  ) -> Heartbeat {
    // Erasing asks for no working time.
    let visits = FieldDesk(customers, organisationHours: WorkingHours())
    var consentWorks: [any DueWork] = rights.map { [$0.deadlineWork] } ?? []
    if let consent { consentWorks.append(RestrictionKeeper(consent, registry: registry)) }
    return Heartbeat(
      [
        customers.reminding(), books(sections).handingOver, SegmentKeeper(customers), visits.forgettingPositions,
        outboxPump(handlers: handlers),
      ] + consentWorks + works,
      store: store, environment: environment)
  }
}
