public import CRMCore

/// An address with the name that stands before it: `Ann Lee <ann@example.com>` (RFC 5322, 3.4).
public struct Mailbox: Hashable, Codable, Sendable {
  /// What people call the mailbox, decoded; `nil` if nothing stands there.
  public var name: String?
  /// The address.
  public var address: EmailAddress

  /// A mailbox.
  public init(_ address: EmailAddress, name: String? = nil) {
    self.address = address
    self.name = name
  }

  /// The mailbox as a header has it: the name in quotation marks or as encoded words where it needs them. ASCII, unless
  /// the address itself is beyond it.
  public var headerText: String {
    guard let name, !name.isEmpty else { return address.text }
    return "\(MailPhrase.headerText(name)) <\(address.text)>"
  }
}

/// One entry of a list of addresses: a mailbox, or a named group of them.
public enum MailAddress: Hashable, Codable, Sendable {
  /// A mailbox.
  case mailbox(Mailbox)
  /// A named group: `Friends: a@example.com, b@example.com;`, often an empty one: `undisclosed-recipients:;`.
  case group(name: String, members: [Mailbox])

  /// The mailboxes in it.
  public var mailboxes: [Mailbox] {
    switch self {
    case .mailbox(let mailbox): [mailbox]
    case .group(_, let members): members
    }
  }

  /// The entry as a header has it.
  public var headerText: String {
    switch self {
    case .mailbox(let mailbox): mailbox.headerText
    case .group(let name, let members):
      "\(MailPhrase.headerText(name)): \(members.map(\.headerText).joined(separator: ", "));"
    }
  }
}

/// The names before addresses.
enum MailPhrase {
  /// A name as it may stand in a header.
  static func headerText(_ name: String) -> String {
    let bytes = name.utf8
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !name.contains("=?") else { return EncodedWord.encoded(name) }
    let words = name.split(separator: " ", omittingEmptySubsequences: false)
    if words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isAtom) }) { return name }
    return "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// Characters that need no quotation marks (RFC 5322, 3.2.3).
  static func isAtom(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
    default: byte >= 0x80
    }
  }
}
