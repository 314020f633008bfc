import CRM

/// How records of the sales base are known: by the names that the files use.
enum SalesBase {
  /// The name of the files as another system.
  static let system = "sales-base"
  /// What the files do not say.
  static let currency = Currency.usd
  /// Who imports and keeps books on the tour.
  static let author = Author.integration(system)
  /// The general price list.
  static let priceList: Identifier<PriceList> = id("list prices")

  /// The identity of what the files call by a name.
  static func id<R: Record>(_ name: String) -> Identifier<R> {
    Identifier(derivedFrom: system, R.collection.rawValue, name)
  }

  /// The names of the files for a record.
  static func key(_ name: String) -> ForeignKey { ForeignKey(name, in: system) }

  /// The record types that the tour keeps.
  static let registry = RecordRegistry(
    CustomerDirectory.recordTypes + SalesDesk.recordTypes + ConsentLedger.recordTypes + CampaignDesk.recordTypes
      + [StaffMember.self, Team.self, Event.self])
}
