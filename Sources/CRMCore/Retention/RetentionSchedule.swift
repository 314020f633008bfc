/// For how long one category of data is kept for one purpose, why, and what is done then.
///
/// An *obligation* says how long data must be kept, a *permission* how long they may be. Where both concern a record, nothing goes
/// before the longest obligation is over, and then everything goes whose permission has ended. Where there are only obligations,
/// nothing justifies keeping the record after the longest of them.
public struct RetentionSchedule: Hashable, Codable, Sendable, Identifiable {
  /// The stable name, unique in a policy, for example `de.vouchers`: what commits and reports name.
  public var id: String
  /// The category of the data.
  public var category: PersonalDataCategory
  /// The record types of that category concerned; `nil` is every one.
  public var collections: [CollectionName]?
  /// What the data are kept for, as a dotted name like those of purposes of consent: `bookkeeping`, `marketing.news`.
  public var purpose: String
  /// Why they may or must be kept.
  public var basis: RetentionBasis
  /// Whether the period is one to keep or one to end.
  public var force: RetentionForce
  /// What the period is counted from.
  public var start: RetentionStart
  /// How long.
  public var period: RetentionPeriod
  /// What is done afterwards.
  public var action: RetentionAction
  /// Where it is written.
  public var reference: String
  /// The territory whose rule it is; `nil` applies everywhere.
  public var jurisdiction: Jurisdiction?

  /// A schedule.
  ///
  /// - Parameters:
  ///   - id: see ``id``.
  ///   - category: see ``category``.
  ///   - collections: see ``collections``.
  ///   - purpose: see ``purpose``.
  ///   - basis: see ``basis``.
  ///   - force: see ``force``; `nil` is an obligation where the basis is one, else a permission.
  ///   - start: see ``start``.
  ///   - period: see ``period``.
  ///   - action: see ``action``.
  ///   - reference: see ``reference``.
  ///   - jurisdiction: see ``jurisdiction``.
  public init(
    _ id: String, category: PersonalDataCategory, collections: [CollectionName]? = nil, purpose: String,
    basis: RetentionBasis, force: RetentionForce? = nil, start: RetentionStart, period: RetentionPeriod,
    action: RetentionAction = .delete, reference: String, jurisdiction: Jurisdiction? = nil
  ) {
    self.id = id
    self.category = category
    self.collections = collections
    self.purpose = purpose
    self.basis = basis
    self.force = force ?? (basis == .legalObligation ? .obligation : .permission)
    self.start = start
    self.period = period
    self.action = action
    self.reference = reference
    self.jurisdiction = jurisdiction
  }

  /// Whether it is about records of this type and category, in these territories. A record of which no territory is known is
  /// concerned by the schedules of all.
  func concerns(_ collection: CollectionName, _ category: PersonalDataCategory, in territories: [Jurisdiction]) -> Bool
  {
    guard self.category == category, collections?.contains(collection) ?? true else { return false }
    guard let jurisdiction, !territories.isEmpty else { return true }
    return territories.contains { $0 == jurisdiction || $0.country == jurisdiction }
  }
}
