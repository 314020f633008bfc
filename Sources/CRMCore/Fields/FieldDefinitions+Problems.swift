extension FieldDefinitions {
  /// Everything that is wrong with the definitions themselves, at once, each with its path: `definitions[2].pattern`. Check it when
  /// definitions are changed; empty if they are sound.
  public func problems() -> [FieldProblem] {
    let catalog = FieldCatalog(descriptions)
    var problems: [FieldProblem] = []
    var names: Set<String> = []
    for (index, definition) in definitions.enumerated() {
      let path = "definitions[\(index)]"
      if definition.name.isEmpty { problems.append(FieldProblem(path + ".name", FieldProblem.Code.missing)) }
      if !names.insert(definition.name).inserted {
        problems.append(FieldProblem(path + ".name", FieldProblem.Code.notUnique))
      }
      problems += definition.shapeProblems.map { $0.prefixed(path) }
      problems += dependencyProblems(of: definition).map { $0.prefixed(path) }
      if let condition = definition.requiredIf {
        problems += condition.faults(against: catalog).map { fault in
          FieldProblem(
            path + ".requiredIf" + (fault.path.isEmpty ? "" : "." + fault.path), fault.reason.code,
            fault.reason.arguments)
        }
      }
    }
    return problems
  }

  private func dependencyProblems(of definition: FieldDefinition) -> [FieldProblem] {
    guard let dependency = definition.dependentChoices else { return [] }
    guard let other = self.definition(named: dependency.field) else {
      return [FieldProblem("dependentChoices.field", FieldProblem.Code.undeclared)]
    }
    var problems: [FieldProblem] = []
    if other.kind != .choice, other.kind != .text {
      problems.append(
        FieldProblem("dependentChoices.field", FieldProblem.Code.wrongKind, ["expected": .text("choice")]))
    }
    if dependsOnItself(definition) {
      problems.append(FieldProblem("dependentChoices.field", FieldProblem.Code.contradicts))
    }
    for (key, open) in dependency.choices.sorted(by: { $0.key < $1.key }) {
      if let choices = other.choices, !choices.contains(key) {
        problems.append(FieldProblem("dependentChoices.choices[\(key)]", FieldProblem.Code.notAChoice))
      }
      if let choices = definition.choices, !open.allSatisfy(choices.contains) {
        problems.append(FieldProblem("dependentChoices.choices[\(key)]", FieldProblem.Code.notAChoice))
      }
    }
    return problems
  }

  private func dependsOnItself(_ definition: FieldDefinition) -> Bool {
    var visited: Set<String> = []
    var next = definition.dependentChoices?.field
    while let name = next, visited.insert(name).inserted {
      if name == definition.name { return true }
      next = self.definition(named: name)?.dependentChoices?.field
    }
    return false
  }
}

extension FieldDefinition {
  /// What is wrong with the definition by itself.
  fileprivate var shapeProblems: [FieldProblem] {
    var problems: [FieldProblem] = []
    func add(_ field: String, _ code: ReasonCode, _ arguments: [String: FieldValue] = [:]) {
      problems.append(FieldProblem(field, code, arguments))
    }
    if kind == .null { add("kind", FieldProblem.Code.wrongKind) }
    if element != nil, kind != .list { add("element", FieldProblem.Code.contradicts, ["other": .text("kind")]) }
    if isUnique, kind == .bool || kind == .list || kind == .choices {
      add("isUnique", FieldProblem.Code.contradicts, ["other": .text("kind")])
    }
    for (name, limit) in [("minimum", minimum), ("maximum", maximum)] {
      guard let limit else { continue }
      let isFit = rangeKind.map { limit.kind == $0 || ($0 == .decimal && limit.kind == .integer) } ?? false
      if !isFit { add(name, FieldProblem.Code.wrongKind, ["expected": .text((rangeKind ?? .null).rawValue)]) }
    }
    if let minimum, let maximum, !Condition.Comparison.lessOrEqual.holds(minimum, maximum) {
      add("maximum", FieldProblem.Code.contradicts, ["other": .text("minimum")])
    }
    var compiled: TextPattern?
    if let pattern {
      if kind != .text { add("pattern", FieldProblem.Code.contradicts, ["other": .text("kind")]) }
      do throws(TextPattern.Fault) { compiled = try TextPattern(pattern) } catch {
        add(
          "pattern", FieldProblem.Code.malformed,
          ["fault": .text(error.kind.rawValue), "offset": .integer(Int64(error.offset))])
      }
    }
    if let choices {
      if choices.isEmpty { add("choices", FieldProblem.Code.missing) }
      if Set(choices).count < choices.count { add("choices", FieldProblem.Code.notUnique) }
      let hasChoices = kind == .choice || kind == .choices || (kind == .list && element == .choice)
      if !hasChoices { add("choices", FieldProblem.Code.contradicts, ["other": .text("kind")]) }
    } else if kind == .choice || kind == .choices {
      add("choices", FieldProblem.Code.missing)
    }
    if let defaultValue, pattern == nil || compiled != nil {
      problems += self.problems(of: defaultValue, pattern: compiled, "defaultValue")
    }
    return problems
  }
}

extension FieldProblem {
  fileprivate func prefixed(_ path: String) -> FieldProblem {
    var copy = self
    copy.field = path + "." + field
    return copy
  }
}
