extension PolicyPack {
  /// Mainland China: Personal Information Protection Law (PIPL), Advertising Law, and the measures on e-mail and short messages.
  ///
  /// There is no legitimate interest and no soft opt-in. A new purpose or way of handling needs a new consent (PIPL art. 14).
  /// The quiet hours are an engineering default.
  public static let china = PolicyPack(
    id: "cn", version: "2026.1", jurisdictions: ["CN"], rules: chineseRules, quietHours: [.marketingNights],
    candidateZones: ["Asia/Shanghai"], demandsEvidence: true, asksAgainForNewVersion: true,
    age: AgeRule(consent: 14),
    restrictionExceptions: [.duties("PIPL art. 47(2), 50, 57")],
    deadlines: [
      "default": LegalDeadline(days: 30, reference: "PIPL art. 50 (promptly); GB/T 35273-2020 8.7"),
      "access": LegalDeadline(days: 30, reference: "PIPL art. 45, 50 (promptly); GB/T 35273-2020 8.7"),
      "portability": LegalDeadline(days: 30, reference: "PIPL art. 45(3), 50; GB/T 35273-2020 8.7"),
      "rectification": LegalDeadline(
        workingDays: 15, reference: "PIPL art. 46, 50; Methods for Determining Illegal Use by Apps (2019) art. 6"),
      "erasure": LegalDeadline(
        workingDays: 15, reference: "PIPL art. 47, 50; Methods for Determining Illegal Use by Apps (2019) art. 6"),
      "complaint": LegalDeadline(
        workingDays: 15, reference: "PIPL art. 50; Methods for Determining Illegal Use by Apps (2019) art. 6"),
    ],
    references: chineseReferences)

  private static let chineseRules: [Rule] = [
    Rule(
      classes: [.marketing], channels: [.email], bases: [.consent],
      obligations: [.senderIdentity, .advertisingLabel, .visibleUnsubscribe],
      reference: "Advertising Law art. 43; Measures on Internet E-mail Services art. 13, 14; PIPL art. 13(1)(1)"),
    Rule(
      classes: [.marketing], channels: [.sms], bases: [.consent],
      obligations: [.senderIdentity, .visibleUnsubscribe],
      reference: "Advertising Law art. 43; Provisions on Short Message Services art. 18–20"),
    Rule(
      classes: [.marketing], channels: [.phone, .push, .messenger, .social, .inApp], bases: [.consent],
      obligations: [.senderIdentity], reference: "Advertising Law art. 43, 44; PIPL art. 13(1)(1), 24"),
    Rule(
      classes: [.marketing], channels: [.post], bases: [.consent], obligations: [.senderIdentity],
      reference: "Advertising Law art. 43; PIPL art. 13(1)(1)"),
    Rule(
      classes: [.transactional, .service],
      bases: [.contract, .legalObligation, .subjectRequest, .publicTask, .consent],
      obligations: [.senderIdentity], reference: "PIPL art. 13(1)(1)–(3)"),
    Rule(
      classes: [.securityLegal], bases: [.legalObligation, .contract, .vitalInterests, .publicTask, .consent],
      obligations: [.senderIdentity], reference: "PIPL art. 13(1)(2)–(4), 57"),
  ]

  private static let chineseReferences: [String: String] = [
    ConsentCode.noRecord.rawValue: "PIPL art. 13; Advertising Law art. 43",
    ConsentCode.noBasis.rawValue: "PIPL art. 13; Advertising Law art. 43",
    ConsentCode.basisNotAllowed.rawValue: "PIPL art. 13",
    ConsentCode.basisAfterRefusal.rawValue: "PIPL art. 5, 15",
    ConsentCode.notEvidenced.rawValue: "PIPL art. 14; Measures on Internet E-mail Services art. 13",
    ConsentCode.stopped.rawValue: "PIPL art. 15; Advertising Law art. 43",
    ConsentCode.objected.rawValue: "PIPL art. 24, 44",
    ConsentCode.frozen.rawValue: "PIPL art. 47, 51",
    ConsentCode.deceased.rawValue: "PIPL art. 49",
    ConsentCode.restricted.rawValue: "PIPL art. 44, 47",
    ConsentCode.erased.rawValue: "PIPL art. 47",
    ConsentCode.expired.rawValue: "PIPL art. 19",
    ConsentCode.outdatedNotice.rawValue: "PIPL art. 14",
    ConsentCode.minor.rawValue: "PIPL art. 31",
    ConsentCode.unknownAge.rawValue: "PIPL art. 28, 31",
    ConsentCode.guardianEnded.rawValue: "PIPL art. 31",
    ConsentCode.preferenceOff.rawValue: "PIPL art. 15, 24",
    ConsentCode.quietHours.rawValue: "engineering default",
  ]
}
