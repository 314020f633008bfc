public import CRMCore
public import Consent
public import Customers
public import Foundation

/// Writes an e-mail for each recipient from two texts.
///
/// The fields are those of ``Customers/Customer``'s `fieldSet`, and `customer.name` for the name to address somebody by, and
/// `unsubscribe` for the recipient's own link.
public struct EmailComposer: MessageComposer {
  /// E-mail.
  public typealias C = EmailChannel

  /// The subject line.
  public var subject: MergeText
  /// The text.
  public var body: MergeText
  /// The sender's mailbox.
  public var sender: EmailAddress
  /// The sender's name as shown.
  public var senderName: String
  /// What the texts vouch for, for example a postal address.
  public var disclosures: Set<Obligation>
  /// Whether they promote something.
  public var containsPromotion: Bool
  /// The recipient's own link for unsubscribing; https, opaque, without personal data.
  public var unsubscribeURL: (@Sendable (Identifier<Customer>) -> URL)?

  /// A composer.
  public init(
    subject: MergeText, body: MergeText, sender: EmailAddress, senderName: String, disclosures: Set<Obligation> = [],
    containsPromotion: Bool, unsubscribeURL: (@Sendable (Identifier<Customer>) -> URL)? = nil
  ) {
    self.subject = subject
    self.body = body
    self.sender = sender
    self.senderName = senderName
    self.disclosures = disclosures
    self.containsPromotion = containsPromotion
    self.unsubscribeURL = unsubscribeURL
  }

  /// The preferred mailbox: the primary one, else the first that does not bounce.
  public func contactPoint(of customer: Customer) -> (address: EmailAddress, point: ContactPoint)? {
    guard let point = customer.contactPoints.preferred(.email), case .email(let address) = point.value else {
      return nil
    }
    return (address, point)
  }

  /// The message.
  ///
  /// - Throws: ``ContentProblem`` naming every field that the texts need and the customer lacks.
  public func draft(for customer: Customer) throws(ContentProblem) -> EmailDraft {
    let link = unsubscribeURL?(customer.id)
    let value: (String) -> String? = { name in
      switch name {
      case "customer.name": customer.displayName
      case "unsubscribe": link?.absoluteString
      default:
        (try? Customer.fieldSet.value(of: FieldName(name), in: customer))?.plainText
      }
    }
    var missing: [String] = []
    var texts = ["", ""]
    for (index, text) in [subject, body].enumerated() {
      do throws(ContentProblem) {
        texts[index] = try text.rendered(value)
      } catch {
        missing += error.missingFields.filter { !missing.contains($0) }
      }
    }
    guard missing.isEmpty else { throw ContentProblem(missingFields: missing) }
    return EmailDraft(
      sender: sender, senderName: senderName, subject: texts[0], text: texts[1], unsubscribeLink: link?.absoluteString,
      containsPromotion: containsPromotion, disclosures: disclosures)
  }
}
