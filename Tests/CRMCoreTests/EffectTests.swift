import CRMCore
import Foundation
import Testing

@Suite struct EffectTests {
  private let effects: [Effect] = [
    .setField("sample.name", .text("B")), .setField("sample.age", .null), .addTag("a"), .removeTag("b"),
    .createFollowUp(.init("Call back", kind: "call", dueIn: 2, .day, assignee: .owner)),
    .createRecord("tickets", ["title": .text("x")]),
    .enqueueMessage(template: "welcome", channel: "email", ["name": .text("x")]),
    .enqueueMessage(template: "welcome", channel: nil, [:]), .enqueueNotice(to: .manager, template: "late", [:]),
    .enqueueWebhook(endpoint: "erp", ["id": .integer(1)]), .moveStage("won"),
    .assign(.record(RecordReference(Identifier<Sample>(derivedFrom: "x")))), .addPoints(-5, program: "club"),
    .emitEvent("sample.done", ["n": .integer(1)]), .custom("host.print", ["copies": .integer(2)]),
  ]

  @Test func roundTripAndStableForm() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    for effect in effects {
      #expect(try JSONDecoder().decode(Effect.self, from: encoder.encode(effect)) == effect)
    }
    func json(_ effect: Effect) throws -> String { String(decoding: try encoder.encode(effect), as: UTF8.self) }
    #expect(try json(effects[0]) == #"{"effect":"setField","field":"sample.name","value":{"text":"B"}}"#)
    #expect(try json(effects[1]) == #"{"effect":"setField","field":"sample.age"}"#)
    #expect(try json(effects[8]) == #"{"effect":"enqueueNotice","template":"late","to":"manager"}"#)
    #expect(try json(effects[14]) == #"{"arguments":{"copies":{"integer":2}},"effect":"host.print"}"#)
    #expect(Set(effects.map(\.name)).subtracting(Effect.Name.core) == ["host.print"])
    #expect(Set(effects.map(\.name)).isSuperset(of: Effect.Name.core))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Effect.self, from: Data(#"{"effect":"addTag"}"#.utf8))
    }
  }

  /// Sets fields and tags of samples in one update.
  private struct Editing: EffectHandler {
    let store: InMemoryStore
    let names: Set<Effect.Name> = [.setField, .addTag]

    func problems(of effect: Effect) -> [FieldProblem] {
      guard case .setField(let field, let value) = effect else { return [] }
      guard let details = Sample.fields.catalog.fields[field] else {
        return [FieldProblem("field", FieldProblem.Code.undeclared)]
      }
      return value.kind == details.kind || value == .null ? [] : [FieldProblem("value", FieldProblem.Code.wrongKind)]
    }

    func prepare(_ effects: [Effect], in context: EffectContext) async throws -> Prepared<[EffectOutcome]> {
      guard let id = context.subject.id(as: Sample.self), var stored = try store.fetch(Sample.self, ids: [id])[0] else {
        return Prepared(effects.map { _ in .refused(Reason("test.gone")) }, changes: ChangeSet())
      }
      let before = stored.record
      let outcomes = effects.map { effect -> EffectOutcome in
        switch effect {
        case .setField(_, .text(let name)): stored.record.name = name
        case .addTag(let tag) where stored.record.tags.contains(tag): return .unchanged(Reason("test.same"))
        case .addTag(let tag): stored.record.tags.append(tag)
        default: return .refused(Reason("test.cannot"))
        }
        return .done(Reason("test.done"))
      }
      var changes = ChangeSet()
      if stored.record != before { changes.update(stored) }
      return Prepared(outcomes, changes: changes)
    }
  }

  @Test func aPlanIsADryRunUntilItsChangesAreCommitted() async throws {
    let store = try InMemoryStore(seeded: [Sample()])
    let context = EffectContext(
      subject: RecordReference(Sample()), moment: EvaluationMoment(now: .distantPast), author: .rule("r"),
      idempotencyKey: "k")
    let list: [Effect] = [
      .addTag("a"), .moveStage("won"), .setField("sample.name", .text("B")), .addTag("a"),
      .setField("sample.age", .null),
    ]
    let plan = try await EffectPlan.prepare(list, with: [Editing(store: store)], in: context)
    #expect(plan.steps.map(\.effect) == list)
    #expect(
      plan.steps.map(\.outcome.reason.code) == [
        "test.done", "effect.unhandled", "test.done", "test.same", "test.cannot",
      ])
    #expect(plan.steps[1].outcome == .refused(Reason(EffectPlan.Code.unhandled, ["effect": .text("moveStage")])))
    #expect(!plan.isComplete && plan.changes.count == 1 && plan.changes.author == .rule("r"))
    #expect(try store.fetch(Sample.self, ids: [Sample().id])[0]?.record == Sample())
    try store.commit(plan.changes)
    let written = try #require(try store.fetch(Sample.self, ids: [Sample().id])[0]?.record)
    #expect(written.name == "B" && written.tags == ["a"])
    // The plan rests on what was read: committed again it conflicts.
    #expect(throws: StoreError.self) { try store.commit(plan.changes) }
  }

  @Test func everyProblemWithItsPath() throws {
    let handler = Editing(store: InMemoryStore())
    let faulty: [Effect] = [
      .addTag(""), .setField("sample.nothing", .null), .setField("sample.age", .text("x")), .moveStage("x"),
      .addTag("fine"),
      .createFollowUp(.init("", dueIn: -1)), .addPoints(0, program: ""),
    ]
    #expect(
      Effect.problems(of: faulty, with: [handler]).map(\.description) == [
        "effects[0].tag: field.missing", "effects[1].field: field.undeclared", "effects[2].value: field.wrongKind",
        "effects[3].effect: effect.unhandled", "effects[5].followUp.title: field.missing",
        "effects[5].followUp.dueIn: field.outOfRange", "effects[5].effect: effect.unhandled",
        "effects[6].program: field.missing", "effects[6].points: field.outOfRange",
        "effects[6].effect: effect.unhandled",
      ])
  }
}
