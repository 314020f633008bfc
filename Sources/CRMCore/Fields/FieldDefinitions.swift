import Foundation

/// The custom fields that a host has declared for one kind of record.
///
/// Removing a definition never destroys stored values: they stay in the ``CustomFields`` bag and are ignored until the field is
/// declared again.
public struct FieldDefinitions: Hashable, Sendable {
  /// The definitions, in the order in which people see them.
  public let definitions: [FieldDefinition]
  private let patterns: [String: TextPattern]

  /// The given definitions. What is wrong with them is told by ``problems()``; of two with the same name the first counts.
  public init(_ definitions: [FieldDefinition] = []) {
    self.definitions = definitions
    var patterns: [String: TextPattern] = [:]
    for definition in definitions {
      if let source = definition.pattern, let pattern = try? TextPattern(source) { patterns[source] = pattern }
    }
    self.patterns = patterns
  }

  /// What rules know of the fields.
  public var descriptions: [FieldDescription] { definitions.map(\.description) }

  /// The definition of this name, or `nil`.
  public func definition(named name: String) -> FieldDefinition? { definitions.first { $0.name == name } }

  /// The values with the default of every field that has none. For new records.
  public func applyingDefaults(to fields: CustomFields) -> CustomFields {
    var result = fields
    for definition in definitions where result[definition.name] == nil {
      result[definition.name] = definition.defaultValue
    }
    return result
  }

  /// Everything in the values that breaks a definition, at once; empty if they are sound. Whether unique values are free is to be
  /// looked up by ``uniqueValues(of:)``.
  ///
  /// - Parameters:
  ///   - fields: the values to be written.
  ///   - old: the values that they replace. If given, a value without definition is a problem unless it was there before; if not,
  ///     values without definition are ignored.
  ///   - moment: for conditions with relative dates.
  public func validate(
    _ fields: CustomFields, replacing old: CustomFields? = nil, at moment: EvaluationMoment
  ) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    var seen: Set<String> = []
    for definition in definitions where seen.insert(definition.name).inserted {
      let path = FieldName.custom(definition.name).rawValue
      guard let value = fields[definition.name] else {
        if let problem = absence(of: definition, in: fields, path, at: moment) { problems.append(problem) }
        continue
      }
      problems += definition.problems(of: value, pattern: definition.pattern.flatMap { patterns[$0] }, path)
      if let dependency = definition.dependentChoices {
        problems += dependency.problems(of: value, given: fields[dependency.field], path)
      }
    }
    if let old {
      for (name, value) in fields.values.sorted(by: { $0.key < $1.key })
      where !seen.contains(name) && old[name] != value {
        problems.append(FieldProblem(FieldName.custom(name).rawValue, FieldProblem.Code.undeclared))
      }
    }
    return problems
  }

  private func absence(
    of definition: FieldDefinition, in fields: CustomFields, _ path: String, at moment: EvaluationMoment
  ) -> FieldProblem? {
    if definition.isRequired { return FieldProblem(path, FieldProblem.Code.missing) }
    guard let condition = definition.requiredIf else { return nil }
    do throws(ConditionError) {
      let values = CustomFieldValues(fields: fields, declared: Set(definitions.map(\.name)))
      return try condition.evaluate(values, at: moment) ? FieldProblem(path, FieldProblem.Code.missing) : nil
    } catch {
      return FieldProblem(path, FieldProblem.Code.ruleFailed)
    }
  }

  /// The values that no other record may have: what is to be looked up before writing.
  public func uniqueValues(of fields: CustomFields) -> [UniqueFieldValue] {
    definitions.filter(\.isUnique).compactMap { definition in
      fields[definition.name].map { UniqueFieldValue(name: definition.name, value: $0) }
    }
  }
}

extension FieldDefinitions: Codable {
  /// Reads the list of definitions.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([FieldDefinition].self))
  }

  /// Writes the list of definitions.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(definitions)
  }
}

/// A value of a unique custom field, as a key for looking up who has it.
public struct UniqueFieldValue: Hashable, Sendable {
  /// The custom field.
  public var name: String
  /// The value.
  public var value: FieldValue

  /// A value of a field.
  public init(name: String, value: FieldValue) {
    self.name = name
    self.value = value
  }

  /// The key under which an index over custom fields finds the value: name, kind, value. Texts are folded, so values that differ
  /// in case only are the same; whole decimals are the same as integers.
  public var indexKey: IndexKey {
    let key = IndexKey(ExactText(name))
    switch value {
    case .null: return key
    case .text(let text): return key.appending("text").appending(text)
    case .integer(let number): return key.appending("number").appending(Decimal(number))
    case .decimal(let number): return key.appending("number").appending(number)
    case .bool(let flag): return key.appending("bool").appending(flag)
    case .date(let date): return key.appending("date").appending(date)
    case .day(let day): return key.appending("day").appending(day)
    case .money(let amount):
      return key.appending("money").appending(ExactText(amount.currency.code)).appending(amount.minorUnits)
    case .choice(let code): return key.appending("choice").appending(ExactText(code))
    case .reference(let reference): return key.appending("reference").appending(reference)
    case .choices, .list: return key.appending("list").appending(ExactText(value.plainText))
    }
  }

  /// The problem to report when another record has the value.
  public var problem: FieldProblem { FieldProblem(FieldName.custom(name).rawValue, FieldProblem.Code.notUnique) }
}

/// The custom fields of one record as answers to a condition over them.
struct CustomFieldValues: ConditionValues {
  let fields: CustomFields
  let declared: Set<String>

  func value(of term: FieldTerm, at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue? {
    guard term.isPlain, term.name.isCustom, declared.contains(term.name.customName) else {
      throw ConditionFault(ConditionFault.Code.unknownField, subject: term.name.rawValue)
    }
    return fields[term.name.customName]
  }
}
