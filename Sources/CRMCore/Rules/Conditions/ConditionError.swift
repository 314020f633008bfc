/// Everything that is wrong with a condition, or with its evaluation, at once. Holds no value of a subject.
public struct ConditionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The faults, in the order of the tree.
  public var faults: [ConditionFault]

  /// The faults found.
  public init(_ faults: [ConditionFault]) {
    self.faults = faults
  }

  /// One line per fault.
  public var description: String { faults.map(\.description).joined(separator: "\n") }

  func prefixed(_ step: String) -> ConditionError { ConditionError(faults.map { $0.prefixed(step) }) }
}

/// One thing that is wrong with one node of a condition.
public struct ConditionFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The node, as a path from the root: `all[1].not`; empty for the root itself.
  public var path: String
  /// The field, segment or relation concerned, by name.
  public var subject: String?
  /// What is wrong, with its arguments: names, kinds and limits.
  public var reason: Reason

  /// A fault at a node; the path is usually filled in by those who walk the tree.
  public init(
    _ code: ReasonCode, subject: String? = nil, _ arguments: [String: FieldValue] = [:], path: String = ""
  ) {
    self.path = path
    self.subject = subject
    reason = Reason(code, arguments)
  }

  /// Path, code and name.
  public var description: String {
    "\(path.isEmpty ? "condition" : path): \(reason.code)\(subject.map { " (\($0))" } ?? "")"
  }

  func prefixed(_ step: String) -> ConditionFault {
    var copy = self
    copy.path = path.isEmpty ? step : step + "." + path
    return copy
  }

  /// The codes of faults.
  public enum Code {
    /// No field of this name is declared.
    public static let unknownField: ReasonCode = "condition.unknownField"
    /// No relation of this name is declared.
    public static let unknownRelation: ReasonCode = "condition.unknownRelation"
    /// The value to compare with is of another kind than the field: `expected`, `found`.
    public static let wrongKind: ReasonCode = "condition.wrongKind"
    /// The field's kind does not have this comparison: `comparison`, `kind`.
    public static let unsupported: ReasonCode = "condition.unsupported"
    /// The value is not among the field's choices: `choice`.
    public static let notAChoice: ReasonCode = "condition.notAChoice"
    /// A list of values, or of alternatives, is empty.
    public static let emptyList: ReasonCode = "condition.emptyList"
    /// No zone of this name: `zone`.
    public static let unknownZone: ReasonCode = "condition.unknownZone"
    /// A number of units or days is negative or too large, or a window ends before it starts.
    public static let outOfRange: ReasonCode = "condition.outOfRange"
    /// The tree is deeper than `limit`.
    public static let tooDeep: ReasonCode = "condition.tooDeep"
    /// The tree has more nodes, or a list more values, than `limit`.
    public static let tooLarge: ReasonCode = "condition.tooLarge"
    /// A relation is followed from a related record.
    public static let secondHop: ReasonCode = "condition.secondHop"
    /// Amounts of different currencies have no order: `expected`, `found`.
    public static let currencyMismatch: ReasonCode = "condition.currencyMismatch"
    /// A parameterised field lacks an argument: `argument`.
    public static let missingArgument: ReasonCode = "condition.missingArgument"
    /// A field has an argument, or a window, that it does not take: `argument`.
    public static let unknownArgument: ReasonCode = "condition.unknownArgument"
    /// Nobody answers for the field, segment or relation in this evaluation.
    public static let unavailable: ReasonCode = "condition.unavailable"
    /// The source of the field, segment or relation failed.
    public static let sourceFailed: ReasonCode = "condition.sourceFailed"
  }
}
