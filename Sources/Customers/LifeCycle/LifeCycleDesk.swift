public import CRMCore
import Foundation

/// Moves customers along a ``LifeCycle``: guarded, with what is to be done on arrival in the same commit, and tells how they went.
///
/// ```swift
/// let desk = LifeCycleDesk(directory, .standard())
/// try await desk.move(customer, to: .prospect, by: me)      // or a LifeCycleViolation with everything that is missing
/// ```
public struct LifeCycleDesk: Sendable {
  /// The customers.
  public let directory: CustomerDirectory
  /// How their relationships may go.
  public let lifeCycle: LifeCycle
  /// Who carries out effects other than follow-ups, tags and events. Handlers leave the customer's record alone: the move writes it.
  public let handlers: [any EffectHandler]

  private var store: any Store { directory.store }

  /// A desk.
  public init(_ directory: CustomerDirectory, _ lifeCycle: LifeCycle, handlers: [any EffectHandler] = []) {
    self.directory = directory
    self.lifeCycle = lifeCycle
    self.handlers = handlers
  }

  /// Whether a customer may go to a stage now, and why not. Nothing is written.
  ///
  /// - Throws: `notFound`; `ConditionError` if a requirement cannot be evaluated.
  public func verdict(on customer: Identifier<Customer>, to stage: LifecycleStage) async throws -> LifeCycleVerdict {
    let record = try await store.require(customer).record
    return try await verdict(on: record, to: stage, at: directory.environment.now())
  }

  private func verdict(
    on customer: Customer, to stage: LifecycleStage, at now: Date
  ) async throws -> LifeCycleVerdict {
    guard let way = lifeCycle.transition(from: customer.stage, to: stage) else {
      return LifeCycleVerdict(from: customer.stage, to: stage, hasWay: false)
    }
    var findings: [LifeCycleVerdict.Finding] = []
    for requirement in way.requirements {
      let asked = Segment(
        id: Identifier(derivedFrom: requirement.name), name: SegmentName(rawValue: ""),
        condition: requirement.condition,
        createdAt: now)
      let verdict = try await SegmentEvaluator([asked], in: directory).verdict(on: customer, at: now)
      if let explanation = verdict.explanation {
        findings.append(LifeCycleVerdict.Finding(requirement: requirement, explanation: explanation))
      }
    }
    return LifeCycleVerdict(from: customer.stage, to: stage, hasWay: true, findings: findings)
  }

  /// Moves a customer to another stage, with the events of the change and everything that is to be done on arrival, in one commit.
  ///
  /// - Returns: the customer; unchanged if already there.
  /// - Throws: ``LifeCycleViolation`` with everything that is missing; `notFound`; `ConditionError`; what handlers throw.
  @discardableResult
  public func move(
    _ customer: Identifier<Customer>, to stage: LifecycleStage, by author: Author
  ) async throws -> Customer {
    try await store.perform { try await prepareMove(customer, to: stage, by: author) }
  }

  /// The changes that ``move(_:to:by:)`` commits.
  public func prepareMove(
    _ customer: Identifier<Customer>, to stage: LifecycleStage, by author: Author
  ) async throws -> Prepared<Customer> {
    let now = directory.environment.now()
    let stored = try await store.require(customer)
    if stored.stage == stage { return Prepared(stored.record, changes: ChangeSet(author: author, date: now)) }
    let verdict = try await verdict(on: stored.record, to: stage, at: now)
    guard verdict.isAllowed else {
      throw LifeCycleViolation(
        from: stored.stage, to: stage, targets: verdict.hasWay ? [] : lifeCycle.targets(from: stored.stage),
        missing: verdict.missing.map(\.requirement.name))
    }
    let arrival = StageArrival(stored.record, effects: lifeCycle.stage(stage)?.onEntry ?? [], directory: directory)
    var prepared = try await directory.prepareEdit(customer, by: author) { record in
      record.stage = stage
      arrival.changeTags(of: &record)
    }
    // The decision was made on this version of the record.
    prepared.changes.require(unchanged: stored)
    let plan = try await arrival.plan(at: now, by: author, from: stored.stage, to: stage, handlers)
    let refusals = plan.steps.compactMap { if case .refused(let reason) = $0.outcome { reason } else { nil } }
    guard refusals.isEmpty else { throw LifeCycleViolation(from: stored.stage, to: stage, refusals: refusals) }
    prepared.changes.append(plan.changes)
    return prepared
  }

  // MARK: By itself

  /// Defines the segments that ``advance(limit:)`` moves customers by. Do it once, and again when the life cycle changes.
  ///
  /// - Throws: `ValidationError` with everything that is wrong with the life cycle.
  public func defineSegments(by author: Author) async throws {
    try ValidationError.check(lifeCycle.problems(directory.segmentFields.catalog))
    let now = directory.environment.now()
    for (_, segment) in lifeCycle.automaticSegments(now: now) { try await directory.define(segment, by: author) }
  }

  /// Moves the customers for whom an automatic way is open: call it after ``SegmentKeeper/advance(now:budget:report:)``, which finds
  /// them. Each is one commit; one who no longer fulfils the requirements stays.
  ///
  /// - Parameter limit: the most customers to be moved.
  /// - Returns: how many were moved.
  @discardableResult
  public func advance(limit: Int = 1_000) async throws -> Int {
    var moved = 0
    for (way, segment) in lifeCycle.automaticSegments(now: directory.environment.now()) {
      var cursor: PageCursor?
      repeat {
        let page = try await directory.members(of: segment.id, limit: 100, after: cursor)
        for member in page.items {
          guard moved < limit else { return moved }
          try Task.checkCancellation()
          guard let customer = try await directory.customer(member.customer), customer.stage == way.from else {
            continue
          }
          do {
            try await move(customer.id, to: way.to, by: .rule("lifeCycle"))
            moved += 1
          } catch is LifeCycleViolation {
            // Somebody was faster, or the segment is older than what has happened since.
            continue
          }
        }
        cursor = page.next
      } while cursor != nil
    }
    return moved
  }
}
