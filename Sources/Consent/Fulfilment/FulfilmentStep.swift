public import CRMCore

/// What the system does for the rights, step by step. The part of a `Participant` is a step under the participant's own name.
public enum FulfilmentStep: String, Codable, CaseIterable, Hashable, Sendable {
  /// The documents are made and put into the blob store.
  case export
  /// The documents are handed to the person.
  case delivery
  /// What an erasure would do is looked at, by a person where it is not plain.
  case plan
  /// The person is erased, after the time of grace.
  case erasure
  /// The person and their contact points are restricted.
  case restriction
  /// The restriction is brought to contact points that came meanwhile.
  case contactPoints
  /// The objection is recorded in the ledger.
  case objection
  /// The corrected values are written.
  case correction
  /// A person does it: nothing is automatic.
  case staff

  /// The name of the step: `rights.export` …
  public var name: ParticipantName { ParticipantName(rawValue: "rights." + rawValue) }

  /// The step of this name; `nil` if it is the part of a participant.
  public init?(_ name: ParticipantName) {
    guard let step = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = step
  }

  /// The steps of a right, in order. A complaint and rights that this library does not know are for persons.
  public static func steps(of right: SubjectRight) -> [FulfilmentStep] {
    switch right {
    case .access, .portability: [.export, .delivery]
    case .erasure: [.plan, .erasure]
    case .restriction: [.restriction, .contactPoints]
    case .objection: [.objection]
    case .rectification: [.correction]
    default: [.staff]
    }
  }

  /// What has to be done before it; other steps do not wait for each other.
  public var prerequisite: FulfilmentStep? {
    switch self {
    case .delivery: .export
    case .erasure: .plan
    case .contactPoints: .restriction
    default: nil
    }
  }
}
