extension PolicyPack {
  /// GDPR (Regulation (EU) 2016/679) and the ePrivacy Directive (2002/58/EC as amended by 2009/136/EC), for the member
  /// states and the European Economic Area.
  ///
  /// Follows the common ground, not the stricter rules of single states. The quiet hours are an engineering default: there
  /// is no European rule.
  public static let europeanUnion = PolicyPack(
    id: "eu", version: "2026.1", jurisdictions: europeanJurisdictions, rules: europeanRules,
    quietHours: [.marketingNights],
    candidateZones: ["Atlantic/Azores", "Europe/Lisbon", "Europe/Berlin", "Europe/Helsinki"],
    demandsEvidence: true, asksAgainForNewVersion: true, age: europeanAges,
    restrictionExceptions: [.duties("GDPR art. 12(3), (4), 18(2), (3), 34")],
    deadlines: europeanDeadlines,
    references: europeanReferences)

  private static let europeanJurisdictions: [Jurisdiction] = [
    "EU", "EEA", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "IS", "LI", "NO",
  ]

  /// GDPR art. 8(1) and the laws of the member states; a state that is not named counts as 16.
  private static let europeanAges = AgeRule(
    consent: 16,
    byJurisdiction: [
      "BE": 13, "EE": 13, "FI": 13, "LV": 13, "MT": 13, "PT": 13, "SE": 13, "AT": 14, "BG": 14, "CY": 14, "ES": 14,
      "IT": 14, "LT": 14, "CZ": 15, "DK": 15, "FR": 15, "GR": 15, "SI": 15,
    ])

  /// One month from the receipt for every right, and two more with notice and reasons. A request for identification may suspend
  /// the time (EDPB guidelines 01/2022, no. 157); the strict default is that it does not.
  private static let europeanDeadlines: [String: LegalDeadline] = {
    let articles = [
      "default": "12(3)", "access": "12(3), 15", "rectification": "12(3), 16", "erasure": "12(3), 17",
      "restriction": "12(3), 18", "portability": "12(3), 20", "objection": "12(3), 21",
    ]
    return articles.mapValues { article in
      LegalDeadline(
        months: 1, extensionMonths: 2, reference: "GDPR art. \(article); Regulation (EEC, Euratom) 1182/71 art. 3")
    }
  }()

  private static let europeanRules: [Rule] = [
    Rule(
      classes: [.marketing], channels: [.email], bases: [.consent, .softOptIn],
      obligations: [.senderIdentity, .advertisingLabel, .visibleUnsubscribe, .oneClickUnsubscribe],
      reference: "Directive 2002/58/EC art. 13(1), (2), (4); Directive 2000/31/EC art. 6(a)"),
    Rule(
      classes: [.marketing], channels: [.sms], bases: [.consent, .softOptIn],
      obligations: [.senderIdentity, .visibleUnsubscribe], reference: "Directive 2002/58/EC art. 13(1), (2), (4)"),
    Rule(
      classes: [.marketing], channels: [.push, .messenger, .social, .inApp], bases: [.consent],
      obligations: [.senderIdentity], reference: "Directive 2002/58/EC art. 13(1)"),
    Rule(
      classes: [.marketing], channels: [.phone], bases: [.consent], obligations: [.senderIdentity],
      reference: "Directive 2002/58/EC art. 13(3)"),
    Rule(
      classes: [.marketing], channels: [.post], bases: [.consent, .legitimateInterest],
      obligations: [.senderIdentity, .sourceNotice],
      reference: "GDPR art. 6(1)(f) and recital 47, art. 14(2)(f), art. 21(2)"),
    Rule(
      classes: [.transactional], bases: [.contract, .legalObligation, .subjectRequest, .consent],
      obligations: [.senderIdentity], reference: "GDPR art. 6(1)(a), (b), (c)"),
    Rule(
      classes: [.service],
      bases: [.consent, .contract, .subjectRequest, .legitimateInterest, .publicTask, .legalObligation],
      obligations: [.senderIdentity], reference: "GDPR art. 6(1)(a), (b), (c), (e), (f)"),
    Rule(
      classes: [.securityLegal],
      bases: [.legalObligation, .contract, .vitalInterests, .publicTask, .legitimateInterest, .consent],
      obligations: [.senderIdentity], reference: "GDPR art. 6(1), art. 34"),
  ]

  private static let europeanReferences: [String: String] = [
    ConsentCode.noRecord.rawValue: "GDPR art. 5(2), 6(1)",
    ConsentCode.noBasis.rawValue: "GDPR art. 6(1)",
    ConsentCode.basisNotAllowed.rawValue: "GDPR art. 6(1); Directive 2002/58/EC art. 13",
    ConsentCode.basisIncomplete.rawValue: "Directive 2002/58/EC art. 13(2); GDPR art. 6(1)(f)",
    ConsentCode.basisAfterRefusal.rawValue: "GDPR art. 5(1)(a), 7(3)",
    ConsentCode.notEvidenced.rawValue: "GDPR art. 7(1)",
    ConsentCode.stopped.rawValue: "GDPR art. 7(3); Directive 2002/58/EC art. 13(2)",
    ConsentCode.objected.rawValue: "GDPR art. 21(2), (3)",
    ConsentCode.frozen.rawValue: "GDPR art. 18, 32",
    ConsentCode.deceased.rawValue: "GDPR recital 27 (law of the member states)",
    ConsentCode.restricted.rawValue: "GDPR art. 18",
    ConsentCode.erased.rawValue: "GDPR art. 17",
    ConsentCode.expired.rawValue: "GDPR art. 5(1)(e)",
    ConsentCode.outdatedNotice.rawValue: "GDPR art. 6(4), 7(2)",
    ConsentCode.pending.rawValue: "GDPR art. 4(11), 7(1)",
    ConsentCode.unconfirmed.rawValue: "GDPR art. 7(1)",
    ConsentCode.minor.rawValue: "GDPR art. 8",
    ConsentCode.unknownAge.rawValue: "GDPR art. 8(2)",
    ConsentCode.guardianEnded.rawValue: "GDPR art. 8(1)",
    ConsentCode.preferenceOff.rawValue: "GDPR art. 7(3), 21(2)",
    ConsentCode.quietHours.rawValue: "engineering default",
  ]
}
