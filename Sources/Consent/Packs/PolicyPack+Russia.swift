extension PolicyPack {
  /// Federal law 152-FZ on personal data and art. 18 of federal law 38-FZ on advertising.
  ///
  /// Advertising over any telecommunication network needs the subscriber's prior consent, which the sender has to prove; that
  /// goes for companies too. The quiet hours are an engineering default.
  public static let russia = PolicyPack(
    id: "ru", version: "2026.1", jurisdictions: ["RU"], rules: russianRules, quietHours: [.marketingNights],
    candidateZones: [
      "Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok",
      "Asia/Kamchatka",
    ],
    demandsEvidence: true, asksAgainForNewVersion: true, age: AgeRule(consent: 14),
    restrictionExceptions: [.duties("152-FZ art. 20(1), 21(1)–(3)")],
    deadlines: russianDeadlines,
    references: russianReferences)

  /// Ten working days and, with a reasoned notice, five more; seven for correction; blocking at once. There is no right to
  /// portability: it counts as access.
  private static let russianDeadlines: [String: LegalDeadline] = [
    "default": LegalDeadline(workingDays: 10, extensionWorkingDays: 5, reference: "152-FZ art. 14(3), 20(1)"),
    "access": LegalDeadline(workingDays: 10, extensionWorkingDays: 5, reference: "152-FZ art. 14(3), 20(1), (2)"),
    "rectification": LegalDeadline(workingDays: 7, reference: "152-FZ art. 20(3), 21(2)"),
    "restriction": LegalDeadline(days: 0, rollsToWorkingDay: false, reference: "152-FZ art. 21(1) (at once)"),
    "erasure": LegalDeadline(days: 30, rollsToWorkingDay: false, reference: "152-FZ art. 21(5)"),
    "objection": LegalDeadline(workingDays: 10, extensionWorkingDays: 5, reference: "152-FZ art. 21(5.1)"),
  ]

  private static let russianRules: [Rule] = [
    Rule(
      classes: [.marketing], channels: [.email], bases: [.consent],
      obligations: [.senderIdentity, .advertisingLabel, .visibleUnsubscribe, .oneClickUnsubscribe],
      reference: "38-FZ art. 18(1); 152-FZ art. 9, 15"),
    Rule(
      classes: [.marketing], channels: [.sms], bases: [.consent],
      obligations: [.senderIdentity, .visibleUnsubscribe],
      reference: "38-FZ art. 18(1); 126-FZ art. 44.1; 152-FZ art. 15"),
    Rule(
      classes: [.marketing], channels: [.phone], bases: [.consent], obligations: [.senderIdentity],
      reference: "38-FZ art. 18(1), (2); 152-FZ art. 15"),
    Rule(
      classes: [.marketing], channels: [.push, .messenger, .social, .inApp], bases: [.consent],
      obligations: [.senderIdentity, .advertisingLabel], reference: "38-FZ art. 18(1), 18.1; 152-FZ art. 15"),
    Rule(
      classes: [.marketing], channels: [.post], bases: [.consent], obligations: [.senderIdentity],
      reference: "152-FZ art. 15(1)"),
    Rule(
      classes: [.transactional], bases: [.contract, .legalObligation, .subjectRequest, .consent],
      obligations: [.senderIdentity], reference: "152-FZ art. 6(1)(1), (2), (5)"),
    Rule(
      classes: [.service],
      bases: [.consent, .contract, .subjectRequest, .legitimateInterest, .publicTask, .legalObligation],
      obligations: [.senderIdentity], reference: "152-FZ art. 6(1)(1), (2), (4), (5), (7)"),
    Rule(
      classes: [.securityLegal],
      bases: [.legalObligation, .contract, .vitalInterests, .publicTask, .legitimateInterest, .consent],
      obligations: [.senderIdentity], reference: "152-FZ art. 6(1)(2), (4)–(7)"),
  ]

  private static let russianReferences: [String: String] = [
    ConsentCode.noRecord.rawValue: "38-FZ art. 18(1); 152-FZ art. 6(1)",
    ConsentCode.noBasis.rawValue: "38-FZ art. 18(1); 152-FZ art. 6(1), 15(1)",
    ConsentCode.basisNotAllowed.rawValue: "38-FZ art. 18(1); 152-FZ art. 15(1)",
    ConsentCode.basisIncomplete.rawValue: "152-FZ art. 6(1)(7)",
    ConsentCode.basisAfterRefusal.rawValue: "152-FZ art. 5(2), 9(2)",
    ConsentCode.notEvidenced.rawValue: "38-FZ art. 18(1); 152-FZ art. 9(3), 15(1)",
    ConsentCode.stopped.rawValue: "38-FZ art. 18(1); 152-FZ art. 9(2), 15(2)",
    ConsentCode.objected.rawValue: "152-FZ art. 15(2)",
    ConsentCode.frozen.rawValue: "152-FZ art. 19, 21(1)",
    ConsentCode.deceased.rawValue: "152-FZ art. 9(7)",
    ConsentCode.restricted.rawValue: "152-FZ art. 21(1)",
    ConsentCode.erased.rawValue: "152-FZ art. 21(5)",
    ConsentCode.expired.rawValue: "152-FZ art. 9(4)(8)",
    ConsentCode.outdatedNotice.rawValue: "152-FZ art. 9(1)",
    ConsentCode.minor.rawValue: "Civil Code art. 26, 28; 152-FZ art. 9(6)",
    ConsentCode.unknownAge.rawValue: "Civil Code art. 26, 28",
    ConsentCode.guardianEnded.rawValue: "Civil Code art. 21",
    ConsentCode.preferenceOff.rawValue: "152-FZ art. 9(2)",
    ConsentCode.quietHours.rawValue: "engineering default",
  ]
}
