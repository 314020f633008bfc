public import CRMCore

extension Interaction {
  /// Everything that is wrong with the record: no kind, a negative duration, a foreign key without a name.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if kind.rawValue.isEmpty { problems.append(FieldProblem("kind", FieldProblem.Code.missing)) }
    if let duration, duration < 0 {
      problems.append(FieldProblem("duration", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
    }
    if let foreignKey, foreignKey.system.isEmpty || foreignKey.id.isEmpty {
      problems.append(FieldProblem("foreignKey", FieldProblem.Code.missing))
    }
    return problems
  }
}
