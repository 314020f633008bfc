import Foundation

extension SalesPipeline {
  /// Everything that is wrong with the pipeline, in the order of its fields; empty if it is usable.
  ///
  /// The name is not blank; the stages' identities are unique and not blank; there is at least one open, one won and one lost
  /// stage; probabilities are 0 to 1; limits and durations are positive; requirements ask for declared fields.
  public var problems: [FieldProblem] {
    var problems: [FieldProblem] = []
    if name.allSatisfy(\.isWhitespace) { problems.append(FieldProblem("name", FieldProblem.Code.missing)) }
    var seen: Set<StageID> = []
    for (index, stage) in stages.enumerated() {
      let path = "stages[\(index)]"
      if stage.id.rawValue.allSatisfy(\.isWhitespace) {
        problems.append(FieldProblem("\(path).id", FieldProblem.Code.missing))
      } else if !seen.insert(stage.id).inserted {
        problems.append(FieldProblem("\(path).id", FieldProblem.Code.notUnique))
      }
      problems += stage.problems(at: path)
    }
    for category in StageCategory.allCases where first(category) == nil {
      let arguments: [String: FieldValue] = ["category": .choice(category.rawValue)]
      problems.append(FieldProblem("stages", SalesReason.categoryWithoutStage, arguments))
    }
    return problems
  }

  /// Refuses a pipeline that is not usable.
  ///
  /// - Throws: `ValidationError` with all ``problems``.
  public func validate() throws(ValidationError) { try ValidationError.check(problems) }
}

extension Stage {
  func problems(at path: String) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if name.allSatisfy(\.isWhitespace) { problems.append(FieldProblem("\(path).name", FieldProblem.Code.missing)) }
    if !probability.isWithinWhole { problems.append(.notAProbability("\(path).probability")) }
    if let rottingLimit, rottingLimit < 1 { problems.append(.below(1, "\(path).rottingLimit")) }
    if let expectedDuration, expectedDuration < 1 { problems.append(.below(1, "\(path).expectedDuration")) }
    for (index, requirement) in requirements.enumerated() {
      problems += requirement.problems(at: "\(path).requirements[\(index)]")
    }
    return problems
  }
}

extension EntryRequirement {
  func problems(at path: String) -> [FieldProblem] {
    switch self {
    case .known(let field):
      return Condition.known(FieldTerm(field)).isValidForDeals ? [] : [FieldProblem(path, FieldProblem.Code.undeclared)]
    case .condition(_, let rule):
      return rule.isValidForDeals ? [] : [FieldProblem(path, SalesReason.invalidCondition)]
    case .activity(_, let times):
      return times < 1 ? [.below(1, "\(path).times")] : []
    case .approval(let name):
      return name.rawValue.isEmpty ? [FieldProblem("\(path).name", FieldProblem.Code.missing)] : []
    }
  }
}

extension Condition {
  fileprivate var isValidForDeals: Bool {
    do throws(ConditionError) {
      try validate(against: Deal.fieldSet)
      return true
    } catch {
      return false
    }
  }
}

extension FieldProblem {
  static func notAProbability(_ field: String) -> FieldProblem {
    FieldProblem(field, Code.outOfRange, ["minimum": .integer(0), "maximum": .integer(1)])
  }

  static func below(_ minimum: Int, _ field: String) -> FieldProblem {
    FieldProblem(field, Code.outOfRange, ["minimum": .integer(Int64(minimum))])
  }
}
