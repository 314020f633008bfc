import CRMCore
import Foundation
import Testing

@Suite struct ConditionValidationTests {
  private let fields = Sample.fields
    .custom(FieldDefinitions([FieldDefinition("tier", .choice, choices: ["gold"])])) { $0.custom }
    .relating("friends", to: Sample.fields)
    .including(
      FieldCatalog(
        [
          FieldDescription(
            "events.count", kind: .integer, parameters: ["name": .text], takesWindow: true)
        ], segments: ["vip"]))

  private func faults(_ condition: Condition) -> [String] {
    condition.faults(against: fields.catalog).map { "\($0.path)|\($0.reason.code)" }
  }

  @Test func everyFaultWithItsPath() throws {
    let condition = Condition.all([
      .known("sample.nothing"),
      .not(.compare("sample.age", .equal, .text("1"))),
      .any([.oneOf("sample.name", []), .compare("sample.stage", .equal, .choice("lost"))]),
      .date("sample.birthday", .withinLast(-1, .day), zone: "Mars/Base"),
      .compare("sample.vip", .greater, .bool(true)),
      .related("friends", .any, .all([.known("x.y"), .related("friends", .any, .always)])),
      .related("enemies", .any, .always),
      .member(of: "nobody"),
      .compare("custom.tier", .equal, .choice("iron")),
      .known("custom.gone"),
      .compare(FieldTerm("events.count", ["nme": .text("a")], window: .last(-5, .day)), .greater, .integer(1)),
      .compare(FieldTerm("sample.age", window: .last(5, .day)), .greater, .integer(1)),
      .date("sample.birthday", .before(1, .hour), zone: nil),
      .compare("sample.tags", .contains, .integer(1)),
      .any([]),
      .compare("sample.name", .equal, .null),
    ])
    #expect(
      faults(condition) == [
        "all[0]|condition.unknownField", "all[1].not|condition.wrongKind", "all[2].any[0]|condition.emptyList",
        "all[2].any[1]|condition.notAChoice", "all[3]|condition.unknownZone", "all[3]|condition.outOfRange",
        "all[4]|condition.unsupported", "all[5].where.all[0]|condition.unknownField",
        "all[5].where.all[1]|condition.secondHop", "all[5].where.all[1]|condition.unknownRelation",
        "all[6]|condition.unknownRelation", "all[7]|condition.unknownField", "all[8]|condition.notAChoice",
        "all[9]|condition.unknownField", "all[10]|condition.missingArgument", "all[10]|condition.unknownArgument",
        "all[10]|condition.outOfRange", "all[11]|condition.unknownArgument", "all[12]|condition.unsupported",
        "all[13]|condition.wrongKind", "all[14]|condition.emptyList", "all[15]|condition.wrongKind",
      ])
    #expect(throws: ConditionError.self) { try condition.validate(against: fields) }
  }

  @Test func soundOnesPass() throws {
    let condition = Condition.all([
      .compare("sample.age", .greater, .decimal(1)), .compare("custom.tier", .equal, .choice("gold")),
      .member(of: "vip"),
      .related("friends", .none, .known("sample.name")), .never,
      .compare(FieldTerm("events.count", ["name": .text("a")], window: .last(5, .day)), .greater, .integer(1)),
      .oneOf("sample.stage", [.choice("won")]), .date("sample.seen", .withinLast(1, .hour), zone: "Europe/Kyiv"),
    ])
    #expect(faults(condition) == ["all[4]|condition.emptyList"])
    try Condition.never.validate(against: fields)
  }

  @Test func limitsAreReportedOnce() {
    var deep = Condition.always
    for _ in 0..<40 { deep = .not(deep) }
    #expect(condition(deep) == [ConditionFault.Code.tooDeep])
    #expect(condition(.all([Condition](repeating: .always, count: 5_000))) == [ConditionFault.Code.tooLarge])
    let list = Condition.oneOf("sample.age", [FieldValue](repeating: .integer(1), count: 10_001))
    #expect(condition(list) == [ConditionFault.Code.tooLarge])
  }

  private func condition(_ condition: Condition) -> [ReasonCode] {
    condition.faults(against: fields.catalog).map(\.reason.code)
  }

  @Test func everyCodeHasASentenceInFourLanguages() {
    let condition = Condition.all([.known("no.field"), .compare("sample.age", .beginsWith, .text(""))])
    for fault in condition.faults(against: fields.catalog) {
      for language in ["en", "ru", "uk", "zh"] {
        let sentence = ReasonPhrases.rules.sentence(for: fault.reason, language: language)
        #expect(sentence != fault.reason.code.rawValue && !sentence.contains("{"))
      }
    }
    #expect(ReasonPhrases.rules.sentences.values.allSatisfy { Set($0.keys) == ["en", "ru", "uk", "zh"] })
  }
}
