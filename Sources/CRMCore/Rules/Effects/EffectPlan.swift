/// What a list of effects would do to one subject: looked at, it is a dry run; its ``changes`` committed, it is done.
public struct EffectPlan: Sendable {
  /// One effect and its outcome.
  public struct Step: Hashable, Sendable {
    /// The effect.
    public var effect: Effect
    /// What it would do.
    public var outcome: EffectOutcome

    /// A step.
    public init(_ effect: Effect, _ outcome: EffectOutcome) {
      self.effect = effect
      self.outcome = outcome
    }
  }

  /// The effects in order, each with its outcome.
  public var steps: [Step]
  /// All changes, for one commit.
  public var changes: ChangeSet

  /// Whether every effect is carried out or has nothing to do.
  public var isComplete: Bool {
    steps.allSatisfy { if case .refused = $0.outcome { false } else { true } }
  }

  /// Asks the handlers what the effects would do. Nothing is written.
  ///
  /// An effect that no handler carries out is refused with `effect.unhandled`; of two handlers for one kind the first counts.
  ///
  /// - Throws: what the handlers throw.
  public static func prepare(
    _ effects: [Effect], with handlers: [any EffectHandler], in context: EffectContext
  ) async throws -> EffectPlan {
    var outcomes: [Int: EffectOutcome] = [:]
    var changes = ChangeSet(author: context.author)
    for (number, handler) in handlers.enumerated() {
      let indices = effects.indices.filter { index in
        handlers.firstIndex { $0.names.contains(effects[index].name) } == number
      }
      guard !indices.isEmpty else { continue }
      let prepared = try await handler.prepare(indices.map { effects[$0] }, in: context)
      for (index, outcome) in zip(indices, prepared.value) { outcomes[index] = outcome }
      changes.append(prepared.changes)
    }
    let steps = effects.indices.map { index in
      Step(
        effects[index],
        outcomes[index] ?? .refused(Reason(Code.unhandled, ["effect": .text(effects[index].name.rawValue)])))
    }
    return EffectPlan(steps: steps, changes: changes)
  }

  /// The codes of reasons.
  public enum Code {
    /// No handler carries out the effect.
    public static let unhandled: ReasonCode = "effect.unhandled"
  }
}

extension Effect {
  /// Everything that is wrong with a list of effects, each with its path: `effects[2].value`. Empty if it is sound.
  ///
  /// Checks the shape of the core effects, that a handler exists, and what each handler says.
  public static func problems(of effects: [Effect], with handlers: [any EffectHandler]) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    for (index, effect) in effects.enumerated() {
      var found = effect.shapeProblems
      if let handler = handlers.first(where: { $0.names.contains(effect.name) }) {
        found += handler.problems(of: effect)
      } else {
        found.append(FieldProblem("effect", EffectPlan.Code.unhandled, ["effect": .text(effect.name.rawValue)]))
      }
      problems += found.map { problem in
        var copy = problem
        copy.field = "effects[\(index)]" + (problem.field.isEmpty ? "" : "." + problem.field)
        return copy
      }
    }
    return problems
  }

  private var shapeProblems: [FieldProblem] {
    func required(_ text: String, _ field: String) -> [FieldProblem] {
      text.isEmpty ? [FieldProblem(field, FieldProblem.Code.missing)] : []
    }
    switch self {
    case .setField(let field, _): return required(field.rawValue, "field")
    case .addTag(let tag), .removeTag(let tag): return required(tag, "tag")
    case .createFollowUp(let request):
      let isInRange = (0...DateTest.greatestCount).contains(request.dueIn)
      return required(request.title, "followUp.title")
        + (isInRange ? [] : [FieldProblem("followUp.dueIn", FieldProblem.Code.outOfRange)])
    case .createRecord(let collection, _): return required(collection.rawValue, "collection")
    case .enqueueMessage(let template, _, _), .enqueueNotice(_, let template, _): return required(template, "template")
    case .enqueueWebhook(let endpoint, _): return required(endpoint, "endpoint")
    case .moveStage(let stage): return required(stage, "stage")
    case .assign: return []
    case .addPoints(let points, let program):
      return required(program, "program") + (points == 0 ? [FieldProblem("points", FieldProblem.Code.outOfRange)] : [])
    case .emitEvent(let event, _): return required(event.rawValue, "event")
    case .custom(let name, _): return required(name.rawValue, "effect")
    }
  }
}
