public import Foundation

/// A one-time code that was made for a contact point known before: everything but the code.
///
/// The code itself is kept nowhere, not even as a hash that could be tried out: it is HMAC-SHA256 of request, contact point and
/// number under the ``ContactDigester``'s key, cut to eight digits.
public struct IdentityCode: Hashable, Codable, Sendable {
  /// The contact point that it went to.
  public let point: ContactDigest
  /// Which code of the request, from 1.
  public let number: Int
  /// When it was made.
  public let issued: Date
  /// The first instant at which it is no longer good.
  public let expires: Date
  /// How many wrong codes may still be given.
  public internal(set) var attemptsLeft: Int
}

/// A code for the message to the person, and the request that it belongs to.
public struct IssuedCode: Sendable {
  /// The request as it stands now.
  public var request: SubjectRequest
  /// Eight digits, to be sent to the contact point and never stored.
  public var code: String
}

/// Why no code was made, or why one was refused.
public enum IdentityRefusal: String, Error, Codable, CaseIterable, Hashable, Sendable {
  /// The contact point was not known of the person before the request came: a code to it would show nothing.
  case unknownPoint
  /// A code was made shortly before: wait.
  case tooSoon
  /// As many codes were made as a request may have: check in another way.
  case tooMany
  /// It is not the code.
  case wrong
  /// Its time has run out, or too many wrong ones were given: make a new one.
  case expired
}

extension ContactDigester {
  /// The one-time code of a request for a contact point: eight decimal digits.
  func identityCode(of request: Identifier<SubjectRequest>, for point: ContactDigest, number: Int) -> String {
    let bytes = identityDigest("\(request.description) \(point.hex) \(number)").bytes
    let value = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 100_000_000
    let digits = String(value)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
