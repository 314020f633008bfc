public import CRMCore
public import Foundation

/// What somebody is recognised by: a device, an account, a card.
public struct IdentityKey: Hashable, Codable, Sendable, Comparable {
  /// What kind of identity it is.
  public var kind: IdentityKind
  /// The identifier, as the system that gave it out writes it; compared exactly.
  public var value: String

  /// The identity `value` of a kind.
  public init(_ kind: IdentityKind, _ value: String) {
    self.kind = kind
    self.value = value
  }

  var indexKey: IndexKey { IndexKey(ExactText(kind.rawValue), ExactText(value)) }
  var text: String { kind.rawValue + ":" + value }

  /// Orders by kind, then by value.
  public static func < (left: IdentityKey, right: IdentityKey) -> Bool {
    (left.kind.rawValue, left.value) < (right.kind.rawValue, right.value)
  }
}

/// A kind of identity. Open: hosts add kinds of their own, which count as personal.
public struct IdentityKind: OpenVocabulary {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The kind with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A browser, by its cookie. Several people may use it.
  public static let browser: IdentityKind = "browser"
  /// A telephone, tablet or computer. Several people may use it.
  public static let device: IdentityKind = "device"
  /// An installed app. Several people may use it.
  public static let installation: IdentityKind = "installation"
  /// An account that somebody logs in to. Belongs to one person.
  public static let account: IdentityKind = "account"
  /// A loyalty card. Belongs to one person.
  public static let card: IdentityKind = "card"

  /// Whether several people may share one, so that it tells nobody's name by itself.
  public var isAnonymous: Bool { self == .browser || self == .device || self == .installation }
}

/// Why we believe that an identity belongs to somebody.
public struct IdentityEvidence: Hashable, Codable, Sendable {
  /// What was observed, in the host's words: `login`, `form`, `click`, `staff`.
  public var kind: String
  /// When.
  public var date: Date
  /// The record that shows it.
  public var record: RecordReference?
  /// A remark.
  public var note: String?

  /// An observation.
  public init(_ kind: String, date: Date, record: RecordReference? = nil, note: String? = nil) {
    self.kind = kind
    self.date = date
    self.record = record
    self.note = note
  }
}
