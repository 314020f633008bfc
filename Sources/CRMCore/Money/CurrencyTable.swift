/// The facts of ISO 4217 and of cash.
///
/// Source: ISO 4217 list one as published on 2026-01-01 by SIX, the maintenance agency (178 codes); list three for what
/// was withdrawn since 2010.
enum CurrencyTable {
  struct Entry {
    let fractionDigits: UInt8
    let isActive: Bool
  }

  /// Entries by the three letters of the code.
  static let entries: [UInt32: Entry] = {
    var entries: [UInt32: Entry] = [:]
    for group in active + withdrawn {
      for code in group.codes.split(separator: " ") {
        guard let letters = Currency.letters(code) else { continue }
        entries[letters] = Entry(fractionDigits: group.digits, isActive: group.isActive)
      }
    }
    return entries
  }()

  static func codes(active wanted: Bool) -> [Substring] {
    (wanted ? active : withdrawn).flatMap { $0.codes.split(separator: " ") }.sorted()
  }

  private typealias Group = (digits: UInt8, isActive: Bool, codes: String)

  private static let active: [Group] = [
    (0, true, noMinorUnit), (0, true, notApplicable), (2, true, hundredths), (3, true, thousandths),
    (4, true, "CLF UYW"),
  ]

  /// Codes whose amounts may still stand in older records.
  private static let withdrawn: [Group] = [
    (0, false, "BYR"), (2, false, "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL"),
  ]

  private static let noMinorUnit = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"

  /// Metals, bond market units, units of account, no currency and testing: the standard gives no decimal places.
  private static let notApplicable = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"

  private static let thousandths = "BHD IQD JOD KWD LYD OMR TND"

  private static let hundredths = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF \
    CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL \
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU \
    MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR \
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED \
    VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """

  /// Smallest cash payments in minor units where they differ from 1.
  ///
  /// Sources: Unicode CLDR supplemental data (`cashRounding`, `cashDigits`) for CAD, CHF, CRC, CZK, DKK, NOK, SEK; the
  /// coins in circulation according to the central banks for AUD (5 c since 1992), HKD (10 c), HUF (5 forints since
  /// 2008), ILS (10 agorot since 2008), MYR (5 sen since 2008), NZD (10 c since 2006), SGD (5 c since 2002), ZAR (10 c).
  static let cashIncrements: [UInt32: Int64] = {
    let increments: [(codes: String, minorUnits: Int64)] = [
      ("AUD CAD CHF CHE CHW MYR SGD", 5), ("HKD ILS NZD ZAR", 10), ("DKK", 50), ("CRC CZK NOK SEK", 100),
      ("HUF", 500),
    ]
    var table: [UInt32: Int64] = [:]
    for (codes, minorUnits) in increments {
      for code in codes.split(separator: " ") {
        if let letters = Currency.letters(code) { table[letters] = minorUnits }
      }
    }
    return table
  }()
}
