public import CRMCore
import Foundation

extension Customer {
  /// Who somebody is. Becomes a nameless shell, so that what has to be kept does not point to nothing; an erasure that keeps nothing
  /// which points here removes the shell, too.
  public static var personalData: PersonalData<Customer>? {
    PersonalData(
      .identity, unrelated: ["owner"],
      provided: .only([
        "personName", "legalName", "tradingName", "language", "timeZoneID", "birthday", "contactPoints",
      ]),
      obtained: { $0.createdAt },
      erasure: .pseudonymise { customer, _ in
        customer = Customer(id: customer.id, kind: customer.kind, stage: customer.stage, createdAt: customer.createdAt)
      })
  }
}

extension UniqueValueClaim {
  /// Which value is taken by whom.
  public static var personalData: PersonalData<UniqueValueClaim>? { PersonalData(.identity, about: ["holder"]) }
}

extension Relationship {
  /// Both ends; the other one stands as an opaque link in an export.
  public static var personalData: PersonalData<Relationship>? {
    PersonalData(.identity, about: ["from", "to"], obtained: { $0.createdAt })
  }
}

extension RelationshipGuard {
  /// A lock for the relationships of a party.
  public static var personalData: PersonalData<RelationshipGuard>? { PersonalData(.identity, about: ["party"]) }
}

extension Purchase {
  /// What was bought. Kept for commercial and tax law, see ``erasure(keepingYears:fiscalYearEndsIn:)``.
  public static var personalData: PersonalData<Purchase>? {
    PersonalData(
      .transaction, about: ["customer"], unrelated: ["origin", "products"],
      provided: .only(["currency", "date", "lines", "number", "paid"]), obtained: { $0.date }, erasure: erasure())
  }

  /// An invoice is kept until so many full years after the fiscal year of its date have passed (German HGB § 257 and AO § 147: 8), as
  /// numbers, goods and amounts; where it was bought and what led to it go at once. Then the record goes.
  ///
  /// A host under other law declares another period in its retention schedules.
  ///
  /// - Parameters:
  ///   - years: full years after the end of the fiscal year.
  ///   - month: the last month of the fiscal year, 1 to 12.
  public static func erasure(keepingYears years: Int = 8, fiscalYearEndsIn month: Int = 12) -> PersonalDataErasure<
    Purchase
  > {
    PersonalDataErasure { purchase, _, now in
      let until = keptUntil(purchase.date, years: years, fiscalYearEndsIn: month)
      guard now < until else { return .delete }
      var kept = purchase
      kept.place = nil
      kept.origin = nil
      return .retain(kept, Reason(retained, ["years": .integer(Int64(years))]), until: until)
    }
  }

  /// The law demands that it is kept.
  public static let retained: ReasonCode = "purchase.retained"

  static let phrases: [ReasonCode: [String: String]] = [
    retained: [
      "en": "Kept as the law demands for {years} full years.", "ru": "Хранится по закону {years} полных лет.",
      "uk": "Зберігається за законом {years} повних років.", "zh": "依法保存满 {years} 年。",
    ]
  ]

  /// The first instant (UTC) at which a purchase of a date need not be kept any longer.
  static func keptUntil(_ date: Date, years: Int, fiscalYearEndsIn month: Int) -> Date {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.year, .month], from: date)
    let lastYear = (parts.year ?? 1) + ((parts.month ?? 1) > month ? 1 : 0)
    let first = DateComponents(year: lastYear + years, month: month + 1, day: 1)
    return calendar.date(from: first) ?? .distantFuture
  }
}
