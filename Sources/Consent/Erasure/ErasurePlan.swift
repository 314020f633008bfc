public import Foundation

/// What an erasure does to one record.
public enum ErasureAction: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
  /// It goes.
  case delete
  /// It stays without what tells who it is about.
  case pseudonymise
  /// It stays for a reason, with what the reason needs.
  case retain
  /// It is about somebody else and does not name the person any more.
  case removeMention
}

/// A record that stays, and why.
public struct RetainedItem: Hashable, Codable, Sendable {
  /// The record.
  public var record: RecordReference
  /// Why it stays.
  public var reason: Reason
  /// The first instant at which the reason is over; `nil`: when that will be is not known yet.
  public var until: Date?

  /// A record that stays.
  public init(_ record: RecordReference, _ reason: Reason, until: Date?) {
    self.record = record
    self.reason = reason
    self.until = until
  }
}

/// What an erasure does to the records of one type.
public struct ErasureEffect: Hashable, Codable, Sendable {
  /// The type.
  public let collection: CollectionName
  /// How many records there are of each action.
  public private(set) var counts: [ErasureAction: Int] = [:]
  /// The first of them, in the order in which they were found.
  public private(set) var first: [Example] = []

  /// One record and what becomes of it.
  public struct Example: Hashable, Codable, Sendable {
    /// The record.
    public var record: RecordReference
    /// What becomes of it.
    public var action: ErasureAction
  }

  init(_ collection: CollectionName) {
    self.collection = collection
  }

  /// How many records are concerned.
  public var count: Int { counts.values.reduce(0, +) }

  mutating func add(_ record: RecordReference, _ action: ErasureAction, listing: Int) {
    counts[action, default: 0] += 1
    if first.count < listing { first.append(Example(record: record, action: action)) }
  }
}

/// What erasing a person would do: the dry run. Nothing was written, and no personal data is in it.
public struct ErasurePlan: Hashable, Codable, Sendable {
  /// The person's own records: the one asked for first, then those that became one with it.
  public let subjects: [RecordReference]
  /// The contact points that nothing is sent to any more.
  public let points: [ContactDigest]
  /// The moment it was made for.
  public let date: Date
  /// By type, in the order in which they were found.
  public let effects: [ErasureEffect]
  /// Everything that stays, with reasons and end dates.
  public let retained: [RetainedItem]
  /// What follows that nobody sees in a list of records.
  public let consequences: [Reason]
  /// How many files may lose their bytes.
  public let blobs: Int
  /// The request that the erasure would answer, if it was named.
  public let request: RecordReference?
  /// Stands for every record with its revision and for what becomes of it: another state of the store has another one.
  public let fingerprint: String

  /// How many records of all types an action concerns.
  public func count(_ action: ErasureAction) -> Int { effects.reduce(0) { $0 + ($1.counts[action] ?? 0) } }
}

/// Why an erasure was not begun, not gone on with or not called off.
public enum ErasureRefusal: Error, Hashable, Sendable {
  /// The state is another one than the plan was made for: look at a new plan.
  case stalePlan
  /// It may still be called off: nothing is erased before.
  case inGrace(until: Date)
  /// It has begun and cannot be called off any more.
  case begun
  /// It was called off.
  case cancelled
  /// These records were the person's own when the erasure was approved and are not any more: somebody undid a merge, or gave a lead to
  /// another person. Nothing of theirs is touched from then on, and nothing more of the person's. Somebody has to say whose they are: make
  /// them one again and ``ErasureDesk/resume(_:)``; or, before it has begun, ``ErasureDesk/cancel(_:by:)`` and schedule anew whoever is to be
  /// erased, and afterwards ``ErasureDesk/leaveOut(_:of:by:)``.
  case separated(Identifier<Erasure>, [RecordReference])
  /// These records are one with the person's and are not to be erased with them: in the store that erased the person they were not one, or
  /// they were left out. Nothing is erased. Separate them, which may be another person's, and go on: with ``ErasureDesk/resume(_:)``, in a
  /// restored store with ``ErasureReplay/apply()``.
  case united(Identifier<Erasure>, [RecordReference])
  /// Nobody would be left to be erased.
  case nobodyLeft

  /// Why, as a code; `nil` for what only the caller of a verb is told.
  public var code: ReasonCode? { reason?.code }

  /// Why it waits, with the records; `nil` for what only the caller of a verb is told.
  var reason: Reason? {
    func reason(_ code: ReasonCode, _ records: [RecordReference]) -> Reason {
      Reason(code, ["records": .choices(records.map(\.description))])
    }
    return switch self {
    case .separated(_, let records): reason(ErasureReason.separated, records)
    case .united(_, let records): reason(ErasureReason.united, records)
    case .stalePlan, .inGrace, .begun, .cancelled, .nobodyLeft: nil
    }
  }
}

/// What made an erasure stop halfway. It goes on from there with ``ErasureDesk/resume(_:)``; nothing is sent meanwhile.
public struct ErasureFailure: Error, Sendable, CustomStringConvertible {
  /// Where it stopped.
  public struct Place: Hashable, Codable, Sendable {
    /// The steps of an erasure.
    public enum Step: String, Codable, Sendable, CaseIterable {
      /// Finding the records.
      case find
      /// A participant's part.
      case participant
      /// Telling the journal outside the store.
      case journal
      /// Writing the records.
      case write
      /// Removing the bytes of files.
      case blobs
      /// Something comes back whenever it is erased.
      case settle
    }

    /// The step.
    public var step: Step
    /// The participant, if it was one's fault.
    public var participant: ParticipantName?

    init(_ step: Step, _ participant: ParticipantName? = nil) {
      self.step = step
      self.participant = participant
    }
  }

  /// The erasure; `nil` in a dry run.
  public var erasure: Identifier<Erasure>?
  /// Where it stopped.
  public var place: Place
  /// What happened.
  public var underlying: any Error

  /// Where it stopped, for who looks at the erasure.
  var reason: Reason {
    var reason = Reason(ErasureReason.stopped, ["step": .choice(place.step.rawValue)])
    reason.arguments["participant"] = place.participant.map { .choice($0.rawValue) }
    return reason
  }

  /// The step, the participant and what happened.
  public var description: String {
    let who = place.participant.map { " of participant \($0)" } ?? ""
    return "erasure stopped at \(place.step.rawValue)\(who): \(underlying)"
  }
}

/// There are files to be erased and no `BlobStore` to erase them from, or a participant that took part before is missing.
public struct ErasureSetupError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is missing.
  public var missing: String

  /// What is missing.
  public var description: String { "missing: \(missing)" }
}
