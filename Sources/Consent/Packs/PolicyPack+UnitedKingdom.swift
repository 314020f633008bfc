extension PolicyPack {
  /// UK GDPR with the Data Protection Act 2018, and the Privacy and Electronic Communications Regulations 2003 (PECR).
  ///
  /// Corporate subscribers may get e-mail and texts on a legitimate interest (PECR reg. 22 protects individual subscribers);
  /// sole traders and partnerships are individuals there. The quiet hours are an engineering default.
  public static let unitedKingdom = PolicyPack(
    id: "uk", version: "2026.1", jurisdictions: ["GB", "UK"], rules: britishRules,
    quietHours: [.marketingNights], candidateZones: ["Europe/London"], demandsEvidence: true,
    asksAgainForNewVersion: true, age: AgeRule(consent: 13),
    restrictionExceptions: [.duties("UK GDPR art. 12(3), (4), 18(2), (3), 34")],
    deadlines: britishDeadlines,
    references: britishReferences)

  /// One month, which begins when it is known who asks (UK GDPR art. 12A), and two more with notice and reasons. A complaint is
  /// acknowledged within 30 days (Data Protection Act 2018, s. 164A).
  private static let britishDeadlines: [String: LegalDeadline] = {
    let articles = [
      "default": "12(3), 12A", "access": "12(3), 12A, 15", "rectification": "12(3), 12A, 16",
      "erasure": "12(3), 12A, 17", "restriction": "12(3), 12A, 18", "portability": "12(3), 12A, 20",
      "objection": "12(3), 12A, 21",
    ]
    var deadlines = articles.mapValues { article in
      LegalDeadline(months: 1, extensionMonths: 2, startsWithVerification: true, reference: "UK GDPR art. \(article)")
    }
    deadlines["complaint"] = LegalDeadline(days: 30, reference: "Data Protection Act 2018 s. 164A(3) (acknowledgement)")
    return deadlines
  }()

  private static let britishRules: [Rule] = [
    Rule(
      classes: [.marketing], channels: [.email], partyKinds: [.individual], bases: [.consent, .softOptIn],
      obligations: [.senderIdentity, .advertisingLabel, .visibleUnsubscribe, .oneClickUnsubscribe],
      reference: "PECR reg. 22, 23; Electronic Commerce Regulations 2002 reg. 7"),
    Rule(
      classes: [.marketing], channels: [.email], partyKinds: [.organisation],
      bases: [.consent, .softOptIn, .legitimateInterest],
      obligations: [.senderIdentity, .advertisingLabel, .visibleUnsubscribe, .oneClickUnsubscribe],
      reference: "PECR reg. 22(1), 23; UK GDPR art. 6(1)(f), 21(2)"),
    Rule(
      classes: [.marketing], channels: [.sms, .messenger, .social], partyKinds: [.individual],
      bases: [.consent, .softOptIn], obligations: [.senderIdentity, .visibleUnsubscribe],
      reference: "PECR reg. 22, 23"),
    Rule(
      classes: [.marketing], channels: [.sms, .messenger, .social], partyKinds: [.organisation],
      bases: [.consent, .softOptIn, .legitimateInterest], obligations: [.senderIdentity, .visibleUnsubscribe],
      reference: "PECR reg. 22(1), 23; UK GDPR art. 6(1)(f)"),
    Rule(
      classes: [.marketing], channels: [.push, .inApp], bases: [.consent], obligations: [.senderIdentity],
      reference: "PECR reg. 6, 22"),
    Rule(
      classes: [.marketing], channels: [.phone], bases: [.consent], obligations: [.senderIdentity],
      reference: "PECR reg. 21, 24"),
    Rule(
      classes: [.marketing], channels: [.phone], bases: [.legitimateInterest],
      obligations: [.senderIdentity, .registerScreening], reference: "PECR reg. 21(1)(b), 24, 26; UK GDPR art. 6(1)(f)"),
    Rule(
      classes: [.marketing], channels: [.post], bases: [.consent, .legitimateInterest],
      obligations: [.senderIdentity, .sourceNotice], reference: "UK GDPR art. 6(1)(f), 14(2)(f), 21(2)"),
    Rule(
      classes: [.transactional], bases: [.contract, .legalObligation, .subjectRequest, .consent],
      obligations: [.senderIdentity], reference: "UK GDPR art. 6(1)(a), (b), (c)"),
    Rule(
      classes: [.service],
      bases: [.consent, .contract, .subjectRequest, .legitimateInterest, .publicTask, .legalObligation],
      obligations: [.senderIdentity], reference: "UK GDPR art. 6(1)(a), (b), (c), (e), (f)"),
    Rule(
      classes: [.securityLegal],
      bases: [.legalObligation, .contract, .vitalInterests, .publicTask, .legitimateInterest, .consent],
      obligations: [.senderIdentity], reference: "UK GDPR art. 6(1), 34"),
  ]

  private static let britishReferences: [String: String] = [
    ConsentCode.noRecord.rawValue: "UK GDPR art. 5(2), 6(1)",
    ConsentCode.noBasis.rawValue: "UK GDPR art. 6(1); PECR reg. 21, 22",
    ConsentCode.basisNotAllowed.rawValue: "UK GDPR art. 6(1); PECR reg. 22",
    ConsentCode.basisIncomplete.rawValue: "PECR reg. 22(3); UK GDPR art. 6(1)(f)",
    ConsentCode.basisAfterRefusal.rawValue: "UK GDPR art. 5(1)(a), 7(3)",
    ConsentCode.notEvidenced.rawValue: "UK GDPR art. 7(1)",
    ConsentCode.stopped.rawValue: "UK GDPR art. 7(3); PECR reg. 22(3)(c)",
    ConsentCode.objected.rawValue: "UK GDPR art. 21(2), (3)",
    ConsentCode.frozen.rawValue: "UK GDPR art. 18, 32",
    ConsentCode.deceased.rawValue: "Data Protection Act 2018 s. 3(3) (living individuals); engineering default",
    ConsentCode.restricted.rawValue: "UK GDPR art. 18",
    ConsentCode.erased.rawValue: "UK GDPR art. 17",
    ConsentCode.expired.rawValue: "UK GDPR art. 5(1)(e)",
    ConsentCode.outdatedNotice.rawValue: "UK GDPR art. 6(4), 7(2)",
    ConsentCode.minor.rawValue: "UK GDPR art. 8; Data Protection Act 2018 s. 9",
    ConsentCode.unknownAge.rawValue: "UK GDPR art. 8(2)",
    ConsentCode.guardianEnded.rawValue: "UK GDPR art. 8(1)",
    ConsentCode.preferenceOff.rawValue: "UK GDPR art. 7(3), 21(2)",
    ConsentCode.quietHours.rawValue: "engineering default",
  ]
}
