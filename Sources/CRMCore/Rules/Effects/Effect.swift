/// Something that a rule does when its condition holds: a small closed set that every module understands, and room for the
/// host's own. Effects are values; an ``EffectHandler`` turns them into changes.
public enum Effect: Hashable, Sendable {
  /// Gives a field of the subject a value; `.null` takes its value away.
  case setField(FieldName, FieldValue)
  /// Puts a tag on the subject.
  case addTag(String)
  /// Takes a tag off the subject.
  case removeTag(String)
  /// Creates a follow-up for the subject.
  case createFollowUp(FollowUpRequest)
  /// Creates a record of a collection that concerns the subject, with these values.
  case createRecord(CollectionName, [String: FieldValue])
  /// Requests a message to the subject. It leaves through a transport with a permit, never past consent.
  case enqueueMessage(template: String, channel: String?, [String: FieldValue])
  /// Queues a notice to staff.
  case enqueueNotice(to: Recipient, template: String, [String: FieldValue])
  /// Queues a call of a registered endpoint.
  case enqueueWebhook(endpoint: String, [String: FieldValue])
  /// Moves the subject to a stage.
  case moveStage(String)
  /// Gives the subject an owner.
  case assign(Recipient)
  /// Books loyalty points, fewer if negative, in a programme.
  case addPoints(Int64, program: String)
  /// Tells that something happened to the subject.
  case emitEvent(EventName, [String: FieldValue])
  /// An effect that a host or module declares.
  case custom(Name, [String: FieldValue])

  /// The stable name of a kind of effect. Open: hosts declare their own.
  public struct Name: OpenVocabulary {
    /// The name as written in stored rules.
    public let rawValue: String

    /// A kind of this name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// See ``Effect/setField(_:_:)``.
    public static let setField: Name = "setField"
    /// See ``Effect/addTag(_:)``.
    public static let addTag: Name = "addTag"
    /// See ``Effect/removeTag(_:)``.
    public static let removeTag: Name = "removeTag"
    /// See ``Effect/createFollowUp(_:)``.
    public static let createFollowUp: Name = "createFollowUp"
    /// See ``Effect/createRecord(_:_:)``.
    public static let createRecord: Name = "createRecord"
    /// See ``Effect/enqueueMessage(template:channel:_:)``.
    public static let enqueueMessage: Name = "enqueueMessage"
    /// See ``Effect/enqueueNotice(to:template:_:)``.
    public static let enqueueNotice: Name = "enqueueNotice"
    /// See ``Effect/enqueueWebhook(endpoint:_:)``.
    public static let enqueueWebhook: Name = "enqueueWebhook"
    /// See ``Effect/moveStage(_:)``.
    public static let moveStage: Name = "moveStage"
    /// See ``Effect/assign(_:)``.
    public static let assign: Name = "assign"
    /// See ``Effect/addPoints(_:program:)``.
    public static let addPoints: Name = "addPoints"
    /// See ``Effect/emitEvent(_:_:)``.
    public static let emitEvent: Name = "emitEvent"

    /// The names of the closed core set.
    public static let core: Set<Name> = [
      setField, addTag, removeTag, createFollowUp, createRecord, enqueueMessage, enqueueNotice, enqueueWebhook,
      moveStage,
      assign, addPoints, emitEvent,
    ]
  }

  /// Whom an effect concerns on the staff's side.
  public enum Recipient: Hashable, Sendable {
    /// The owner of the subject.
    case owner
    /// The manager of the owner's team.
    case manager
    /// A staff member, team or queue.
    case record(RecordReference)
  }

  /// A follow-up to create.
  public struct FollowUpRequest: Hashable, Codable, Sendable {
    /// What is to be done.
    public var title: String
    /// What kind of follow-up, in the vocabulary of the handler.
    public var kind: String?
    /// Due so many units after the effect runs; at the end of the day for calendar units.
    public var dueIn: Int
    /// The unit of ``dueIn``.
    public var unit: TimeUnit
    /// Who is to do it; `nil` is the owner.
    public var assignee: Recipient?

    /// A request.
    public init(
      _ title: String, kind: String? = nil, dueIn: Int = 1, _ unit: TimeUnit = .day, assignee: Recipient? = nil
    ) {
      self.title = title
      self.kind = kind
      self.dueIn = dueIn
      self.unit = unit
      self.assignee = assignee
    }
  }

  /// The kind of effect.
  public var name: Name {
    switch self {
    case .setField: .setField
    case .addTag: .addTag
    case .removeTag: .removeTag
    case .createFollowUp: .createFollowUp
    case .createRecord: .createRecord
    case .enqueueMessage: .enqueueMessage
    case .enqueueNotice: .enqueueNotice
    case .enqueueWebhook: .enqueueWebhook
    case .moveStage: .moveStage
    case .assign: .assign
    case .addPoints: .addPoints
    case .emitEvent: .emitEvent
    case .custom(let name, _): name
    }
  }
}
