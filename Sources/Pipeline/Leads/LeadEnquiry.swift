public import Foundation

/// One time that somebody showed interest: a form, a call, a row of an import.
public struct LeadEnquiry: Hashable, Codable, Sendable {
  /// How an enquiry reached us. Open: hosts add ways of their own.
  public struct Capture: OpenVocabulary {
    /// The stable code.
    public let rawValue: String

    /// The way with this code.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// A form was sent.
    public static let form: Capture = "form"
    /// They called.
    public static let call: Capture = "call"
    /// They wrote.
    public static let message: Capture = "message"
    /// At a fair or another event.
    public static let event: Capture = "event"
    /// With an import of data.
    public static let importRun: Capture = "import"
  }

  /// When.
  public var date: Date
  /// How it reached us.
  public var capture: Capture
  /// What they are interested in, in their words or ours.
  public var interest: String?
  /// The products they ask about.
  public var products: [Identifier<Product>]
  /// The campaign that brought them.
  public var campaign: RecordReference?
  /// The proof of the consent that came with it; nothing may be sent on the strength of an enquiry alone.
  public var consentEvidence: RecordReference?

  /// An enquiry.
  public init(
    at date: Date, by capture: Capture, interest: String? = nil, products: [Identifier<Product>] = [],
    campaign: RecordReference? = nil, consentEvidence: RecordReference? = nil
  ) {
    self.date = date
    self.capture = capture
    self.interest = interest
    self.products = products
    self.campaign = campaign
    self.consentEvidence = consentEvidence
  }
}
