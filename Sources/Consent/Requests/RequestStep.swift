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
  /// It failed, for a reason that is a code without personal data.
  case failed(ReasonCode)

  /// The outcome of a step that threw: a code of the kind of error, nothing of what it says.
  public init(_ error: any Error) {
    switch error {
    case let error as ParticipationError: self = .failed(ReasonCode(rawValue: "participation." + error.step.rawValue))
    case let error as StoreError: self = .failed(ReasonCode(rawValue: "store." + error.code.rawValue))
    case let error as StepFailure: self = .failed(error.code)
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
