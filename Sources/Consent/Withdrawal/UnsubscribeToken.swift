public import Foundation

/// What an unsubscribe link stops: a contact point, by its digest, and a scope. Signed, so that nobody can make one up.
///
/// Holds no address. It is good for ever unless it says otherwise, and works when the person's data are erased.
public struct UnsubscribeToken: Hashable, Sendable {
  /// Why a token was refused. Says no more than that, so that nobody learns from it.
  public enum Refusal: String, Error, Codable, Hashable, Sendable {
    /// None of ours.
    case invalid
    /// Its time has run out; never sooner than 60 days after it was made.
    case expired
  }

  /// The contact point.
  public var subject: ContactDigest
  /// What is stopped.
  public var scope: ConsentScope
  /// When it was made, in whole seconds.
  public var issued: Date

  /// A token to be signed.
  public init(subject: ContactDigest, scope: ConsentScope, issued: Date) {
    self.subject = subject
    self.scope = scope
    self.issued = Date(timeIntervalSince1970: issued.timeIntervalSince1970.rounded(.down))
  }

  private static let format: UInt8 = 1
  private static let domain = Array("consent.unsubscribe".utf8) + [0]

  /// The token as text for an URL: letters, digits, `-` and `_`; about 150 characters. Of a purpose, channel or controller of more
  /// than 254 bytes it says nothing: it stops every one. O(length).
  public func signed(with keys: UnsubscribeKeys) -> String {
    var bytes: [UInt8] = [Self.format]
    func append(_ text: String?) {
      guard let text, text.utf8.count <= 254 else { return bytes.append(255) }
      bytes.append(UInt8(text.utf8.count))
      bytes += text.utf8
    }
    append(keys.current.id)
    bytes += subject.value.bytes
    let seconds = UInt64(bitPattern: Int64(issued.timeIntervalSince1970))
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: seconds >> shift)) }
    append(scope.purpose?.rawValue)
    append(scope.channel?.rawValue)
    append(scope.controller?.rawValue)
    let code = HMACSHA256.authenticationCode(for: Self.domain + bytes, key: keys.current.secret)
    return Self.text(of: bytes + code.bytes)
  }

  /// Reads a token. The signature is compared in constant time, before anything else is believed.
  ///
  /// - Parameters:
  ///   - text: the token as it came back.
  ///   - keys: the keys of the host.
  ///   - validDays: for how many days a token is good, at least 60; `nil` is for ever.
  ///   - now: the present instant.
  public init(
    reading text: String, with keys: UnsubscribeKeys, validDays: Int? = nil, at now: Date
  ) throws(Refusal) {
    guard text.utf8.count <= 2048, let bytes = Self.bytes(of: text), bytes.count > 34, bytes[0] == Self.format else {
      throw .invalid
    }
    var reader = Reader(bytes: bytes.dropLast(32), position: 1)
    guard let id = reader.text() ?? nil, let key = keys.key(id),
      HMACSHA256.isValid(Array(bytes.suffix(32)), for: Self.domain + bytes.dropLast(32), key: key.secret)
    else { throw .invalid }
    guard let digest = SHA256.Digest(bytes: reader.take(32)), let seconds = reader.number(),
      let purpose = reader.text(), let channel = reader.text(), let controller = reader.text(), reader.isAtEnd
    else { throw .invalid }
    let scope = ConsentScope(
      purpose: purpose.map(Purpose.init(rawValue:)), channel: channel.map(Channel.init(rawValue:)),
      controller: controller.map(DataController.init(rawValue:)))
    self.init(
      subject: ContactDigest(digest), scope: scope, issued: Date(timeIntervalSince1970: TimeInterval(seconds)))
    if let validDays, now >= issued.addingTimeInterval(TimeInterval(max(60, validDays)) * 86_400) { throw .expired }
  }

  private struct Reader {
    let bytes: ArraySlice<UInt8>
    var position: Int

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func take(_ count: Int) -> [UInt8] {
      guard bytes.endIndex - position >= count else { return [] }
      defer { position += count }
      return Array(bytes[position..<position + count])
    }

    mutating func number() -> Int64? {
      let taken = take(8)
      return taken.isEmpty ? nil : Int64(bitPattern: taken.reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// `nil`: there is no more; `.some(nil)`: it is said that there is none.
    mutating func text() -> String?? {
      guard let count = take(1).first else { return nil }
      if count == 255 { return .some(nil) }
      let taken = take(Int(count))
      guard taken.count == Int(count) else { return nil }
      return String(validating: taken, as: UTF8.self)
    }
  }

  private static func text(of bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private static func bytes(of text: String) -> [UInt8]? {
    let isTokenText = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
      default: false
      }
    }
    guard isTokenText else { return nil }
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + padding
    guard let data = Data(base64Encoded: base64) else { return nil }
    // One text for each token: what decodes to the same bytes is not the same token.
    let bytes = Array(data)
    return Self.text(of: bytes) == text ? bytes : nil
  }
}
