import Foundation

extension ConsentRecordDocument: Codable {
  private enum CodingKeys: String, CodingKey {
    case id = "@id"
    case type = "@type"
    case identifier = "dct:identifier"
    case conformsTo = "dct:conformsTo"
    case subject = "dpv:hasDataSubject"
    case controller = "dpv:hasDataController"
    case process = "dpv:hasProcess"
    case events = "dpv:hasConsentStatus"
  }

  private struct Node: Codable {
    enum CodingKeys: String, CodingKey {
      case type = "@type"
      case identifier = "dct:identifier"
    }
    var type: String
    var identifier: String
  }

  private struct Process: Codable {
    enum CodingKeys: String, CodingKey {
      case type = "@type"
      case purpose = "dpv:hasPurpose"
      case channel = "crm:channel"
      case recipients = "dpv:hasRecipient"
    }
    var type = "dpv:Process"
    var purpose: Node?
    var channel: Channel?
    var recipients: [String]?
  }

  /// Reads a record.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let digest = try container.decode(Node.self, forKey: .subject).identifier
    guard let value = SHA256.Digest(hex: digest) else {
      throw DecodingError.dataCorruptedError(forKey: .subject, in: container, debugDescription: "not a digest")
    }
    let process = try container.decode(Process.self, forKey: .process)
    let controller = try container.decodeIfPresent(Node.self, forKey: .controller)
    let scope = ConsentScope(
      purpose: process.purpose.map { Purpose(rawValue: $0.identifier) }, channel: process.channel,
      controller: controller.map { DataController(rawValue: $0.identifier) })
    let subject = ContactDigest(value)
    let events = try container.decode([ConsentEventDocument].self, forKey: .events)
    self.init(subject: subject, scope: scope, acts: try events.map { try $0.act(of: subject, scope) })
  }

  /// Writes the record.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("urn:uuid:" + id.uuidString.lowercased(), forKey: .id)
    try container.encode("dpv:ConsentRecord", forKey: .type)
    try container.encode(id.uuidString.lowercased(), forKey: .identifier)
    try container.encode(Self.schema, forKey: .conformsTo)
    try container.encode(Node(type: "dpv:DataSubject", identifier: subject.hex), forKey: .subject)
    let controller = scope.controller.map { Node(type: "dpv:DataController", identifier: $0.rawValue) }
    try container.encodeIfPresent(controller, forKey: .controller)
    let recipients = Set(acts.flatMap { $0.proof?.recipients ?? [] }).sorted()
    let process = Process(
      purpose: scope.purpose.map { Node(type: "dpv:Purpose", identifier: $0.rawValue) }, channel: scope.channel,
      recipients: recipients.isEmpty ? nil : recipients)
    try container.encode(process, forKey: .process)
    try container.encode(acts.map(ConsentEventDocument.init), forKey: .events)
  }
}

extension ConsentReceiptDocument: Codable {
  private enum CodingKeys: String, CodingKey {
    case context = "@context"
    case id = "@id"
    case type = "@type"
    case identifier = "dct:identifier"
    case conformsTo = "dct:conformsTo"
    case created = "dct:created"
    case publisher = "dct:publisher"
    case records = "dpv:hasRecordOfActivity"
  }

  /// Reads a receipt.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard try container.decode(String.self, forKey: .type) == "dpv:ConsentReceipt",
      let id = UUID(uuidString: try container.decode(String.self, forKey: .identifier))
    else {
      throw DecodingError.dataCorruptedError(forKey: .identifier, in: container, debugDescription: "not a receipt")
    }
    self.id = id
    created = try container.decode(Date.self, forKey: .created)
    publisher = try container.decode(String.self, forKey: .publisher)
    records = try container.decode([ConsentRecordDocument].self, forKey: .records)
  }

  /// Writes the receipt.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(JSONLD.context, forKey: .context)
    try container.encode("urn:uuid:" + id.uuidString.lowercased(), forKey: .id)
    try container.encode("dpv:ConsentReceipt", forKey: .type)
    try container.encode(id.uuidString.lowercased(), forKey: .identifier)
    try container.encode(Self.schema, forKey: .conformsTo)
    try container.encode(created, forKey: .created)
    try container.encode(publisher, forKey: .publisher)
    try container.encode(records, forKey: .records)
  }
}
