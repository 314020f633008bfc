import Foundation

extension Deal {
  /// Everything that is wrong with the deal, also against its pipeline; empty if it is legal. O(lines + parties + history).
  ///
  /// Amounts are in the deal's currency and fit; quantities are above 0; discounts, probabilities and periods are in range; no
  /// party has one role twice; a decided deal has its day, an open one has none; exactly a lost deal has a loss, explained
  /// where the reason needs it; only an open deal pauses; the stage is one of the pipeline and means what it means there.
  public func problems(in pipeline: SalesPipeline) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if name.allSatisfy(\.isWhitespace) { problems.append(FieldProblem("name", FieldProblem.Code.missing)) }
    problems += stageProblems(in: pipeline)
    var seen: Set<DealParty> = []
    for (index, party) in parties.enumerated() where !seen.insert(DealParty(party.customer, party.role)).inserted {
      problems.append(FieldProblem("parties[\(index)]", FieldProblem.Code.notUnique))
    }
    problems += amountProblems
    if let probability, !probability.isWithinWhole { problems.append(.notAProbability("probability")) }
    if (closed != nil) != status.isClosed {
      problems.append(closed == nil ? FieldProblem("closed", FieldProblem.Code.missing) : .contradictingStage("closed"))
    }
    problems += lossProblems(in: pipeline)
    if suspension != nil, status.isClosed { problems.append(.contradictingStage("suspension")) }
    return problems
  }

  private func stageProblems(in pipeline: SalesPipeline) -> [FieldProblem] {
    guard pipeline.id == self.pipeline, let found = pipeline.stage(stage) else {
      return [FieldProblem(pipeline.id == self.pipeline ? "stage" : "pipeline", FieldProblem.Code.dangling)]
    }
    return found.category == status
      ? [] : [FieldProblem("stage", FieldProblem.Code.contradicts, ["other": .text("status")])]
  }

  private var amountProblems: [FieldProblem] {
    var problems: [FieldProblem] = []
    if let statedAmount, statedAmount.currency != currency { problems.append(.otherCurrency("statedAmount")) }
    if let exchangeRate, exchangeRate.from != currency { problems.append(.otherCurrency("exchangeRate")) }
    for (index, line) in lines.enumerated() { problems += line.problems(at: "lines[\(index)]", currency: currency) }
    guard problems.isEmpty else { return problems }
    do throws(MoneyError) {
      _ = try amount()
    } catch {
      problems.append(FieldProblem("lines", FieldProblem.Code.outOfRange))
    }
    return problems
  }

  private func lossProblems(in pipeline: SalesPipeline) -> [FieldProblem] {
    guard status == .lost else { return loss == nil ? [] : [.contradictingStage("loss")] }
    guard let loss else { return [FieldProblem("loss", FieldProblem.Code.missing)] }
    var problems: [FieldProblem] = []
    if !pipeline.allows(loss.reason) { problems.append(FieldProblem("loss.reason", FieldProblem.Code.notAChoice)) }
    if !loss.isExplained { problems.append(FieldProblem("loss.text", FieldProblem.Code.missing)) }
    return problems
  }
}

extension SalesPipeline {
  func allows(_ reason: LossReason) -> Bool { lossReasons.isEmpty || lossReasons.contains(reason) }
}

extension DealLine {
  func problems(at path: String, currency: Currency) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if !(quantity.isFinite && quantity > 0) {
      problems.append(FieldProblem("\(path).quantity", FieldProblem.Code.outOfRange, ["above": .integer(0)]))
    }
    if unitPrice.currency != currency { problems.append(.otherCurrency("\(path).unitPrice")) }
    switch discount {
    case .share(let share) where !share.isWithinWhole: problems.append(.notAProbability("\(path).discount"))
    case .amount(let amount) where amount.currency != currency: problems.append(.otherCurrency("\(path).discount"))
    default: break
    }
    if let periods, periods < 1 { problems.append(.below(1, "\(path).periods")) }
    return problems
  }
}

extension FieldProblem {
  static func otherCurrency(_ field: String) -> FieldProblem {
    FieldProblem(field, Code.contradicts, ["other": .text("currency")])
  }

  static func contradictingStage(_ field: String) -> FieldProblem {
    FieldProblem(field, Code.contradicts, ["other": .text("stage")])
  }
}
