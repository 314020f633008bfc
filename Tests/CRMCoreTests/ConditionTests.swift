import CRMCore
import Foundation
import Testing

@Suite struct ConditionTests {
  private let moment = EvaluationMoment(now: Date(timeIntervalSince1970: 1_780_000_000))

  private func holds(_ condition: Condition, _ sample: Sample, _ context: ConditionContext = .init()) throws -> Bool {
    try condition.evaluate(sample, fields: Sample.fields, at: moment, context: context)
  }

  private func fault(_ condition: Condition, _ sample: Sample = Sample()) -> [String] {
    do throws(ConditionError) {
      _ = try condition.evaluate(sample, fields: Sample.fields, at: moment)
      return []
    } catch {
      return error.faults.map { "\($0.path)|\($0.reason.code)|\($0.subject ?? "")" }
    }
  }

  @Test func builtFromFields() throws {
    typealias F = Sample.Fields
    #expect((F.age > 3) == .compare("sample.age", .greater, .integer(3)))
    #expect((F.stage == .won) == .compare("sample.stage", .equal, .choice("won")))
    #expect((F.stage != .won) == .not(.compare("sample.stage", .equal, .choice("won"))))
    #expect((F.age == nil) == .missing("sample.age"))
    #expect((F.age != nil) == .known("sample.age"))
    #expect(F.tags.contains("vip") == .compare("sample.tags", .contains, .text("vip")))
    #expect(F.name.beginsWith("An") == .compare("sample.name", .beginsWith, .text("An")))
    #expect(F.age.isOneOf([1, 2]) == .oneOf("sample.age", [.integer(1), .integer(2)]))
    #expect(F.seen.isWithinLast(30, .day, zone: "GMT") == .date("sample.seen", .withinLast(30, .day), zone: "GMT"))
    let amount = Money(minorUnits: 5, currency: .eur)
    #expect((F.amount >= amount) == .compare("sample.amount", .greaterOrEqual, .money(amount)))
    #expect((F.age > 1 && F.vip == true || !F.tags.isKnown).cost.leaves == 3)
  }

  @Test func aLeafOnAMissingValueIsFalseAndItsNegationTrue() throws {
    let empty = Sample()
    typealias F = Sample.Fields
    let day = CalendarDay("2026-01-01")!
    let leaves: [Condition] = [
      F.age == 1, F.age < 1, F.age >= 1, F.name.contains(""), F.tags.contains("x"), F.age.isOneOf([1]),
      F.seen.isBefore(0, .day),
      F.birthday.hasAnniversary(withinNext: 366), F.birthday > day, F.vip == false, F.age.isKnown,
    ]
    for leaf in leaves {
      #expect(try !holds(leaf, empty))
      #expect(try holds(!leaf, empty))
      let explanation = try leaf.explain(empty, fields: Sample.fields, at: moment)
      #expect(explanation.isMissing && explanation.actual == nil)
    }
    #expect(try holds(F.name != "Anna", empty))
  }

  @Test func textComparesFoldedAndExactly() throws {
    var sample = Sample()
    sample.name = "STRASSE 5"
    sample.tags = ["Łódź"]
    typealias F = Sample.Fields
    #expect(try holds(F.name == "straße 5", sample))
    #expect(try !holds(F.name.isExactly("straße 5"), sample))
    #expect(try holds(F.name.isExactly("STRASSE 5"), sample))
    #expect(try holds(F.name.contains("Aße"), sample))
    #expect(try !holds(F.name.compares(.exactlyContains, .text("asse")), sample))
    #expect(try holds(F.name.beginsWith("straß"), sample))
    #expect(try !holds(F.name.compares(.exactlyBeginsWith, .text("stra")), sample))
    #expect(try holds(F.name < "t", sample))
    #expect(try holds(F.name.isOneOf(["a", "Strasse 5"]), sample))
    #expect(try holds(F.tags.contains("ŁÓDŹ"), sample))
    #expect(try !holds(F.tags.compares(.exactlyContains, .text("ŁÓDŹ")), sample))
  }

  @Test func numbersCompareAcrossKinds() throws {
    var sample = Sample()
    sample.age = 2
    sample.score = Decimal(string: "2.5")
    typealias F = Sample.Fields
    #expect(try holds(F.age.compares(.less, .decimal(Decimal(string: "2.5")!)), sample))
    #expect(try holds(F.age.compares(.equal, .decimal(2)), sample))
    #expect(try holds(F.score.compares(.greater, .integer(2)), sample))
    #expect(try holds(.oneOf("sample.age", [.decimal(2)]), sample))
  }

  @Test func moneyOnlyOfTheSameCurrency() throws {
    var sample = Sample()
    sample.amount = Money(minorUnits: 500, currency: .usd)
    let limit = Money(minorUnits: 100, currency: .eur)
    #expect(fault(Sample.Fields.amount > limit, sample) == ["|condition.currencyMismatch|sample.amount"])
    #expect(try !holds(Sample.Fields.amount == limit, sample))
    #expect(try holds(Sample.Fields.amount > Money(minorUnits: 499, currency: .usd), sample))
  }

  @Test func choicesContain() throws {
    var sample = Sample()
    sample.interests = .choices(["a", "b"])
    #expect(try holds(.compare("sample.interests", .contains, .choice("a")), sample))
    #expect(try !holds(.compare("sample.interests", .contains, .choice("c")), sample))
    #expect(try holds(.compare("sample.interests", .contains, .choices(["a", "b"])), sample))
    #expect(try !holds(.compare("sample.interests", .contains, .choices(["a", "c"])), sample))
  }

