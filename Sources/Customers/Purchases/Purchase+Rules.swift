public import CRMCore
import Foundation

extension Purchase {
  /// What was paid in all: the sum of the lines, less what was given back.
  ///
  /// - Throws: `MoneyError` when lines have different currencies or the sum does not fit.
  public func total() throws(MoneyError) -> Money {
    var sum = Money.zero(currency)
    for line in lines { sum = try sum + line.amount }
    return sum
  }

  /// What it cost us; `nil` if the cost of any line is not known.
  ///
  /// - Throws: `MoneyError` when lines have different currencies or the sum does not fit.
  public func cost() throws(MoneyError) -> Money? {
    var sum = Money.zero(currency)
    for line in lines {
      guard let cost = line.cost else { return nil }
      sum = try sum + cost
    }
    return sum
  }

  /// Everything that is wrong with the purchase: no lines, quantities of zero, amounts in another currency or with another sign
  /// than their quantity, a total that does not fit.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if lines.isEmpty { problems.append(FieldProblem("lines", FieldProblem.Code.missing)) }
    for (index, line) in lines.enumerated() {
      let field = "lines[\(index)]"
      if line.quantity == 0 { problems.append(FieldProblem("\(field).quantity", FieldProblem.Code.outOfRange)) }
      if line.amount.currency != currency {
        problems.append(FieldProblem("\(field).amount", FieldProblem.Code.contradicts, ["other": .text("currency")]))
      }
      if let cost = line.cost, cost.currency != currency {
        problems.append(FieldProblem("\(field).cost", FieldProblem.Code.contradicts, ["other": .text("currency")]))
      }
      let isTurned = line.quantity > 0 ? line.amount.isNegative : line.amount.isPositive
      if isTurned {
        problems.append(FieldProblem("\(field).amount", FieldProblem.Code.contradicts, ["other": .text("quantity")]))
      }
    }
    if let paid, paid.currency != currency {
      problems.append(FieldProblem("paid", FieldProblem.Code.contradicts, ["other": .text("currency")]))
    }
    if problems.isEmpty, (try? total()) == nil {
      problems.append(FieldProblem("lines", FieldProblem.Code.outOfRange))
    }
    return problems
  }
}
