/// Turns effects on one subject into changes. A module declares one for the effects it understands; it writes nothing itself.
public protocol EffectHandler: Sendable {
  /// The kinds of effect it carries out.
  var names: Set<Effect.Name> { get }

  /// What is wrong with an effect, before there is a subject: unknown fields, values of the wrong kind, unknown stages. The
  /// `field` of each problem is a path within the effect.
  func problems(of effect: Effect) -> [FieldProblem]

  /// What carrying out these effects would change.
  ///
  /// All effects of one rule that this handler carries out come in one call, in order, because a change set writes each record
  /// once: a handler that sets two fields makes one update.
  ///
  /// - Returns: one outcome for each effect, in order, and the changes of all.
  /// - Throws: a store's error; an effect that cannot be carried out on this subject is a refused outcome, not an error.
  func prepare(_ effects: [Effect], in context: EffectContext) async throws -> Prepared<[EffectOutcome]>
}

extension EffectHandler {
  /// None.
  public func problems(of effect: Effect) -> [FieldProblem] { [] }
}

/// For whom, when, by whom and why effects are carried out.
public struct EffectContext: Sendable {
  /// The record that the rule is about.
  public var subject: RecordReference
  /// The customer concerned, if that is another record.
  public var customer: RecordReference?
  /// The moment; the zone is the subject's or the company's.
  public var moment: EvaluationMoment
  /// Who does it: usually the rule.
  public var author: Author
  /// Makes a repetition harmless: handlers derive the identifiers of what they create from it and the number of the effect.
  public var idempotencyKey: String

  /// A context.
  public init(
    subject: RecordReference, customer: RecordReference? = nil, moment: EvaluationMoment, author: Author,
    idempotencyKey: String
  ) {
    self.subject = subject
    self.customer = customer
    self.moment = moment
    self.author = author
    self.idempotencyKey = idempotencyKey
  }
}

/// What one effect would do, or why it cannot.
public enum EffectOutcome: Hashable, Sendable {
  /// It would change something; the reason says what.
  case done(Reason)
  /// There is nothing to change: the tag is there already, the stage is the same.
  case unchanged(Reason)
  /// It cannot be carried out on this subject; the others still are.
  case refused(Reason)

  /// What would happen, as a reason.
  public var reason: Reason {
    switch self {
    case .done(let reason), .unchanged(let reason), .refused(let reason): reason
    }
  }
}
