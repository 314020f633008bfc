public import Foundation

/// The part of one participant in what a request demands: done, failed or still to come.
public struct RequestStep: Hashable, Codable, Sendable {
  /// How far it is.
  public enum Status: String, Codable, CaseIterable, Hashable, Sendable {
    /// Still to come.
    case waiting
    /// Done; it is never done again.
    case done
    /// Failed; it is tried again when the request is resumed.
    case failed
  }

  /// Whose part it is.
  public let name: ParticipantName
  /// How far it is.
  public internal(set) var status: Status
  /// Why it failed last, by code.
  public internal(set) var failure: ReasonCode?
  /// When that became known.
  public internal(set) var date: Date?
  /// How often it failed.
  public internal(set) var failures: Int
  /// Who made it fail last, where it was a participant with a part in it.
  public internal(set) var participant: ParticipantName?
  /// What a person has to say or do before it can go on; `nil` if nothing.
  public internal(set) var question: Reason?
  /// Before when the system does not try it; `nil` is at once.
  public internal(set) var notBefore: Date?

  /// A step that is still to come.
  public init(_ name: ParticipantName) {
    self.name = name
    status = .waiting
    failures = 0
  }
}

/// What came of a step.
public enum StepOutcome: Hashable, Sendable {
  /// It is done.
  case done
  /// It failed, for a reason that is a code without personal data, and by whose part where that is known.
  case failed(ReasonCode, by: ParticipantName? = nil)

  /// The outcome of a step that threw: a code of the kind of error and the participant, nothing of what it says.
  public init(_ error: any Error) {
    switch error {
    case let error as ParticipationError:
      self = .failed(ReasonCode(rawValue: "participation." + error.step.rawValue), by: error.participant)
    case let error as StoreError: self = .failed(ReasonCode(rawValue: "store." + error.code.rawValue))
    case let error as StepFailure: self = .failed(error.code)
    case let error as ErasureFailure:
      self = .failed(ReasonCode(rawValue: "erasure." + error.place.step.rawValue), by: error.place.participant)
    case let error as ErasureRefusal: self = .failed(error.code ?? RequestCode.stepFailed)
    case is UndeclaredPersonalData: self = .failed("access.undeclared")
    case let error as AccessError:
      switch error {
      case .unregistered: self = .failed("access.unregistered")
      case .unanswered: self = .failed("access.unanswered")
      case .missing(let names): self = .failed("access.missing", by: names.first)
      case .failed(let name, _): self = .failed("participation.export", by: name)
      }
    default: self = .failed(RequestCode.stepFailed)
    }
  }
}

/// Thrown by a step to say why it failed, by a code.
public struct StepFailure: Error, Hashable, Sendable {
  /// Why. No personal data.
  public var code: ReasonCode

  /// A failure.
  public init(_ code: ReasonCode) {
    self.code = code
  }
}
