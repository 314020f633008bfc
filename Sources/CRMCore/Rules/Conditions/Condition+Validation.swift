import Foundation

extension Condition {
  /// Checks the condition against the declared fields of a record type.
  ///
  /// - Throws: *every* fault with its path; see `validate(against:limits:)`.
  public func validate<R: Sendable>(against fields: FieldSet<R>) throws(ConditionError) {
    try validate(against: fields.catalog)
  }

  /// Checks the condition against all that may be asked: names, kinds, choices, arguments, zones, counts and size.
  ///
  /// - Throws: *every* fault with its path.
  public func validate(
    against catalog: FieldCatalog, limits: ConditionLimits = .standard
  ) throws(ConditionError) {
    let faults = faults(against: catalog, limits: limits)
    if !faults.isEmpty { throw ConditionError(faults) }
  }

  /// Every fault of the condition; empty if it is sound. O(nodes).
  public func faults(against catalog: FieldCatalog, limits: ConditionLimits = .standard) -> [ConditionFault] {
    var check = ConditionCheck(limits: limits)
    check.node(self, catalog, path: "", depth: 1, isRelated: false)
    return check.faults
  }
}

/// Walks a condition and collects its faults.
private struct ConditionCheck {
  let limits: ConditionLimits
  var faults: [ConditionFault] = []
  var nodes = 0

  init(limits: ConditionLimits) { self.limits = limits }

  mutating func node(_ node: Condition, _ catalog: FieldCatalog, path: String, depth: Int, isRelated: Bool) {
    nodes += 1
    if nodes == limits.nodes + 1 { fault(path, ConditionFault.Code.tooLarge, ["limit": .integer(Int64(limits.nodes))]) }
    guard nodes <= limits.nodes else { return }
    guard depth <= limits.depth else {
      return fault(path, ConditionFault.Code.tooDeep, ["limit": .integer(Int64(limits.depth))])
    }
    func below(_ step: String) -> String { path.isEmpty ? step : path + "." + step }
    switch node {
    case .all(let parts):
      for (index, part) in parts.enumerated() {
        self.node(part, catalog, path: below("all[\(index)]"), depth: depth + 1, isRelated: isRelated)
      }
    case .any(let parts):
      if parts.isEmpty, depth > 1 { fault(path, ConditionFault.Code.emptyList) }
      for (index, part) in parts.enumerated() {
        self.node(part, catalog, path: below("any[\(index)]"), depth: depth + 1, isRelated: isRelated)
      }
    case .not(let part): self.node(part, catalog, path: below("not"), depth: depth + 1, isRelated: isRelated)
    case .member(let segment):
      if let segments = catalog.segments, !segments.contains(segment) {
        fault(path, ConditionFault.Code.unknownField, subject: segment.rawValue)
      }
    case .related(let relation, _, let part):
      if isRelated { fault(path, ConditionFault.Code.secondHop, subject: relation.rawValue) }
      guard let other = catalog.relations[relation] else {
        return fault(path, ConditionFault.Code.unknownRelation, subject: relation.rawValue)
      }
      self.node(part, other, path: below("where"), depth: depth + 1, isRelated: true)
    case .compare(let term, let comparison, let value):
      guard let field = self.term(term, catalog, path) else { return }
      compare(field, comparison, value, path)
    case .oneOf(let term, let values):
      guard let field = self.term(term, catalog, path) else { return }
      oneOf(field, values, path)
    case .known(let term): _ = self.term(term, catalog, path)
    case .date(let term, let test, let zone):
      if let zone, TimeZone(identifier: zone) == nil {
        fault(path, ConditionFault.Code.unknownZone, ["zone": .text(zone)])
      }
      if let code = test.fault { fault(path, code, subject: term.name.rawValue) }
      guard let field = self.term(term, catalog, path), let kind = field.kind else { return }
      if kind != .date, kind != .day || test.needsInstant { unsupported(field, "date", kind, path) }
    }
  }

