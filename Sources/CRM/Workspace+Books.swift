import Campaigns
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
}
