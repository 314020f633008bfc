import Foundation

/// The question of one leaf made ready to be asked of many values: texts folded, dates turned into bounds.
struct LeafPredicate {
  enum Question {
    case compare(Condition.Comparison, FieldValue, folded: String)
    case oneOf(ValueList)
    case date(DateTest, DateBounds)
  }

  let question: Question
  let name: FieldName

  init(_ comparison: Condition.Comparison, _ value: FieldValue, name: FieldName) {
    self.name = name
    let folded: String
    if case .text(let text) = value, !comparison.isExact { folded = TextFolding.folded(text) } else { folded = "" }
    question = .compare(comparison, value, folded: folded)
  }

  init(oneOf values: [FieldValue], name: FieldName) {
    self.name = name
    question = .oneOf(ValueList(values))
  }

  /// - Throws: a fault for a zone that does not exist.
  init(_ test: DateTest, zone: String?, name: FieldName, at moment: EvaluationMoment) throws(ConditionFault) {
    self.name = name
    let zone = try LeafPredicate.zone(zone, default: moment.timeZone)
    question = .date(test, DateBounds(test, at: moment.milliseconds, in: zone))
  }

  static func zone(_ name: String?, default standard: TimeZone) throws(ConditionFault) -> TimeZone {
    guard let name else { return standard }
    guard let zone = TimeZone(identifier: name) else {
      throw ConditionFault(ConditionFault.Code.unknownZone, ["zone": .text(name)])
    }
    return zone
  }

  /// Whether a value, which is not missing, passes.
  ///
  /// - Throws: a fault if the value's kind cannot be asked this, or amounts have different currencies.
  func holds(_ value: FieldValue) throws(ConditionFault) -> Bool {
    switch question {
    case .compare(let comparison, let expected, let folded):
      return try holds(comparison, value, expected, folded)
    case .oneOf(let list):
      if list.kinds.isEmpty { return false }
      guard list.kinds.contains(where: { value.kind.isComparable(with: $0) }) else {
        throw wrongKind(expected: value.kind, found: list.kinds.first ?? .null)
      }
      return list.contains(value)
    case .date(let test, let bounds):
      switch value {
      case .date(let date): return bounds.holds(instant: date.millisecondsSince1970)
      case .day(let day) where !test.needsInstant: return bounds.holds(day: day)
      default: throw unsupported("date", value.kind)
      }
    }
  }

  private func holds(
    _ comparison: Condition.Comparison, _ value: FieldValue, _ expected: FieldValue, _ folded: String
  ) throws(ConditionFault) -> Bool {
    if case .text(let text) = value, case .text(let other) = expected {
      return comparison.isExact ? comparison.holds(text, other) : comparison.holds(TextFolding.folded(text), folded)
    }
    switch comparison {
    case .equal, .exactlyEqual:
      guard let same = FieldComparison.areEqual(value, expected) else {
        throw wrongKind(expected: value.kind, found: expected.kind)
      }
      return same
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      if case .money(let amount) = value, case .money(let limit) = expected, amount.currency != limit.currency {
        throw ConditionFault(
          ConditionFault.Code.currencyMismatch, subject: name.rawValue,
          ["expected": .text(limit.currency.code), "found": .text(amount.currency.code)])
      }
      guard let order = FieldComparison.order(value, expected) else {
        if value.kind.isOrdered { throw wrongKind(expected: value.kind, found: expected.kind) }
        throw unsupported(comparison.rawValue, value.kind)
      }
      return comparison.accepts(order)
    case .contains, .exactlyContains:
      return try contains(comparison, value, expected)
    case .beginsWith, .exactlyBeginsWith:
      throw value.kind == .text
        ? wrongKind(expected: .text, found: expected.kind) : unsupported(comparison.rawValue, value.kind)
    }
  }

  private func contains(
    _ comparison: Condition.Comparison, _ value: FieldValue, _ expected: FieldValue
  ) throws(ConditionFault) -> Bool {
    switch (value, expected) {
    case (.choices(let chosen), .choice(let choice)): return chosen.contains(choice)
    case (.choices(let chosen), .choices(let wanted)): return wanted.allSatisfy(chosen.contains)
    case (.list(let items), _) where comparison.isExact: return items.contains(expected)
    case (.list(let items), _): return items.contains { FieldComparison.areEqual($0, expected) == true }
    case (.text, _): throw wrongKind(expected: .text, found: expected.kind)
    case (.choices, _): throw wrongKind(expected: .choice, found: expected.kind)
    default: throw unsupported(comparison.rawValue, value.kind)
    }
  }

  private func wrongKind(expected: FieldValue.Kind, found: FieldValue.Kind) -> ConditionFault {
    ConditionFault(
      ConditionFault.Code.wrongKind, subject: name.rawValue,
      ["expected": .text(expected.rawValue), "found": .text(found.rawValue)])
  }

  private func unsupported(_ comparison: String, _ kind: FieldValue.Kind) -> ConditionFault {
    ConditionFault(
      ConditionFault.Code.unsupported, subject: name.rawValue,
      ["comparison": .text(comparison), "kind": .text(kind.rawValue)])
  }
}
