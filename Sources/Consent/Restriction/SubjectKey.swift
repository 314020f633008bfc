/// Whom a request or a restriction is about: a record of the host, contact points, or both.
///
/// Contact points alone are enough: people have rights at addresses of which no customer record exists.
public struct SubjectKey: Hashable, Codable, Sendable {
  /// The record of the person; `nil` if there is none, or none is known.
  public var party: RecordReference?
  /// The person's contact points, in order and without repeats.
  public let points: [ContactDigest]

  /// A subject.
  ///
  /// - Parameters:
  ///   - party: the record of the person, if there is one.
  ///   - points: the contact points *known of the person before*: from the host's own record, not from what somebody says.
  public init(party: RecordReference? = nil, points: [ContactDigest] = []) {
    self.party = party
    self.points = Set(points).sorted()
  }

  /// The ledger's key of the person; `nil` without a record.
  public var person: ContactDigest? { party.map { ContactDigest(person: $0) } }

  /// All keys in the ledger: the person's first, then the contact points'.
  public var keys: [ContactDigest] { (person.map { [$0] } ?? []) + points }

  /// The subject as participants take it; `nil` without a record.
  public var subject: Subject? { party.map { Subject($0, contactDigests: points.map(\.value)) } }
}

extension ContactDigester {
  /// The subject with this record and these contact points; see ``SubjectKey``.
  public func key(of party: RecordReference? = nil, points: [ContactPoint.Value]) -> SubjectKey {
    SubjectKey(party: party, points: points.map { digest(of: $0) })
  }
}

extension ContactDigest {
  /// The ledger's key of a person, beside those of contact points: what is recorded on it holds for every contact point that is
  /// named together with the person. Of the record's collection and identifier only, without a key: identifiers are no secrets.
  public init(person: RecordReference) {
    self.init(SHA256.hash(Array("consent.person\u{0}\(person.description)".utf8)))
  }
}
