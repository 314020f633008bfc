/// Whom or what the fact behind an entry is about: how entries are found, and forgotten. It stands with the openings, never in an entry.
public enum AuditSubject: Hashable, Sendable {
  /// A contact point, by its digest.
  case contact(SHA256.Digest)
  /// A record: a customer for example.
  case record(RecordReference)
}

extension AuditSubject: Codable {
  private enum CodingKeys: String, CodingKey {
    case contact, record
  }

  /// Reads an object with one of the members `contact` and `record`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let digest = try container.decodeIfPresent(SHA256.Digest.self, forKey: .contact) {
      self = .contact(digest)
    } else {
      self = .record(try container.decode(RecordReference.self, forKey: .record))
    }
  }

  /// Writes an object with one of the members `contact` and `record`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .contact(let digest): try container.encode(digest, forKey: .contact)
    case .record(let record): try container.encode(record, forKey: .record)
    }
  }
}

extension AuditSubject: IndexKeyPart {
  /// Appends the case and the digest or the record.
  public func append(to key: inout IndexKey) {
    switch self {
    case .contact(let digest):
      0.append(to: &key)
      digest.append(to: &key)
    case .record(let record):
      1.append(to: &key)
      record.append(to: &key)
    }
  }
}

extension Subject {
  /// How a trail finds what is about the subject: by the record and by each of its contact points.
  public var auditSubjects: [AuditSubject] { [.record(reference)] + contactDigests.map { .contact($0) } }
}
