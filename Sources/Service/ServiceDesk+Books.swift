public import Customers

extension ServiceDesk {
  /// Which records of this module somebody has to see to: tickets that are not resolved.
  public static let bookSections: [BookSection] = [
    BookSection(Ticket.self) { $0.status.category.isUnresolved }
  ]
}
