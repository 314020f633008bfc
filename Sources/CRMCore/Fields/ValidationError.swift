/// Everything that is wrong with an input, at once. Holds no personal data: field names and codes, never the value.
public struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems, in the order of the fields.
  public var problems: [FieldProblem]

  /// The problems found.
  public init(_ problems: [FieldProblem]) {
    self.problems = problems
  }

  /// Throws if there is any problem.
  public static func check(_ problems: [FieldProblem]) throws(ValidationError) {
    if !problems.isEmpty { throw ValidationError(problems) }
  }

  /// One line per problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with one field.
public struct FieldProblem: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The field, as a path from the value validated: `lines[2].quantity`.
  public var field: String
  /// What is wrong, with its arguments: limits and allowed choices, never the value.
  public var reason: Reason

  /// A problem with a field.
  public init(_ field: String, _ code: ReasonCode, _ arguments: [String: FieldValue] = [:]) {
    self.field = field
    reason = Reason(code, arguments)
  }

  /// The field and the code.
  public var description: String { "\(field): \(reason.code)" }

  /// Problem codes that every module uses.
  public enum Code {
    /// A required value is missing.
    public static let missing: ReasonCode = "field.missing"
    /// The value is of another kind than the field.
    public static let wrongKind: ReasonCode = "field.wrongKind"
    /// The value is outside the range in `minimum` and `maximum`.
    public static let outOfRange: ReasonCode = "field.outOfRange"
    /// The value has not the required form.
    public static let malformed: ReasonCode = "field.malformed"
    /// The value is not among the choices.
    public static let notAChoice: ReasonCode = "field.notAChoice"
    /// Another record has the value.
    public static let notUnique: ReasonCode = "field.notUnique"
    /// The record pointed to does not exist.
    public static let dangling: ReasonCode = "field.dangling"
    /// The field is not declared.
    public static let undeclared: ReasonCode = "field.undeclared"
    /// The value contradicts the field in `other`.
    public static let contradicts: ReasonCode = "field.contradicts"
    /// The condition under which the field must have a value could not be evaluated.
    public static let ruleFailed: ReasonCode = "field.ruleFailed"
  }
}
