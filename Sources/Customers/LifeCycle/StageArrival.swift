import CRMCore
import Foundation

/// What is to be done when a customer arrives at a stage: tags with the record itself, follow-ups and events here, the rest by handlers.
struct StageArrival: Sendable {
  private let customer: Customer
  private let effects: [Effect]
  private let directory: CustomerDirectory

  init(_ customer: Customer, effects: [Effect], directory: CustomerDirectory) {
    self.customer = customer
    self.effects = effects
    self.directory = directory
  }

  func changeTags(of record: inout Customer) {
    for effect in effects {
      switch effect {
      case .addTag(let tag): record.tags.insert(tag)
      case .removeTag(let tag): record.tags.remove(tag)
      default: continue
      }
    }
  }

  /// The effects besides tags.
  func plan(
    at now: Date, by author: Author, from: LifecycleStage, to: LifecycleStage, _ handlers: [any EffectHandler]
  ) async throws -> EffectPlan {
    let moment = EvaluationMoment(now: now, timeZone: customer.timeZone ?? directory.environment.timeZone)
    let context = EffectContext(
      subject: RecordReference(customer), moment: moment, author: author,
      idempotencyKey: [customer.id.description, from.rawValue, to.rawValue, String(now.millisecondsSince1970)]
        .joined(separator: "/"))
    let own = StageEffects(customer: customer, directory: directory)
    let others = effects.filter { effect in
      switch effect {
      case .addTag, .removeTag: false
      default: true
      }
    }
    return try await EffectPlan.prepare(others, with: [own] + handlers, in: context)
  }
}

/// Carries out the effects that this module can without another one: follow-ups and events.
private struct StageEffects: EffectHandler {
  let customer: Customer
  let directory: CustomerDirectory

  var names: Set<Effect.Name> { [.createFollowUp, .emitEvent] }

  func prepare(_ effects: [Effect], in context: EffectContext) async throws -> Prepared<[EffectOutcome]> {
    var changes = ChangeSet(author: context.author, date: context.moment.now)
    var outcomes: [EffectOutcome] = []
    for effect in effects {
      let reason = Reason(ReasonCode(rawValue: "effect." + effect.name.rawValue))
      switch effect {
      case .createFollowUp(let request):
        guard let owner = owner(for: request.assignee) else {
          outcomes.append(.refused(Reason(LifeCycleReason.nobody, ["effect": .text(request.title)])))
          continue
        }
        let followUp = FollowUp(
          id: directory.environment.id(), kind: request.kind.map { FollowUpKind(rawValue: $0) } ?? .work,
          what: request.title, customer: customer.id, owner: owner.id, due: request.due(after: context.moment),
          createdAt: context.moment.now)
        changes.append(
          try directory.prepareAddFollowUp(followUp, by: context.author, now: context.moment.now).changes)
      case .emitEvent(let name, let properties):
        changes.insert(
          directory.event(
            name, about: context.subject, customer: customer.id, at: context.moment.now, by: context.author, properties)
        )
      default: break
      }
      outcomes.append(.done(reason))
    }
    return Prepared(outcomes, changes: changes)
  }

  /// Whose follow-up it is; nobody's yet while the customer has no owner. `nil` if it is said whose, and that is no person here.
  private func owner(for recipient: Effect.Recipient?) -> (id: Identifier<StaffMember>?, Void)? {
    switch recipient {
    case nil, .owner: (customer.owner, ())
    case .record(let reference): reference.id(as: StaffMember.self).map { ($0, ()) }
    case .manager: nil
    }
  }
}

extension Effect.FollowUpRequest {
  /// When it is due: for calendar units at the end of the day.
  func due(after moment: EvaluationMoment) -> Date {
    let today = moment.today
    let day: CalendarDay
    switch unit {
    case .minute: return moment.now + Double(dueIn) * 60
    case .hour: return moment.now + Double(dueIn) * 3_600
    case .day: day = today.adding(days: dueIn)
    case .week: day = today.adding(days: dueIn * 7)
    case .month: day = today.adding(months: dueIn)
    case .year: day = today.adding(years: dueIn)
    }
    return day.adding(days: 1).startDate(in: moment.timeZone) - 0.001
  }
}
