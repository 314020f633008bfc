/// What shows that an act took place: the notice and the text as they were shown, and where the record of it is.
///
/// Holds no personal data: texts of the controller, hashes and references.
public struct ConsentProof: Hashable, Codable, Sendable {
  /// The version of this structure.
  public var schemaVersion: Int
  /// SHA-256 of the notice shown.
  public var noticeHash: SHA256.Digest?
  /// The version of the notice, in the controller's own counting.
  public var noticeVersion: String?
  /// The language of the notice, as BCP 47 tag.
  public var noticeLanguage: String?
  /// The exact text that was agreed to.
  public var textShown: String?
  /// Where the original is: page, form number, file, call recording.
  public var sourceReference: String?
  /// The jurisdiction whose rules the notice followed.
  public var jurisdiction: Jurisdiction?
  /// How consent can be withdrawn, as told in the notice.
  public var withdrawalPath: String?
  /// To whom data may be passed, as told in the notice.
  public var recipients: [String]
  /// How long data are kept, as told in the notice.
  public var retention: String?

  /// A proof of these parts.
  public init(
    schemaVersion: Int = 1, noticeHash: SHA256.Digest? = nil, noticeVersion: String? = nil,
    noticeLanguage: String? = nil,
    textShown: String? = nil, sourceReference: String? = nil, jurisdiction: Jurisdiction? = nil,
    withdrawalPath: String? = nil, recipients: [String] = [], retention: String? = nil
  ) {
    self.schemaVersion = schemaVersion
    self.noticeHash = noticeHash
    self.noticeVersion = noticeVersion
    self.noticeLanguage = noticeLanguage
    self.textShown = textShown
    self.sourceReference = sourceReference
    self.jurisdiction = jurisdiction
    self.withdrawalPath = withdrawalPath
    self.recipients = recipients
    self.retention = retention
  }

  /// A proof by the text shown and the place where it was shown.
  public static func shown(_ text: String, at source: String, version: String? = nil, language: String? = nil)
    -> ConsentProof
  {
    ConsentProof(
      noticeHash: SHA256.hash(Array(text.utf8)), noticeVersion: version, noticeLanguage: language, textShown: text,
      sourceReference: source)
  }

  /// Whether it shows what was agreed to, or where that can be read.
  public var isSubstantial: Bool {
    noticeHash != nil || !(textShown ?? "").isEmpty || !(sourceReference ?? "").isEmpty
  }
}
