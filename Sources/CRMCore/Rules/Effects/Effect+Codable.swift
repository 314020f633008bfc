/// One object per effect with its `effect` name and flat members:
/// `{"effect": "setField", "field": "customer.stage", "value": {"choice": "lapsed"}}`.
///
/// A name outside the core set is read as ``Effect/custom(_:_:)`` with `arguments`.
extension Effect: Codable {
  private enum Key: String, CodingKey {
    case effect, field, value, tag, followUp, collection, values, template, channel, arguments, to, endpoint, stage,
      points
    case program, event, properties
  }

  /// Reads the object.
  ///
  /// - Throws: `DecodingError` if a member is missing or malformed.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(Name.self, forKey: .effect)
    func text(_ key: Key) throws -> String { try container.decode(String.self, forKey: key) }
    func values(_ key: Key) throws -> [String: FieldValue] {
      try container.decodeIfPresent([String: FieldValue].self, forKey: key) ?? [:]
    }
    func recipient() throws -> Recipient { try container.decode(Recipient.self, forKey: .to) }
    switch name {
    case .setField:
      let value = try container.decodeIfPresent(FieldValue.self, forKey: .value) ?? .null
      self = .setField(try container.decode(FieldName.self, forKey: .field), value)
    case .addTag: self = .addTag(try text(.tag))
    case .removeTag: self = .removeTag(try text(.tag))
    case .createFollowUp: self = .createFollowUp(try container.decode(FollowUpRequest.self, forKey: .followUp))
    case .createRecord:
      self = .createRecord(try container.decode(CollectionName.self, forKey: .collection), try values(.values))
    case .enqueueMessage:
      let channel = try container.decodeIfPresent(String.self, forKey: .channel)
      self = .enqueueMessage(template: try text(.template), channel: channel, try values(.arguments))
    case .enqueueNotice:
      self = .enqueueNotice(to: try recipient(), template: try text(.template), try values(.arguments))
    case .enqueueWebhook: self = .enqueueWebhook(endpoint: try text(.endpoint), try values(.arguments))
    case .moveStage: self = .moveStage(try text(.stage))
    case .assign: self = .assign(try recipient())
    case .addPoints:
      self = .addPoints(try container.decode(Int64.self, forKey: .points), program: try text(.program))
    case .emitEvent:
      self = .emitEvent(try container.decode(EventName.self, forKey: .event), try values(.properties))
    default: self = .custom(name, try values(.arguments))
    }
  }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .effect)
    func write(_ values: [String: FieldValue], _ key: Key) throws {
      if !values.isEmpty { try container.encode(values, forKey: key) }
    }
    switch self {
    case .setField(let field, let value):
      try container.encode(field, forKey: .field)
      if value != .null { try container.encode(value, forKey: .value) }
    case .addTag(let tag), .removeTag(let tag): try container.encode(tag, forKey: .tag)
    case .createFollowUp(let request): try container.encode(request, forKey: .followUp)
    case .createRecord(let collection, let values):
      try container.encode(collection, forKey: .collection)
      try write(values, .values)
    case .enqueueMessage(let template, let channel, let arguments):
      try container.encode(template, forKey: .template)
      try container.encodeIfPresent(channel, forKey: .channel)
      try write(arguments, .arguments)
    case .enqueueNotice(let recipient, let template, let arguments):
      try container.encode(recipient, forKey: .to)
      try container.encode(template, forKey: .template)
      try write(arguments, .arguments)
    case .enqueueWebhook(let endpoint, let arguments):
      try container.encode(endpoint, forKey: .endpoint)
      try write(arguments, .arguments)
    case .moveStage(let stage): try container.encode(stage, forKey: .stage)
    case .assign(let recipient): try container.encode(recipient, forKey: .to)
    case .addPoints(let points, let program):
      try container.encode(points, forKey: .points)
      try container.encode(program, forKey: .program)
    case .emitEvent(let event, let properties):
      try container.encode(event, forKey: .event)
      try write(properties, .properties)
    case .custom(_, let arguments): try write(arguments, .arguments)
    }
  }
}

extension Effect.Recipient: Codable {
  private enum Key: String, CodingKey { case record }

  /// Reads `"owner"`, `"manager"` or `{"record": {…}}`.
  ///
  /// - Throws: `DecodingError` for another word.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      self = .record(try container.decode(RecordReference.self, forKey: .record))
      return
    }
    let container = try decoder.singleValueContainer()
    switch try container.decode(String.self) {
    case "owner": self = .owner
    case "manager": self = .manager
    default: throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a recipient")
    }
  }

  /// Writes the word or the object.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .record(let reference):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(reference, forKey: .record)
    case .owner, .manager:
      var container = encoder.singleValueContainer()
      try container.encode(self == .owner ? "owner" : "manager")
    }
  }
}
