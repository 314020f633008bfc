public import CRMCore
public import Consent
public import Customers

/// Makes the message for one recipient: which contact point it goes to, and what it says.
///
/// Pure: the same customer gives the same message. Hosts bring their own; ``EmailComposer`` is included.
public protocol MessageComposer<C>: Sendable {
  /// The channel of the messages.
  associatedtype C: MessageChannel
  /// The contact point that the customer's message goes to; `nil` if there is none that can be reached.
  func contactPoint(of customer: Customer) -> (address: C.Address, point: ContactPoint)?
  /// The message for a customer.
  ///
  /// - Throws: ``ContentProblem`` naming everything that is missing: never a hole in a message.
  func draft(for customer: Customer) throws(ContentProblem) -> C.Draft
}

/// What keeps a message from being written: the fields it needs and the recipient lacks.
public struct ContentProblem: Error, Hashable, Sendable {
  /// The names of the fields, in order of use, without repeats. No values.
  public var missingFields: [String]

  /// A message lacks these fields.
  public init(missingFields: [String]) {
    self.missingFields = missingFields
  }
}
