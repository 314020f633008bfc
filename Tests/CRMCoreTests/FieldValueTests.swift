import CRMCore
import Foundation
import Testing

extension CustomFieldKey<Money> { fileprivate static var budget: Self { "budget" } }
extension CustomFieldKey<Sample.Stage> { fileprivate static var stage: Self { "stage" } }
extension CustomFieldKey<[String]> { fileprivate static var tags: Self { "tags" } }
extension CustomFieldKey<Int> { fileprivate static var seats: Self { "seats" } }

@Suite struct FieldValueTests {
  @Test func typedAccess() throws {
    var fields = CustomFields()
    let money = Money(minorUnits: 5, currency: .eur)
    fields[.budget] = money
    fields[.stage] = .won
    fields[.tags] = ["a", "b"]
    #expect(fields[.budget] == money && fields[.stage] == .won && fields[.tags] == ["a", "b"] && fields[.seats] == nil)
    #expect(fields["stage"] == .choice("won"))
    fields["seats"] = .text("many")
    #expect(fields[.seats] == nil, "another kind reads as none")
    fields[.budget] = nil
    #expect(fields["budget"] == nil)
    fields["seats"] = .null
    #expect(Set(fields.values.keys) == ["stage", "tags"])
  }

  @Test func customFieldsAreOnePlainObject() throws {
    let fields: CustomFields = ["b": .integer(1), "a": .choices(["x"]), "n": .null]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      String(decoding: try encoder.encode(fields), as: UTF8.self) == #"{"a":{"choices":["x"]},"b":{"integer":1}}"#)
    #expect(try JSONDecoder().decode(CustomFields.self, from: encoder.encode(fields)) == fields)
  }

  @Test func aCustomFieldIsAFieldOfRules() throws {
    var sample = Sample()
    sample.custom[.seats] = 4
    let field: Field<Sample, Int?> = CustomFieldKey<Int>.seats.field(in: \.custom)
    let moment = EvaluationMoment(now: .distantPast)
    #expect(try (field > 3).evaluate(sample, fields: Sample.fields, at: moment))
    #expect(field.name == .custom("seats") && field.name.isCustom && field.name.namespace == "custom")
  }

  @Test func kindsAndChoicesAreDeclaredByTypes() {
    let fields = Sample.fields.catalog.fields
    #expect(fields["sample.stage"]?.choices == ["lead", "talks", "won"] && fields["sample.stage"]?.kind == .choice)
    #expect(fields["sample.tags"]?.kind == .list && fields["sample.tags"]?.element == .text)
    #expect(fields["sample.risk"]?.kind == .decimal && fields["sample.age"]?.kind == .integer)
    #expect(fields["sample.interests"]?.kind == nil)
  }

  @Test func doublesStandForTheirShortestDecimal() {
    #expect((0.1).fieldValue == .decimal(Decimal(string: "0.1")!))
    #expect((1e20).fieldValue == .decimal(Decimal(string: "100000000000000000000")!))
    #expect(Double.nan.fieldValue == nil && Double.infinity.fieldValue == nil && (1e200).fieldValue == nil)
    #expect(Decimal.nan.fieldValue == nil)
  }
}