  /// Checks name, arguments and window; `nil` if there is no such field.
  private mutating func term(_ term: FieldTerm, _ catalog: FieldCatalog, _ path: String) -> FieldDescription? {
    guard catalog.knows(term.name) else {
      fault(path, ConditionFault.Code.unknownField, subject: term.name.rawValue)
      return nil
    }
    let field = catalog.fields[term.name] ?? FieldDescription(term.name, kind: nil)
    for (name, kind) in field.parameters.sorted(by: { $0.key < $1.key }) {
      guard let value = term.arguments[name] else {
        fault(path, ConditionFault.Code.missingArgument, subject: term.name.rawValue, ["argument": .text(name)])
        continue
      }
      if value.kind != kind { wrongKind(field, expected: kind, found: value.kind, path) }
    }
    for (name, value) in term.arguments.sorted(by: { $0.key < $1.key }) where field.parameters[name] == nil {
      if let kind = field.optionalParameters[name] {
        if value.kind != kind { wrongKind(field, expected: kind, found: value.kind, path) }
      } else if !(field.takesFilters && name.hasPrefix(FieldTerm.filterPrefix)) {
        fault(path, ConditionFault.Code.unknownArgument, subject: term.name.rawValue, ["argument": .text(name)])
      }
    }
    if let window = term.window {
      if !field.takesWindow {
        fault(path, ConditionFault.Code.unknownArgument, subject: term.name.rawValue, ["argument": .text("window")])
      }
      if let code = window.fault { fault(path, code, subject: term.name.rawValue) }
    }
    return field
  }

  private mutating func compare(
    _ field: FieldDescription, _ comparison: Condition.Comparison, _ value: FieldValue, _ path: String
  ) {
    if value.kind == .null {
      return wrongKind(field, expected: field.kind ?? .text, found: .null, path)
    }
    guard let kind = field.kind else { return }
    switch comparison {
    case .equal, .exactlyEqual:
      if !kind.isComparable(with: value.kind) { return wrongKind(field, expected: kind, found: value.kind, path) }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      if !kind.isOrdered { return unsupported(field, comparison.rawValue, kind, path) }
      if !kind.isComparable(with: value.kind) { return wrongKind(field, expected: kind, found: value.kind, path) }
    case .contains, .exactlyContains:
      switch kind {
      case .text: if value.kind != .text { wrongKind(field, expected: .text, found: value.kind, path) }
      case .choices:
        if value.kind != .choice, value.kind != .choices {
          wrongKind(field, expected: .choice, found: value.kind, path)
        }
      case .list:
        if let element = field.element, !element.isComparable(with: value.kind) {
          wrongKind(field, expected: element, found: value.kind, path)
        }
      default: return unsupported(field, comparison.rawValue, kind, path)
      }
    case .beginsWith, .exactlyBeginsWith:
      guard kind == .text else { return unsupported(field, comparison.rawValue, kind, path) }
      if value.kind != .text { wrongKind(field, expected: .text, found: value.kind, path) }
    }
    choices(field, value, path)
  }

  private mutating func oneOf(_ field: FieldDescription, _ values: [FieldValue], _ path: String) {
    if values.isEmpty { fault(path, ConditionFault.Code.emptyList, subject: field.name.rawValue) }
    if values.count > limits.listValues {
      fault(path, ConditionFault.Code.tooLarge, ["limit": .integer(Int64(limits.listValues))])
    }
    var reported: Set<FieldValue.Kind> = []
    for value in values {
      if value.kind == .null || field.kind.map({ !$0.isComparable(with: value.kind) }) ?? false {
        if reported.insert(value.kind).inserted {
          wrongKind(field, expected: field.kind ?? .text, found: value.kind, path)
        }
      } else {
        choices(field, value, path)
      }
    }
  }

  private mutating func choices(_ field: FieldDescription, _ value: FieldValue, _ path: String) {
    guard let choices = field.choices else { return }
    let codes: [String] =
      switch value {
      case .choice(let code): [code]
      case .choices(let codes): codes
      default: []
      }
    for code in codes where !choices.contains(code) {
      fault(path, ConditionFault.Code.notAChoice, subject: field.name.rawValue, ["choice": .text(code)])
    }
  }

  private mutating func wrongKind(
    _ field: FieldDescription, expected: FieldValue.Kind, found: FieldValue.Kind, _ path: String
  ) {
    fault(
      path, ConditionFault.Code.wrongKind, subject: field.name.rawValue,
      ["expected": .text(expected.rawValue), "found": .text(found.rawValue)])
  }

  private mutating func unsupported(
    _ field: FieldDescription, _ comparison: String, _ kind: FieldValue.Kind, _ path: String
  ) {
    fault(
      path, ConditionFault.Code.unsupported, subject: field.name.rawValue,
      ["comparison": .text(comparison), "kind": .text(kind.rawValue)])
  }

  private mutating func fault(
    _ path: String, _ code: ReasonCode, subject: String? = nil, _ arguments: [String: FieldValue] = [:]
  ) {
    faults.append(ConditionFault(code, subject: subject, arguments, path: path))
  }
}