  @Test func customFieldsHaveTheirNamespace() throws {
    var sample = Sample()
    sample.custom["budget"] = .integer(7)
    #expect(try holds(.compare("custom.budget", .greater, .integer(5)), sample))
    #expect(try !holds(.known("custom.other"), sample))
    let declared = Sample.fields.custom(FieldDefinitions([FieldDefinition("budget", .integer)])) { $0.custom }
    #expect(throws: ConditionError.self) {
      try Condition.known("custom.other").evaluate(sample, fields: declared, at: moment)
    }
    #expect(try Condition.known("custom.budget").evaluate(sample, fields: declared, at: moment))
  }

  @Test func anAbsentSourceIsAFaultAndNeverMissing() throws {
    let faults = fault(
      .any([.always, .all([.known("consent.email"), .not(.known("sample.nothing"))]), .member(of: "vip")]))
    #expect(
      faults == [
        "any[1].all[0]|condition.unknownField|consent.email", "any[1].all[1].not|condition.unknownField|sample.nothing",
        "any[2]|condition.unavailable|vip",
      ])
    #expect(fault(.related("deals", .any, .always)) == ["|condition.unknownRelation|deals"])
    let known = Sample.fields.including(FieldCatalog([FieldDescription("consent.email", kind: .bool)]))
    do {
      _ = try Condition.known("consent.email").evaluate(Sample(), fields: known, at: moment)
      Issue.record("a declared field without an answer is no missing value")
    } catch {
      #expect(error.faults.map(\.reason.code) == [ConditionFault.Code.unavailable])
    }
  }

  @Test func aWrongKindIsAFault() {
    var sample = Sample()
    sample.age = 1
    sample.stage = .won
    sample.birthday = CalendarDay("2000-01-01")
    #expect(fault(.compare("sample.age", .equal, .text("1")), sample) == ["|condition.wrongKind|sample.age"])
    #expect(fault(.compare("sample.age", .beginsWith, .text("1")), sample) == ["|condition.unsupported|sample.age"])
    #expect(fault(.compare("sample.stage", .less, .choice("won")), sample) == ["|condition.unsupported|sample.stage"])
    #expect(fault(.oneOf("sample.age", [.text("1")]), sample) == ["|condition.wrongKind|sample.age"])
    #expect(
      fault(.date("sample.birthday", .withinLast(1, .hour), zone: nil), sample) == [
        "|condition.unsupported|sample.birthday"
      ])
    #expect(fault(.date("sample.birthday", .on(days: 0), zone: "Mars/Base"), sample) == ["|condition.unknownZone|"])
  }

  @Test func otherSourcesAnswerThroughTheContext() throws {
    let term = FieldTerm("events.count", ["name": .text("purchase.made")], window: .last(30, .day))
    var related = Sample()
    related.age = 9
    let context = ConditionContext(
      terms: [term: .integer(3), "loyalty.tier": .null], memberships: ["vip": true, "lapsed": false],
      related: ["deals": [Sample.fields.values(of: Sample()), Sample.fields.values(of: related)], "none": []])
    let sample = Sample()
    #expect(try holds(.compare(term, .greaterOrEqual, .integer(3)), sample, context))
    #expect(try !holds(.known("loyalty.tier"), sample, context))
    #expect(try holds(.member(of: "vip") && !.member(of: "lapsed"), sample, context))
    #expect(try holds(.related("deals", .any, Sample.Fields.age > 8), sample, context))
    #expect(try holds(.related("deals", .none, Sample.Fields.age > 9), sample, context))
    #expect(try !holds(.related("none", .any, .always), sample, context))
    #expect(try holds(.related("none", .none, .always), sample, context))
    // Another window is another question.
    let other = FieldTerm("events.count", ["name": .text("purchase.made")], window: .last(31, .day))
    #expect(throws: ConditionError.self) { try holds(.compare(other, .greaterOrEqual, .integer(3)), sample, context) }
  }

  @Test func explanationShowsValuesAndRelatedRecords() throws {
    var sample = Sample()
    sample.age = 4
    let condition = Condition.all([
      Sample.Fields.age > 5, !(Sample.Fields.name == "x"), .related("deals", .any, .known("sample.age")),
    ])
    let context = ConditionContext(related: [
      "deals": [Sample.fields.values(of: sample), Sample.fields.values(of: Sample())]
    ])
    let explanation = try condition.explain(sample, fields: Sample.fields, at: moment, context: context)
    #expect(!explanation.verdict)
    #expect(explanation.leaves.map(\.actual) == [.integer(4), nil, .integer(4), nil])
    #expect(explanation.leaves.map(\.verdict) == [false, false, true, false])
    #expect(explanation.leaves.map(\.isMissing) == [false, true, false, true])
    #expect(explanation.children.map(\.verdict) == [false, true, true])
    #expect(
      explanation.description == """
        no: all of
          no: sample.age greater 5 – is 4
          yes: not
            no: sample.name equal x – missing
          yes: any of deals
            yes: sample.age known – is 4
            no: sample.age known – missing
        """)
  }

  @Test func depthIsBoundedInEvaluationToo() {
    var deep = Sample.Fields.age > 1
    for _ in 0..<100 { deep = .not(deep) }
    #expect(throws: ConditionError.self) { try deep.evaluate(Sample(), fields: Sample.fields, at: moment) }
    #expect(deep.cost.depth == 101)
  }

  @Test func whatIsAskedFor() {
    let condition = Condition.all([
      Sample.Fields.age > 1, .member(of: "vip"), .not(.known("custom.a")),
      .related("deals", .any, .known("sample.name")),
    ])
    #expect(condition.terms == ["sample.age", "custom.a"])
    #expect(condition.segments == ["vip"])
    #expect(condition.relations == ["deals": ["sample.name"]])
  }
}
