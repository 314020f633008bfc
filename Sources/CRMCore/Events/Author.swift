/// Who made a change: a staff member, a rule, an import, an integration, the data subject, or the system itself.
public struct Author: Hashable, Codable, Sendable {
  /// What kind of author. Open: hosts may add kinds.
  public struct Kind: OpenVocabulary {
    /// The stable name of the kind.
    public let rawValue: String

    /// A kind of this name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// A person on the staff; ``Author/name`` is the identifier of the staff member.
    public static let staff: Kind = "staff"
    /// A rule, journey or automation; ``Author/name`` names it.
    public static let rule: Kind = "rule"
    /// An import run; ``Author/name`` names it.
    public static let importRun: Kind = "import"
    /// Another system; ``Author/name`` names it.
    public static let integration: Kind = "integration"
    /// The person whom the data are about.
    public static let dataSubject: Kind = "dataSubject"
    /// The package itself.
    public static let system: Kind = "system"
  }

  /// What kind of author.
  public var kind: Kind
  /// Which one, by identifier or technical name; never a person's name.
  public var name: String?

  /// An author of a kind.
  public init(_ kind: Kind, _ name: String? = nil) {
    self.kind = kind
    self.name = name
  }

  /// A rule, journey or automation of this name.
  public static func rule(_ name: String) -> Author { Author(.rule, name) }
  /// An import run.
  public static func importRun(_ name: String) -> Author { Author(.importRun, name) }
  /// Another system.
  public static func integration(_ name: String) -> Author { Author(.integration, name) }
  /// The person whom the data are about.
  public static let dataSubject = Author(.dataSubject)
  /// The package itself.
  public static let system = Author(.system)
}
