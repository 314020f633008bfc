import CRMCore

extension ConsentLedger {
  /// The sentences for what an answer withholds.
  static let accessPhrases: [ReasonCode: [String: String]] = [
    AccessWithholding.otherPerson: say(
      "It tells about another person.", "Это сведения о другом человеке.", "Це відомості про іншу особу.", "其中涉及他人信息。"),
    AccessWithholding.businessSecret: say(
      "It is a business secret and no personal data.", "Это коммерческая тайна, а не персональные данные.",
      "Це комерційна таємниця, а не персональні дані.", "属于商业秘密,并非个人数据。"),
  ]
}
