public import CRMCore
public import Foundation

/// A visit of one of ours to a customer: planned, begun, ended.
///
/// Holds distances from the address, never a position: positions are ``VisitPosition``s of their own, which are erased after a while.
/// State changes through ``checkingIn(_:at:)``, ``checkingOut(_:outcome:at:)`` and ``cancelling(at:)``, which are pure;
/// ``FieldDesk`` writes them.
public struct FieldVisit: Record {
  /// `fieldVisits`.
  public static let collection: CollectionName = "fieldVisits"

  /// By who visits, then by the planned start: a day's tour, a month's report.
  public static let byStaff = Index<FieldVisit>("staffPlanned") { IndexKey($0.staff, $0.planned.start) }
  /// By customer, then by the planned start.
  public static let byCustomer = Index<FieldVisit>("customerPlanned") { IndexKey($0.customer, $0.planned.start) }
  /// The declared indexes.
  public static var indexes: [Index<FieldVisit>] { [byStaff, byCustomer] }
  /// The customer, who visits, and what stands on the timeline.
  public static var references: [Reference<FieldVisit>] {
    [Reference("customer", \.customer), Reference("staff", \.staff), Reference("interaction", \.interaction)]
  }

  /// Where a visit stands.
  public enum State: String, Codable, Sendable, CaseIterable {
    /// To be made.
    case planned
    /// Checked in.
    case underWay
    /// Checked out.
    case done
    /// Not to be made any more.
    case cancelled

    /// Whether somebody still has to see to it.
    public var isOpen: Bool { self == .planned || self == .underWay }
  }

  /// What somebody should look at.
  public enum Flag: String, Codable, Sendable, CaseIterable, Comparable {
    /// Checked in or out farther from the address than tolerated.
    case farAway
    /// Checked in or out without a position.
    case noPosition
    /// The position was too rough to judge by.
    case inaccurate
    /// The visit has no coordinates to compare with.
    case noPlace

    /// In the order of declaration.
    public static func < (left: Flag, right: Flag) -> Bool {
      allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
  }

  /// The visit's identity.
  public var id: Identifier<FieldVisit>
  /// Whom.
  public var customer: Identifier<Customer>
  /// Who.
  public var staff: Identifier<StaffMember>
  /// From when to when, as planned.
  public var planned: Period
  /// Where the customer is; the host looks the coordinates of an address up.
  public var place: GeoPoint?
  /// What for, in one line.
  public var purpose: String?
  /// Whether it was planned beforehand, or recorded on the way.
  public var isPlanned: Bool
  /// Where it stands.
  public var state: State
  /// When it began.
  public var checkedIn: Date?
  /// When it ended, or was cancelled.
  public var endedAt: Date?
  /// Metres from the place when it began.
  public var distanceIn: Int?
  /// Metres from the place when it ended.
  public var distanceOut: Int?
  /// What somebody should look at, ascending.
  public var flags: [Flag]
  /// What came of it.
  public var outcome: String?
  /// What stands on the customer's timeline about it.
  public var interaction: Identifier<Interaction>?

  /// A planned visit.
  public init(
    id: Identifier<FieldVisit>, customer: Identifier<Customer>, staff: Identifier<StaffMember>, planned: Period,
    place: GeoPoint? = nil, purpose: String? = nil, isPlanned: Bool = true
  ) {
    self.id = id
    self.customer = customer
    self.staff = staff
    self.planned = planned
    self.place = place
    self.purpose = purpose
    self.isPlanned = isPlanned
    state = .planned
    flags = []
  }

  /// Seconds from its beginning to its end; `nil` unless it is done.
  public var duration: Int? {
    guard state == .done, let checkedIn, let endedAt else { return nil }
    return max(0, Int(endedAt.timeIntervalSince(checkedIn)))
  }

  /// Whether it should have been over by `now` and was not even begun.
  public func isMissed(at now: Date) -> Bool { state == .planned && planned.end <= now }
}

/// A position at the beginning or the end of a visit. Personal data of whoever made it: taken in working time only, and erased
/// when its time is over.
public struct VisitPosition: Record {
  /// `visitPositions`.
  public static let collection: CollectionName = "visitPositions"

  /// By the moment at which it is to be erased.
  public static let byErasure = Index<VisitPosition>("erasure") { IndexKey($0.eraseAt) }
  /// The declared indexes.
  public static var indexes: [Index<VisitPosition>] { [byErasure] }
  /// The visit.
  public static var references: [Reference<VisitPosition>] { [Reference("visit", \.visit)] }

  /// The position's identity: that of its visit and of what it was taken for.
  public var id: Identifier<VisitPosition>
  /// The visit.
  public var visit: Identifier<FieldVisit>
  /// Where.
  public var fix: PositionFix
  /// When it is to be erased.
  public var eraseAt: Date

  /// A position.
  ///
  /// - Parameters:
  ///   - visit: the visit.
  ///   - isEnd: whether it was taken at its end.
  ///   - fix: where.
  ///   - eraseAt: when it is to be erased.
  public init(of visit: Identifier<FieldVisit>, isEnd: Bool, fix: PositionFix, eraseAt: Date) {
    id = Self.id(of: visit, isEnd: isEnd)
    self.visit = visit
    self.fix = fix
    self.eraseAt = eraseAt
  }

  /// The identity of the position at the beginning or the end of a visit.
  public static func id(of visit: Identifier<FieldVisit>, isEnd: Bool) -> Identifier<VisitPosition> {
    Identifier(derivedFrom: "visit", visit.description, isEnd ? "out" : "in")
  }
}
