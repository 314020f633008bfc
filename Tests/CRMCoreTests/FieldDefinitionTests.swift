import CRMCore
import Foundation
import Testing

@Suite struct FieldDefinitionTests {
  private let moment = EvaluationMoment(now: Date(timeIntervalSince1970: 1_780_000_000))
  private let definitions = FieldDefinitions([
    FieldDefinition(
      "code", .text, isRequired: true, isUnique: true, minimum: .integer(2), maximum: .integer(6),
      pattern: "[A-Z]+-\\d+"),
    FieldDefinition("seats", .integer, defaultValue: .integer(1), minimum: .integer(1), maximum: .integer(100)),
    FieldDefinition(
      "budget", .money, minimum: .money(.zero(.eur)),
      requiredIf: .all([.compare("custom.seats", .greater, .integer(10)), .known("custom.country")])),
    FieldDefinition("country", .choice, choices: ["DE", "UA"]),
    FieldDefinition(
      "city", .choice, choices: ["berlin", "kyiv", "lviv"],
      dependentChoices: .init(on: "country", ["DE": ["berlin"], "UA": ["kyiv", "lviv"]])),
    FieldDefinition("interests", .choices, maximum: .integer(2), choices: ["a", "b", "c"]),
    FieldDefinition("rate", .decimal, maximum: .decimal(1)),
    FieldDefinition("since", .day), FieldDefinition("at", .date), FieldDefinition("ok", .bool),
    FieldDefinition("partner", .reference, isUnique: true), FieldDefinition("scores", .list, element: .integer),
  ])

  private func problems(_ fields: CustomFields, replacing old: CustomFields? = nil) -> [String] {
    definitions.validate(fields, replacing: old, at: moment).map(\.description)
  }

  @Test func soundValuesHaveNoProblems() {
    #expect(definitions.problems() == [])
    let fields: CustomFields = [
      "code": .text("AB-12"), "seats": .integer(50), "budget": .money(Money(minorUnits: 1, currency: .eur)),
      "country": .choice("UA"),
      "city": .choice("lviv"), "interests": .choices(["a", "c"]), "rate": .integer(1),
      "since": .day(CalendarDay("2026-01-01")!),
      "at": .date(moment.now), "ok": .bool(true), "partner": .reference(RecordReference(Sample())),
      "scores": .list([.integer(1)]),
    ]
    #expect(problems(fields) == [])
  }

