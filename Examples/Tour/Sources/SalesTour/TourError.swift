/// What keeps the tour from going on.
public enum TourError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such folder.
  case noFolder(String)
  /// The folder does not have exactly one file whose name ends so.
  case files(ending: String, found: [String])
  /// A file has no column of this name.
  case noColumn(String, file: String)
  /// No deal has a day, so that there is none to report on.
  case noDays
  /// Consent is not wired.
  case notWired
  /// The audit trail does not verify.
  case trailBroken

  /// What is wrong, in words.
  public var description: String {
    switch self {
    case .noFolder(let path): "there is no folder \(path)"
    case .files(let ending, []): "the data folder has no file whose name ends in \(ending)"
    case .files(let ending, let found):
      "the data folder has several files whose names end in \(ending): \(found.joined(separator: ", "))"
    case .noColumn(let column, let file): "\(file) has no column \(column)"
    case .notWired: "consent is not wired"
    case .trailBroken: "the audit trail does not verify"
    case .noDays: "no deal has a day; say which one to report on with --as-of"
    }
  }
}
