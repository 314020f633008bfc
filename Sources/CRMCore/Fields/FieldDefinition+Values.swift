extension FieldDefinition {
  /// Everything that is wrong with a value of the field.
  func problems(of value: FieldValue, pattern: TextPattern?, _ path: String) -> [FieldProblem] {
    guard accepts(value.kind) else {
      return [
        FieldProblem(
          path, FieldProblem.Code.wrongKind, ["expected": .text(kind.rawValue), "found": .text(value.kind.rawValue)])
      ]
    }
    var problems: [FieldProblem] = []
    if case .list(let items) = value, let element {
      for (index, item) in items.enumerated() where !item.kind.isComparable(with: element) {
        problems.append(
          FieldProblem(
            "\(path)[\(index)]", FieldProblem.Code.wrongKind,
            ["expected": .text(element.rawValue), "found": .text(item.kind.rawValue)]))
      }
    }
    if !isInRange(value) {
      var limits: [String: FieldValue] = [:]
      limits["minimum"] = minimum
      limits["maximum"] = maximum
      problems.append(FieldProblem(path, FieldProblem.Code.outOfRange, limits))
    }
    if case .text(let text) = value, let source = self.pattern {
      if pattern?.matches(text) != true {
        problems.append(FieldProblem(path, FieldProblem.Code.malformed, ["pattern": .text(source)]))
      }
    }
    if let choices {
      let unknown = value.codes.filter { !choices.contains($0) }
      if !unknown.isEmpty {
        problems.append(
          FieldProblem(path, FieldProblem.Code.notAChoice, ["allowed": .list(choices.map { .choice($0) })]))
      }
    }
    return problems
  }

  /// Whether values of a kind can stand in the field: its own kind, and whole numbers in a decimal field.
  func accepts(_ other: FieldValue.Kind) -> Bool { other == kind || (kind == .decimal && other == .integer) }

  /// The kind that minimum and maximum must have; `nil` if the field has no range. Of texts, choices and lists the range limits
  /// the number of characters or items.
  var rangeKind: FieldValue.Kind? {
    switch kind {
    case .integer, .decimal, .date, .day, .money: kind
    case .text, .choices, .list: .integer
    case .null, .bool, .choice, .reference: nil
    }
  }

  private func isInRange(_ value: FieldValue) -> Bool {
    let measured: FieldValue =
      switch value {
      case .text(let text): .integer(Int64(text.count))
      case .choices(let codes): .integer(Int64(codes.count))
      case .list(let items): .integer(Int64(items.count))
      default: value
      }
    if let minimum, !Condition.Comparison.greaterOrEqual.holds(measured, minimum) { return false }
    if let maximum, !Condition.Comparison.lessOrEqual.holds(measured, maximum) { return false }
    return true
  }
}

extension Condition.Comparison {
  /// Whether two values have this order; false where they have none.
  func holds(_ left: FieldValue, _ right: FieldValue) -> Bool {
    FieldComparison.order(left, right).map { accepts($0) } ?? false
  }
}

extension FieldValue {
  /// The codes of a choice or of choices.
  var codes: [String] {
    switch self {
    case .choice(let code): [code]
    case .choices(let codes): codes
    case .list(let items): items.flatMap(\.codes)
    default: []
    }
  }
}

extension FieldDefinition.DependentChoices {
  /// What is wrong with a value, given that of the other field.
  func problems(of value: FieldValue, given other: FieldValue?, _ path: String) -> [FieldProblem] {
    let key: String
    switch other {
    case .choice(let code), .text(let code): key = code
    default: return []
    }
    guard let open = choices[key] else { return [] }
    let closed = value.codes.filter { !open.contains($0) }
    return closed.isEmpty
      ? []
      : [
        FieldProblem(
          path, FieldProblem.Code.notAChoice,
          ["allowed": .list(open.map { .choice($0) }), "other": .text(FieldName.custom(field).rawValue)])
      ]
  }
}
