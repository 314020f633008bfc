extension PolicyPack {
  /// Ukraine: law 2297-VI on the protection of personal data and law 675-VIII on electronic commerce.
  ///
  /// A commercial electronic message needs consent, or goes to a customer who can refuse further ones. The quiet hours are an
  /// engineering default.
  public static let ukraine = PolicyPack(
    id: "ua", version: "2026.1", jurisdictions: ["UA"], rules: ukrainianRules, quietHours: [.marketingNights],
    candidateZones: ["Europe/Kyiv"], demandsEvidence: true, asksAgainForNewVersion: true, age: AgeRule(consent: 14),
    restrictionExceptions: [.duties("Law 2297-VI art. 8(2)(4), 21")],
    deadlines: [
      "default": LegalDeadline(days: 30, reference: "Law 2297-VI art. 8(2), 16(5), (6), 17(1); Civil Code art. 254(5)"),
      "access": LegalDeadline(
        days: 30, reference: "Law 2297-VI art. 8(2)(4), 16(5), (6), 17(1); Civil Code art. 254(5)"),
      "rectification": LegalDeadline(workingDays: 10, reference: "Law 2297-VI art. 20, 21"),
      "erasure": LegalDeadline(workingDays: 10, reference: "Law 2297-VI art. 8(2)(6), 21"),
      "restriction": LegalDeadline(workingDays: 10, reference: "Law 2297-VI art. 8(2)(10), 21"),
    ],
    references: ukrainianReferences)

  private static let ukrainianRules: [Rule] = [
    Rule(
      classes: [.marketing], channels: [.email], bases: [.consent, .softOptIn],
      obligations: [.senderIdentity, .advertisingLabel, .visibleUnsubscribe, .oneClickUnsubscribe],
      reference: "Law 675-VIII art. 10; Law 2297-VI art. 11(1)(1)"),
    Rule(
      classes: [.marketing], channels: [.sms, .messenger, .social], bases: [.consent, .softOptIn],
      obligations: [.senderIdentity, .visibleUnsubscribe], reference: "Law 675-VIII art. 10"),
    Rule(
      classes: [.marketing], channels: [.push, .inApp, .phone], bases: [.consent], obligations: [.senderIdentity],
      reference: "Law 675-VIII art. 10; Law 2297-VI art. 11(1)(1)"),
    Rule(
      classes: [.marketing], channels: [.post], bases: [.consent, .legitimateInterest], obligations: [.senderIdentity],
      reference: "Law 2297-VI art. 11(1)(1), (6)"),
    Rule(
      classes: [.transactional], bases: [.contract, .legalObligation, .subjectRequest, .consent],
      obligations: [.senderIdentity], reference: "Law 2297-VI art. 11(1)(1), (3), (5)"),
    Rule(
      classes: [.service],
      bases: [.consent, .contract, .subjectRequest, .legitimateInterest, .publicTask, .legalObligation],
      obligations: [.senderIdentity], reference: "Law 2297-VI art. 11(1)"),
    Rule(
      classes: [.securityLegal],
      bases: [.legalObligation, .contract, .vitalInterests, .publicTask, .legitimateInterest, .consent],
      obligations: [.senderIdentity], reference: "Law 2297-VI art. 11(1)(2), (4)–(6)"),
  ]

  private static let ukrainianReferences: [String: String] = [
    ConsentCode.noRecord.rawValue: "Law 675-VIII art. 10; Law 2297-VI art. 6(5), 11",
    ConsentCode.noBasis.rawValue: "Law 675-VIII art. 10; Law 2297-VI art. 11",
    ConsentCode.basisNotAllowed.rawValue: "Law 675-VIII art. 10",
    ConsentCode.basisIncomplete.rawValue: "Law 2297-VI art. 11(1)(6)",
    ConsentCode.basisAfterRefusal.rawValue: "Law 2297-VI art. 6(1), 8(2)(11)",
    ConsentCode.notEvidenced.rawValue: "Law 2297-VI art. 2, 6",
    ConsentCode.stopped.rawValue: "Law 2297-VI art. 8(2)(11); Law 675-VIII art. 10",
    ConsentCode.objected.rawValue: "Law 2297-VI art. 8(2)(5)",
    ConsentCode.frozen.rawValue: "Law 2297-VI art. 24",
    ConsentCode.deceased.rawValue: "engineering default",
    ConsentCode.restricted.rawValue: "Law 2297-VI art. 8(2)(10)",
    ConsentCode.erased.rawValue: "Law 2297-VI art. 8(2)(6), 15",
    ConsentCode.expired.rawValue: "Law 2297-VI art. 15(2)",
    ConsentCode.outdatedNotice.rawValue: "Law 2297-VI art. 6(1)",
    ConsentCode.minor.rawValue: "Civil Code art. 31, 32",
    ConsentCode.unknownAge.rawValue: "Civil Code art. 31, 32",
    ConsentCode.guardianEnded.rawValue: "Civil Code art. 34",
    ConsentCode.preferenceOff.rawValue: "Law 2297-VI art. 8(2)(10), (11)",
    ConsentCode.quietHours.rawValue: "engineering default",
  ]
}
