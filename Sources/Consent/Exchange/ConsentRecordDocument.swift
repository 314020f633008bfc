public import Foundation

/// What was recorded on one contact point for one purpose, channel and controller, as a consent record in the structure of
/// ISO/IEC TS 27560:2023, written as JSON-LD with the Data Privacy Vocabulary (DPV) of the W3C community group.
///
/// Terms of DPV and Dublin Core where there are any, `crm:` for the rest, so that reading gives the same acts again. It holds
/// no address: the subject is the digest. The record's identity is that of its key, so a later export replaces an earlier one.
public struct ConsentRecordDocument: Hashable, Sendable {
  /// The schema that a record conforms to.
  public static let schema = "https://w3id.org/dpv/schema/dpv-27560#record"

  /// The record's identity, derived from subject and scope.
  public let id: UUID
  /// The contact point.
  public let subject: ContactDigest
  /// Purpose with its version, channel and controller.
  public let scope: ConsentScope
  /// What was done, earliest first. The latest says where it stands.
  public let acts: [ConsentAct]

  /// The records of acts: one for each contact point and scope, in a stable order.
  public static func records(of acts: some Sequence<ConsentAct>) -> [ConsentRecordDocument] {
    Dictionary(grouping: acts) { ConsentStanding.Key(subject: $0.subject, scope: $0.scope) }
      .sorted { $0.key < $1.key }
      .map { key, acts in ConsentRecordDocument(subject: key.subject, scope: key.scope, acts: acts) }
  }

  init(subject: ContactDigest, scope: ConsentScope, acts: [ConsentAct]) {
    self.subject = subject
    self.scope = scope
    self.acts = acts.sorted(by: ConsentAct.isBefore)
    id = Identifier<ConsentAct>(derivedFrom: "consent.record", subject.hex, scope.sortKey).uuid
  }

  /// The records as JSON-LD: an object with `@context` and `@graph`, keys sorted, so that equal acts give equal bytes.
  public static func jsonLD(of acts: some Sequence<ConsentAct>) throws -> Data {
    try JSONLD.encoder.encode(RecordGraph(graph: records(of: acts)))
  }

  /// Reads records from JSON-LD as ``jsonLD(of:)`` writes it, or a receipt, and gives back their acts.
  ///
  /// - Throws: a decoding error.
  public static func acts(fromJSONLD data: Data) throws -> [ConsentAct] {
    let decoder = JSONLD.decoder
    if let receipt = try? decoder.decode(ConsentReceiptDocument.self, from: data) {
      return receipt.records.flatMap(\.acts)
    }
    return try decoder.decode(RecordGraph.self, from: data).graph.flatMap(\.acts)
  }
}

/// What a person gets to keep: the records on their contact point, without what is only of use to the controller (the hash of
/// the secret of a confirmation).
public struct ConsentReceiptDocument: Hashable, Sendable {
  /// The schema that a receipt conforms to.
  public static let schema = "https://w3id.org/dpv/schema/dpv-27560#receipt"

  /// The receipt's identity.
  public let id: UUID
  /// When it was made.
  public let created: Date
  /// Who gives it.
  public let publisher: String
  /// The records.
  public let records: [ConsentRecordDocument]

  /// A receipt for acts.
  ///
  /// - Parameters:
  ///   - id: its identity.
  ///   - acts: the acts, as a rule all of one contact point.
  ///   - publisher: who gives it: the controller's name.
  ///   - created: when.
  public init(id: UUID, of acts: some Sequence<ConsentAct>, publisher: String, created: Date) {
    self.id = id
    self.created = created.truncatedToMilliseconds
    self.publisher = publisher
    records = ConsentRecordDocument.records(
      of: acts.map { act in
        var act = act
        if let confirmation = act.confirmation {
          act.confirmation = PendingConfirmation(secretHash: SHA256.hash([]), expires: confirmation.expires)
        }
        return act
      })
  }

  /// The receipt as JSON-LD, keys sorted.
  public func jsonLD() throws -> Data { try JSONLD.encoder.encode(self) }

  /// Reads a receipt.
  ///
  /// - Throws: a decoding error.
  public init(jsonLD data: Data) throws { self = try JSONLD.decoder.decode(Self.self, from: data) }
}

/// The way in which JSON-LD is written here.
enum JSONLD {
  static let context: [String: String] = [
    "dpv": "https://w3id.org/dpv#", "dct": "http://purl.org/dc/terms/", "crm": "urn:swift-crm:consent:",
  ]

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(JSONTree.text(of: date))
    }
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      let text = try container.decode(String.self)
      let date = (try? Date(text, strategy: style)) ?? (try? Date(text, strategy: .iso8601))
      guard let date else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an instant") }
      // Parsing goes through a binary fraction: to the nearest millisecond.
      return Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000).truncatedToMilliseconds
    }
    return decoder
  }

  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
}

struct RecordGraph: Codable {
  enum CodingKeys: String, CodingKey {
    case context = "@context"
    case graph = "@graph"
  }
  var context = JSONLD.context
  var graph: [ConsentRecordDocument]
}
