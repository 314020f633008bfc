// Periods that laws name, as parts for a policy of one's own. Engineering defaults with references, not legal advice: which of them
// bind a house, and from when, is for its lawyers to say.

extension RetentionSchedule {
  /// What follows from the General Data Protection Regulation. It names no periods: those here are defaults of this library.
  public static let europeanUnion: [RetentionSchedule] = [
    RetentionSchedule(
      "eu.behaviour", category: .behaviour, purpose: "analytics", basis: .legitimateInterest,
      start: RetentionStart(.created), period: RetentionPeriod(months: 25),
      reference: "GDPR art. 5(1)(e); 25 months as in the CNIL guidelines on audience measurement of 17 September 2020"),
    RetentionSchedule(
      "eu.consentProof", category: .consent, purpose: "accountability", basis: .legalClaims,
      start: RetentionStart(.consentWithdrawn, endOfYear: 12), period: RetentionPeriod(years: 3), action: .review,
      reference: "GDPR art. 5(2), 7(1), 17(3)(e)"),
  ]

  /// Germany: what merchants and taxpayers have to keep, and the regular limitation period.
  public static let germany: [RetentionSchedule] = [
    RetentionSchedule(
      "de.books", category: .bookkeeping, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(years: 10),
      reference: "HGB § 257(1) no. 1, (4), (5); AO § 147(1) no. 1, (3), (4)", jurisdiction: "DE"),
    RetentionSchedule(
      "de.vouchers", category: .transaction, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(years: 8),
      reference: "HGB § 257(1) no. 4, (4), (5); AO § 147(1) no. 4, (3), (4); 8 years since 1 January 2025 (BEG IV)",
      jurisdiction: "DE"),
    RetentionSchedule(
      "de.letters", category: .communication, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(years: 6),
      reference: "HGB § 257(1) no. 2 and 3, (4), (5); AO § 147(1) no. 2 and 3, (3), (4)", jurisdiction: "DE"),
    RetentionSchedule(
      "de.claims", category: .identity, purpose: "claims", basis: .legalClaims,
      start: RetentionStart(.endOfRelation, endOfYear: 12), period: RetentionPeriod(years: 3), action: .pseudonymise,
      reference: "BGB § 195, 199(1); GDPR art. 17(3)(e)", jurisdiction: "DE"),
  ]

  /// France: what merchants have to keep, and what the supervisory authority recommends for prospects.
  public static let france: [RetentionSchedule] = [
    RetentionSchedule(
      "fr.vouchers", category: .transaction, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(years: 10),
      reference: "Code de commerce art. L123-22", jurisdiction: "FR"),
    RetentionSchedule(
      "fr.prospects", category: .identity, purpose: "marketing", basis: .legitimateInterest,
      start: RetentionStart(.lastActivity), period: RetentionPeriod(years: 3), action: .pseudonymise,
      reference: "CNIL, recommended period for prospects: three years from the last contact by the person",
      jurisdiction: "FR"),
  ]

  /// The United Kingdom: company tax records, and the limitation period of simple contracts.
  public static let unitedKingdom: [RetentionSchedule] = [
    RetentionSchedule(
      "gb.vouchers", category: .transaction, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(years: 6),
      reference: "Finance Act 1998 sch. 18 para. 21(2); set the month in which your accounting period ends",
      jurisdiction: "GB"),
    RetentionSchedule(
      "gb.claims", category: .communication, purpose: "claims", basis: .legalClaims,
      start: RetentionStart(.created), period: RetentionPeriod(years: 6),
      reference: "Limitation Act 1980 s. 5; UK GDPR art. 17(3)(e)", jurisdiction: "GB"),
  ]

  /// The United States: records of telemarketing.
  public static let unitedStates: [RetentionSchedule] = [
    RetentionSchedule(
      "us.telemarketing", category: .communication, purpose: "accountability", basis: .legalObligation,
      start: RetentionStart(.created), period: RetentionPeriod(years: 5),
      reference: "Telemarketing Sales Rule, 16 CFR 310.5 as amended in 2024 (89 FR 26783)", jurisdiction: "US")
  ]

  /// Russia: tax and accounting records, and what becomes of data whose consent was withdrawn.
  public static let russia: [RetentionSchedule] = [
    RetentionSchedule(
      "ru.vouchers", category: .transaction, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(years: 5),
      reference: "Tax Code art. 23(1)(8); 402-FZ art. 29(1)", jurisdiction: "RU"),
    RetentionSchedule(
      "ru.withdrawn", category: .marketing, purpose: "marketing", basis: .consent,
      start: RetentionStart(.consentWithdrawn), period: RetentionPeriod(days: 30), reference: "152-FZ art. 21(5)",
      jurisdiction: "RU"),
    RetentionSchedule(
      "ru.claims", category: .communication, purpose: "claims", basis: .legalClaims, start: RetentionStart(.created),
      period: RetentionPeriod(years: 3), reference: "Civil Code art. 196(1)", jurisdiction: "RU"),
  ]

  /// Ukraine: tax records.
  public static let ukraine: [RetentionSchedule] = [
    RetentionSchedule(
      "ua.vouchers", category: .transaction, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created, endOfYear: 12), period: RetentionPeriod(months: 3, days: 1095),
      reference: "Tax Code p. 44.3: 1,095 days from filing the return; three months for filing are added here",
      jurisdiction: "UA")
  ]

  /// China: records of transactions in electronic commerce.
  public static let china: [RetentionSchedule] = [
    RetentionSchedule(
      "cn.transactions", category: .transaction, purpose: "bookkeeping", basis: .legalObligation,
      start: RetentionStart(.created), period: RetentionPeriod(years: 3),
      reference: "E-Commerce Law art. 31; PIPL art. 19", jurisdiction: "CN")
  ]

  /// All of these together: what comes with the library.
  public static let starters: [RetentionSchedule] =
    europeanUnion + germany + france + unitedKingdom + unitedStates + russia + ukraine + china
}

extension PersonalDataCategory {
  /// Books and annual accounts, for hosts whose records are that.
  public static let bookkeeping: PersonalDataCategory = "bookkeeping"
}