  @Test func allViolationsAtOnce() {
    let fields: CustomFields = [
      "code": .text("nonsense"), "seats": .integer(0), "budget": .money(Money(minorUnits: 1, currency: .usd)),
      "country": .choice("FR"),
      "interests": .choices(["a", "b", "c", "d"]), "rate": .decimal(2), "since": .text("2026"),
      "scores": .list([.integer(1), .text("2")]),
    ]
    #expect(
      problems(fields) == [
        "custom.code: field.outOfRange", "custom.code: field.malformed", "custom.seats: field.outOfRange",
        "custom.budget: field.outOfRange", "custom.country: field.notAChoice", "custom.interests: field.outOfRange",
        "custom.interests: field.notAChoice", "custom.rate: field.outOfRange", "custom.since: field.wrongKind",
        "custom.scores[1]: field.wrongKind",
      ])
    // The problems hold limits and choices, never the value.
    #expect(
      !definitions.validate(fields, at: moment).contains { $0.reason.arguments.values.contains(.text("nonsense")) })
  }

  @Test func requiredAlwaysOrWhenAConditionHolds() {
    #expect(problems([:]) == ["custom.code: field.missing"])
    let code = FieldValue.text("AB-1")
    #expect(problems(["code": code, "seats": .integer(11)]) == [])
    #expect(
      problems(["code": code, "seats": .integer(11), "country": .choice("DE")]) == ["custom.budget: field.missing"])
    #expect(problems(["code": code, "seats": .integer(10), "country": .choice("DE")]) == [])
    // A condition that cannot be evaluated is a problem, not a permission.
    let broken = FieldDefinitions([FieldDefinition("a", .text, requiredIf: .known("custom.gone"))])
    #expect(broken.validate([:], at: moment).map(\.description) == ["custom.a: field.ruleFailed"])
  }

  @Test func choicesDependOnAnotherField() {
    let code = FieldValue.text("AB-1")
    #expect(
      problems(["code": code, "country": .choice("DE"), "city": .choice("kyiv")]) == ["custom.city: field.notAChoice"])
    #expect(problems(["code": code, "country": .choice("DE"), "city": .choice("berlin")]) == [])
    #expect(problems(["code": code, "city": .choice("kyiv")]) == [])
  }

  @Test func valuesOfRemovedDefinitionsSurvive() throws {
    let old: CustomFields = ["code": .text("AB-1"), "removed": .text("kept")]
    var new = old
    new["code"] = .text("AB-2")
    #expect(problems(new, replacing: old) == [])
    let decoded = try JSONDecoder().decode(CustomFields.self, from: JSONEncoder().encode(new))
    #expect(decoded["removed"] == .text("kept"))
    new["removed"] = .text("changed")
    new["typo"] = .integer(1)
    #expect(problems(new, replacing: old) == ["custom.removed: field.undeclared", "custom.typo: field.undeclared"])
    #expect(problems(new) == [])
  }

  @Test func defaultsAndUniqueValues() throws {
    #expect(definitions.applyingDefaults(to: [:]) == ["seats": .integer(1)])
    #expect(definitions.applyingDefaults(to: ["seats": .integer(3)]) == ["seats": .integer(3)])
    let reference = FieldValue.reference(RecordReference(Sample()))
    let unique = definitions.uniqueValues(of: ["code": .text("AB-1"), "seats": .integer(1), "partner": reference])
    #expect(unique.map(\.name) == ["code", "partner"])
    #expect(unique[0].problem.description == "custom.code: field.notUnique")
    func key(_ value: FieldValue, _ name: String = "code") -> IndexKey {
      UniqueFieldValue(name: name, value: value).indexKey
    }
    #expect(key(.text("AB-1")) == key(.text("ab-1")))
    #expect(key(.text("1")) != key(.integer(1)) && key(.text("a")) != key(.choice("a")))
    #expect(key(.integer(2)) == key(.decimal(2)) && key(.integer(2), "x") != key(.integer(2)))
    #expect(key(.money(.zero(.eur))) != key(.money(.zero(.usd))))
  }

  @Test func faultyDefinitionsAreReportedAllAtOnce() {
    let faulty = FieldDefinitions([
      FieldDefinition("a", .text, pattern: "[a-"), FieldDefinition("a", .null),
      FieldDefinition("", .choice),
      FieldDefinition("b", .integer, minimum: .integer(5), maximum: .integer(4), pattern: "x"),
      FieldDefinition("c", .choice, defaultValue: .choice("z"), choices: ["x", "x"]),
      FieldDefinition("d", .choice, choices: ["x"], dependentChoices: .init(on: "nowhere", [:])),
      FieldDefinition("e", .choice, choices: ["x"], dependentChoices: .init(on: "f", ["q": ["y"]])),
      FieldDefinition("f", .choice, choices: ["x"], dependentChoices: .init(on: "e", [:])),
      FieldDefinition("g", .bool, element: .text, isUnique: true, minimum: .integer(1)),
      FieldDefinition("h", .integer, requiredIf: .all([.known("deal.x"), .compare("custom.b", .equal, .text("1"))])),
      FieldDefinition("i", .text, defaultValue: .text("B"), pattern: "[a-z]"),
    ])
    #expect(
      faulty.problems().map(\.description) == [
        "definitions[0].pattern: field.malformed", "definitions[1].name: field.notUnique",
        "definitions[1].kind: field.wrongKind",
        "definitions[2].name: field.missing", "definitions[2].choices: field.missing",
        "definitions[3].maximum: field.contradicts",
        "definitions[3].pattern: field.contradicts", "definitions[4].choices: field.notUnique",
        "definitions[4].defaultValue: field.notAChoice", "definitions[5].dependentChoices.field: field.undeclared",
        "definitions[6].dependentChoices.field: field.contradicts",
        "definitions[6].dependentChoices.choices[q]: field.notAChoice",
        "definitions[6].dependentChoices.choices[q]: field.notAChoice",
        "definitions[7].dependentChoices.field: field.contradicts",
        "definitions[8].element: field.contradicts", "definitions[8].isUnique: field.contradicts",
        "definitions[8].minimum: field.wrongKind", "definitions[9].requiredIf.all[0]: condition.unknownField",
        "definitions[9].requiredIf.all[1]: condition.wrongKind", "definitions[10].defaultValue: field.malformed",
      ])
    #expect(faulty.problems()[0].reason.arguments["offset"] != nil)
  }

  @Test func definitionsRoundTrip() throws {
    #expect(try JSONDecoder().decode(FieldDefinitions.self, from: JSONEncoder().encode(definitions)) == definitions)
    let short = #"[{"name":"a","kind":"text"}]"#
    #expect(
      try JSONDecoder().decode(FieldDefinitions.self, from: Data(short.utf8))
        == FieldDefinitions([FieldDefinition("a", .text)]))
  }
}
