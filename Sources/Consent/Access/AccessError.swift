public import CRMCore

/// An answer would be incomplete, so none is given.
public enum AccessError: Error, Sendable, CustomStringConvertible {
  /// Records exist or may exist of types that are not registered; found in a record of `by`, or asked for where `by` is `nil`.
  case unregistered([CollectionName], by: CollectionName?)
  /// Types that hold personal data to which no reference leads, and for which no participant answers.
  case unanswered([CollectionName])
  /// Participants that have to answer and are not there.
  case missing([ParticipantName])
  /// A participant failed.
  case failed(ParticipantName, any Error)

  /// What is missing, without personal data.
  public var description: String {
    switch self {
    case .unregistered(let names, let by):
      "record types are not registered: \(Self.list(names))" + (by.map { ", found in \($0.rawValue)" } ?? "")
    case .unanswered(let names): "nobody answers for the personal data in \(Self.list(names))"
    case .missing(let names): "participants are missing: \(names.map(\.rawValue).joined(separator: ", "))"
    case .failed(let name, let error): "the participant \(name.rawValue) failed: \(error)"
    }
  }

  private static func list(_ names: [CollectionName]) -> String { names.map(\.rawValue).joined(separator: ", ") }
}
