public import Customers

extension SalesDesk {
  /// Which records of this module somebody has to see to: open leads and deals. Who won a deal has won it, also after leaving.
  public static let bookSections: [BookSection] = [
    BookSection(Lead.self) { $0.status.isOpen }, BookSection(Deal.self) { $0.status == .open },
  ]
}
