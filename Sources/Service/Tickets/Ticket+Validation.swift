public import CRMCore

extension Ticket {
  /// Everything that is wrong with the ticket's own fields.
  public var problems: [FieldProblem] {
    var problems: [FieldProblem] = []
    if subject.allSatisfy(\.isWhitespace) { problems.append(FieldProblem("subject", FieldProblem.Code.missing)) }
    if let number, number < 1 {
      problems.append(FieldProblem("number", FieldProblem.Code.outOfRange, ["minimum": .integer(1)]))
    }
    if let queue, queue.isEmpty { problems.append(FieldProblem("queue", FieldProblem.Code.missing)) }
    return problems
  }
}
