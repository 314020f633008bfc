extension PolicyPack {
  /// CAN-SPAM (15 U.S.C. §§ 7701–7713) and the Telephone Consumer Protection Act (47 U.S.C. § 227, 47 CFR § 64.1200).
  ///
  /// Federal law. CAN-SPAM needs no consent for e-mail; here something must be recorded nevertheless (a legitimate interest,
  /// a customer relationship), because without any record nothing is permitted. Stricter laws of states have packs of their
  /// own. The business relationship for calls lasts 18 months from a purchase and 3 from an inquiry (§ 64.1200(f)(5)).
  public static let unitedStates = PolicyPack(
    id: "us", version: "2026.1", jurisdictions: ["US"], rules: americanRules,
    quietHours: [QuietHours(channels: [.phone, .sms], classes: [.marketing], start: 21 * 60, end: 8 * 60)],
    candidateZones: [
      "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
      "America/Anchorage", "Pacific/Honolulu",
    ],
    demandsEvidence: true, asksAgainForNewVersion: false, age: AgeRule(consent: 13),
    implied: ImpliedWindows(purchase: 18, contract: 18, inquiry: 3),
    restrictionExceptions: [.duties("engineering default; no federal right to restriction")],
    deadlines: [
      "default": LegalDeadline(
        days: 45, extensionDays: 45, rollsToWorkingDay: false,
        reference: "engineering default after the laws of states; no federal right"),
      "objection": LegalDeadline(
        workingDays: 10, reference: "15 U.S.C. § 7704(a)(4)(A)(i); 47 CFR § 64.1200(a)(10)"),
    ],
    references: americanReferences)

  private static let americanRules: [Rule] = [
    Rule(
      classes: [.marketing], channels: [.email], bases: [.consent],
      obligations: [.senderIdentity, .postalAddress, .visibleUnsubscribe],
      reference: "15 U.S.C. § 7704(a)(1)–(5)(A)(ii), (iii), (B)"),
    Rule(
      classes: [.marketing], channels: [.email], bases: [.softOptIn, .implied, .legitimateInterest, .contract],
      obligations: [.senderIdentity, .postalAddress, .visibleUnsubscribe, .advertisingLabel],
      reference: "15 U.S.C. § 7704(a)(1)–(5)"),
    Rule(
      classes: [.marketing], channels: [.sms], bases: [.consent], obligations: [.senderIdentity, .visibleUnsubscribe],
      reference: "47 U.S.C. § 227(b)(1)(A); 47 CFR § 64.1200(a)(2), (f)(9)"),
    Rule(
      classes: [.marketing], channels: [.phone], bases: [.consent, .implied], obligations: [.senderIdentity],
      reference: "47 CFR § 64.1200(a)(3), (c)(2), (d)(4), (f)(5)"),
    Rule(
      classes: [.marketing], channels: [.phone], bases: [.legitimateInterest],
      obligations: [.senderIdentity, .registerScreening], reference: "47 CFR § 64.1200(c)(2), (d)(4)"),
    Rule(
      classes: [.marketing], channels: [.push, .messenger, .social, .inApp, .post],
      bases: [.consent, .softOptIn, .implied, .legitimateInterest, .contract], obligations: [.senderIdentity],
      reference: "Federal Trade Commission Act, 15 U.S.C. § 45"),
    Rule(
      classes: [.transactional, .service],
      bases: [
        .contract, .subjectRequest, .consent, .softOptIn, .implied, .legitimateInterest, .legalObligation, .publicTask,
      ],
      obligations: [.senderIdentity], reference: "15 U.S.C. § 7702(17); 47 CFR § 64.1200(a)(1), (9)"),
    Rule(
      classes: [.securityLegal],
      bases: [.legalObligation, .contract, .vitalInterests, .publicTask, .legitimateInterest, .consent],
      obligations: [.senderIdentity], reference: "15 U.S.C. § 7702(17)(A)(iii); 47 U.S.C. § 227(b)(1)(A)"),
  ]

  private static let americanReferences: [String: String] = [
    ConsentCode.noRecord.rawValue: "engineering default; 47 CFR § 64.1200(a)(2)",
    ConsentCode.noBasis.rawValue: "47 CFR § 64.1200(a)(2), (c)(2)",
    ConsentCode.basisNotAllowed.rawValue: "47 CFR § 64.1200(a)(2), (f)(9)",
    ConsentCode.notEvidenced.rawValue: "47 CFR § 64.1200(f)(9)",
    ConsentCode.stopped.rawValue: "15 U.S.C. § 7704(a)(4); 47 CFR § 64.1200(a)(10), (d)(3)",
    ConsentCode.restricted.rawValue: "engineering default; no federal right",
    ConsentCode.frozen.rawValue: "engineering default",
    ConsentCode.deceased.rawValue: "engineering default",
    ConsentCode.objected.rawValue: "15 U.S.C. § 7704(a)(4)",
    ConsentCode.complaint.rawValue: "15 U.S.C. § 7704(a)(4)",
    ConsentCode.expired.rawValue: "47 CFR § 64.1200(f)(5)",
    ConsentCode.minor.rawValue: "15 U.S.C. § 6502 (COPPA)",
    ConsentCode.unknownAge.rawValue: "16 CFR § 312.3",
    ConsentCode.guardianEnded.rawValue: "engineering default",
    ConsentCode.preferenceOff.rawValue: "15 U.S.C. § 7704(a)(3)(B)",
    ConsentCode.quietHours.rawValue: "47 CFR § 64.1200(c)(1)",
  ]
}
