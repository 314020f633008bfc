import Foundation

/// A question of a condition to the ledger, read from its name and arguments.
enum ConsentTerm {
  /// What is asked about a message that nothing denies.
  enum Figure: String {
    case permits, basis, expires
  }

  case prospect(Figure, MessageContext, Channel)
  case stopped(ConsentScope, SuppressionReason?)
  case lastActAt

  /// Reads a term.
  ///
  /// - Throws: a fault if there is no such field, or an argument is missing or means nothing.
  init(_ term: FieldTerm, in standard: [Jurisdiction]) throws(ConditionFault) {
    let purpose = term.text("purpose").map { Purpose(rawValue: $0) }
    let channel = term.text("channel").map { Channel(rawValue: $0) }
    let controller = term.text("controller").map { DataController(rawValue: $0) }
    switch term.name.rawValue {
    case "consent.lastActAt": self = .lastActAt
    case "consent.stopped":
      let reason = term.text("reason").map { SuppressionReason(rawValue: $0) }
      if case .some(nil) = reason { throw Self.fault(term, "reason") }
      self = .stopped(ConsentScope(purpose: purpose, channel: channel, controller: controller), reason ?? nil)
    default:
      guard let figure = Figure(rawValue: String(term.name.rawValue.dropFirst("consent.".count))) else {
        throw ConditionFault(ConditionFault.Code.unknownField, subject: term.name.rawValue)
      }
      guard let purpose, purpose.isWellFormed else { throw Self.fault(term, "purpose") }
      guard let channel else { throw Self.fault(term, "channel") }
      guard let messageClass = term.text("class").flatMap({ MessageClass(rawValue: $0) }) else {
        throw Self.fault(term, "class")
      }
      var jurisdictions = standard
      if case .choices(let codes) = term.arguments["jurisdictions"] {
        jurisdictions = codes.map { Jurisdiction(rawValue: $0) }
      }
      let context = MessageContext(
        messageClass, purpose: purpose, controller: controller, jurisdictions: jurisdictions)
      self = .prospect(figure, context, channel)
    }
  }

  private static func fault(_ term: FieldTerm, _ argument: String) -> ConditionFault {
    let arguments: [String: FieldValue] = ["argument": .text(argument)]
    guard let value = term.text(argument) else {
      return ConditionFault(ConditionFault.Code.missingArgument, subject: term.name.rawValue, arguments)
    }
    return ConditionFault(
      ConditionFault.Code.notAChoice, subject: term.name.rawValue, ["choice": .text(value)])
  }

  /// The answer about somebody with contact points of which this is known.
  func answer(about points: [ConsentProspect], by policies: PolicySet) -> any TimedAnswer {
    switch self {
    case .prospect(let figure, let context, let channel):
      ProspectAnswer(figure: figure, context: context, channel: channel, points: points, policies: policies)
    case .stopped(let scope, let reason):
      FixedAnswer(.bool(points.contains { LedgerReading($0.snapshot.acts).isStopped(in: scope, because: reason) }))
    case .lastActAt: FixedAnswer(points.compactMap { $0.snapshot.head?.lastActAt }.max().map { .date($0) })
    }
  }

  /// What conditions can ask, with the arguments.
  static var fields: [FieldDescription] {
    let message: [String: FieldValue.Kind] = ["purpose": .text, "channel": .choice, "class": .choice]
    let more: [String: FieldValue.Kind] = ["controller": .choice, "jurisdictions": .choices]
    return [
      FieldDescription(
        "consent.permits", kind: .bool, summary: "Whether nothing denies such a message. No permission to send.",
        parameters: message, optionalParameters: more),
      FieldDescription(
        "consent.basis", kind: .choices, choices: LawfulBasis.Kind.allCases.map(\.rawValue),
        summary: "The bases that such a message would rest on.", parameters: message, optionalParameters: more),
      FieldDescription(
        "consent.expires", kind: .date, summary: "When such a message can no longer be sent because its bases end.",
        parameters: message, optionalParameters: more),
      FieldDescription(
        "consent.stopped", kind: .bool, summary: "Whether a stop is in force against such messages.",
        optionalParameters: ["purpose": .text, "channel": .choice, "controller": .choice, "reason": .choice]),
      FieldDescription("consent.lastActAt", kind: .date, summary: "When the last act on a contact point took place."),
    ]
  }
}

extension LedgerReading {
  /// Whether a stop is in force against messages of this scope that no later opt-in outlives; a part of the scope that is left out
  /// means any.
  func isStopped(in scope: ConsentScope, because wanted: SuppressionReason?) -> Bool {
    let grants = grants(for: scope)
    return acts.contains { act in
      guard let reason = act.causedSuppression, wanted == nil || wanted == reason else { return false }
      var asked = scope
      asked.purpose = scope.purpose ?? act.scope.purpose
      asked.channel = scope.channel ?? act.scope.channel
      guard let entry = suppressions(of: asked).first(where: { $0.act.id == act.id }) else { return false }
      return !grants.contains { outlives($0, entry) }
    }
  }
}
