public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Adds a segment, or puts another definition in its place. Memberships are not evaluated.
  ///
  /// - Throws: `ValidationError` if a segment asked for does not exist; ``SegmentCycle`` with the path; `ConditionError` if the
  ///   condition asks for fields that there are not; `duplicateKey` if another segment has the name.
  @discardableResult
  public func define(_ segment: Segment, by author: Author) async throws -> Segment {
    try await store.perform { try await prepareDefine(segment, by: author) }
  }

  /// The changes that ``define(_:by:)`` commits. They rest on the definitions of all segments asked for, so that two definitions
  /// made at the same time cannot ask for each other.
  public func prepareDefine(_ segment: Segment, by author: Author) async throws -> Prepared<Segment> {
    let now = environment.now()
    if segment.name.rawValue.isEmpty { throw ValidationError([FieldProblem("name", FieldProblem.Code.missing)]) }
    try segment.condition?.validate(against: segmentFields.catalog)
    var changes = ChangeSet(author: author, date: now)
    let used = try await SegmentEvaluator.used(by: segment, in: store)
    if let path = SegmentGraph(used.map(\.record) + [segment]).cycle(through: segment.name) {
      throw SegmentCycle(path: path)
    }
    for stored in used where stored.id != segment.id { changes.require(unchanged: stored) }
    var defined = segment
    if let stored = try await store.get(segment.id) {
      defined.createdAt = stored.createdAt
      defined.updatedAt = stored.updatedAt
      // The memberships found so far hold as long as the condition is the same.
      defined.evaluatedAt = defined.condition == stored.condition ? stored.evaluatedAt : nil
      guard defined != stored.record else { return Prepared(defined, changes: changes) }
      defined.updatedAt = now
      changes.update(defined, expecting: stored.revision)
    } else {
      changes.insert(defined)
    }
    return Prepared(defined, changes: changes)
  }

  /// The segment of this name, or `nil`.
  public func segment(named name: SegmentName) async throws -> Segment? {
    try await store.first(Query(Segment.byName, ExactText(name.rawValue)))?.record
  }

  /// Whether a customer belongs to a segment now, and why: every leaf of the condition with the actual value. Nothing is written.
  ///
  /// - Throws: `notFound`; `ConditionError` if the condition cannot be evaluated.
  public func explain(
    _ customer: Identifier<Customer>, in segment: Identifier<Segment>
  ) async throws -> SegmentVerdict {
    let record = try await store.require(customer).record
    return try await evaluator(of: store.require(segment).record).verdict(on: record, at: environment.now())
  }

  /// Evaluates one customer, writes the membership and, if it changed, a `segment.entered` or `segment.left` event.
  @discardableResult
  public func evaluate(
    _ customer: Identifier<Customer>, in segment: Identifier<Segment>, by author: Author = .system
  ) async throws -> SegmentVerdict {
    try await store.perform { try await prepareEvaluate(customer, in: segment, by: author) }
  }

  /// The changes that ``evaluate(_:in:by:)`` commits.
  public func prepareEvaluate(
    _ customer: Identifier<Customer>, in segment: Identifier<Segment>, by author: Author = .system
  ) async throws -> Prepared<SegmentVerdict> {
    let now = environment.now()
    let record = try await store.require(customer)
    let definition = try await store.require(segment)
    let verdict = try await evaluator(of: definition.record).verdict(on: record.record, at: now)
    var changes = ChangeSet(author: author, date: now)
    try await add([(customer, verdict.isMember)], in: segment, at: now, by: author, to: &changes)
    if changes.hasWrites {
      changes.require(unchanged: record)
      changes.require(unchanged: definition)
    }
    return Prepared(verdict, changes: changes)
  }

  /// Puts a customer in a segment or out of it by hand, or with `nil` leaves it to the condition again; recorded with author and
  /// moment. The membership changes in the same commit.
  ///
  /// - Throws: `notFound`; `ConditionError` if the condition cannot be evaluated.
  public func setMembership(
    of customer: Identifier<Customer>, in segment: Identifier<Segment>, to isIncluded: Bool?, note: String? = nil,
    by author: Author
  ) async throws {
    try await store.perform {
      try await prepareSetMembership(of: customer, in: segment, to: isIncluded, note: note, by: author)
    }
  }

  /// The changes that ``setMembership(of:in:to:note:by:)`` commits.
  public func prepareSetMembership(
    of customer: Identifier<Customer>, in segment: Identifier<Segment>, to isIncluded: Bool?, note: String? = nil,
    by author: Author
  ) async throws -> Prepared<Void> {
    let now = environment.now()
    let record = try await store.require(customer)
    let definition = try await store.require(segment)
    var changes = ChangeSet(author: author, date: now)
    let known = try await store.get(SegmentOverride.id(segment: segment, customer: customer))
    var isMember = isIncluded ?? false
    if let isIncluded {
      let decision = SegmentOverride(
        segment: segment, customer: customer, isIncluded: isIncluded, author: author, note: note, date: now)
      if let known {
        if known.isIncluded == isIncluded, known.note == note { return Prepared((), changes: changes) }
        changes.update(decision, expecting: known.revision)
      } else {
        changes.insert(decision)
      }
    } else {
      guard let known else { return Prepared((), changes: changes) }
      changes.delete(known)
      let verdict = try await evaluator(of: definition.record).verdict(on: record.record, at: now)
      isMember = verdict.explanation?.verdict ?? false
    }
    changes.require(unchanged: record)
    changes.require(unchanged: definition)
    try await add([(customer, isMember)], in: segment, at: now, by: author, to: &changes)
    return Prepared((), changes: changes)
  }

  /// Evaluates all customers, in batches of 500 and as many commits; memberships that stay as they are write nothing. A second
  /// run without changes between writes nothing but the moment of evaluation.
  ///
  /// - Parameters:
  ///   - segment: the segment.
  ///   - author: who evaluates.
  ///   - report: called after each batch, with phase `segment.customers`.
  /// - Returns: how many customers came in, went out, and are in it now.
  /// - Throws: `notFound`; `ConditionError`; `CancellationError` between batches, which leaves whole batches behind.
  @concurrent @discardableResult
  public func evaluateAll(
    in segment: Identifier<Segment>, by author: Author = .system, report: WorkProgress.Report = { _ in }
  ) async throws -> SegmentEvaluation {
    let started = environment.now()
    let evaluator = try await evaluator(of: store.require(segment).record)
    let total = try await store.count(Query<Customer>())
    var result = SegmentEvaluation(entered: 0, left: 0, members: 0)
    var done = 0
    var cursor: PageCursor?
    repeat {
      try Task.checkCancellation()
      let page = try await store.page(Query<Customer>().limited(to: 500).after(cursor))
      let customers = page.items.map(\.record)
      let batch = try await store.perform {
        let now = environment.now()
        let verdicts = try await evaluator.members(among: customers, at: now)
        var changes = ChangeSet(author: author, date: now)
        let pairs = Array(zip(customers.map(\.id), verdicts))
        let counts = try await add(pairs, in: segment, at: now, by: author, to: &changes)
        return Prepared(
          SegmentEvaluation(entered: counts.entered, left: counts.left, members: verdicts.count { $0 }),
          changes: changes)
      }
      result.entered += batch.entered
      result.left += batch.left
      result.members += batch.members
      done += customers.count
      report(
        WorkProgress(
          phase: "segment.customers", done: done, total: total, started: started, date: environment.now()))
      cursor = page.next
    } while cursor != nil
    try await store.edit(segment, author: author) { $0.evaluatedAt = started }
    return result
  }

  /// One page of those who are in a segment, as the last evaluation found.
  public func members(
    of segment: Identifier<Segment>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<SegmentMembership> {
    try await page(Query(SegmentMembership.bySegment, segment, true).limited(to: limit).after(cursor))
  }

  /// How many are in a segment, as the last evaluation found.
  public func memberCount(of segment: Identifier<Segment>) async throws -> Int {
    try await store.count(Query(SegmentMembership.bySegment, segment, true))
  }

  private func evaluator(of segment: Segment) async throws -> SegmentEvaluator {
    try await SegmentEvaluator(segment, in: self)
  }

  /// Adds what verdicts change: memberships and events.
  @discardableResult
  private func add(
    _ verdicts: [(customer: Identifier<Customer>, isMember: Bool)], in segment: Identifier<Segment>, at now: Date,
    by author: Author, to changes: inout ChangeSet
  ) async throws -> (entered: Int, left: Int) {
    let ids = verdicts.map { SegmentMembership.id(segment: segment, customer: $0.customer) }
    let known = try await store.fetch(SegmentMembership.self, ids: ids)
    var counts = (entered: 0, left: 0)
    for (verdict, stored) in zip(verdicts, known) {
      guard verdict.isMember != (stored?.isMember ?? false) else { continue }
      if var stored {
        stored.leftAt = verdict.isMember ? nil : now
        if verdict.isMember { stored.enteredAt = now }
        changes.update(stored)
      } else {
        changes.insert(SegmentMembership(segment: segment, customer: verdict.customer, enteredAt: now))
      }
      counts.entered += verdict.isMember ? 1 : 0
      counts.left += verdict.isMember ? 0 : 1
      changes.insert(
        event(
          verdict.isMember ? .segmentEntered : .segmentLeft, about: RecordReference(verdict.customer),
          customer: verdict.customer, at: now, by: author, ["segment": .reference(RecordReference(segment))]))
    }
    return counts
  }
}

/// What an evaluation of all customers changed.
public struct SegmentEvaluation: Hashable, Sendable {
  /// Customers that came in.
  public var entered: Int
  /// Customers that went out.
  public var left: Int
  /// Customers that are in now.
  public var members: Int

  /// The outcome of an evaluation.
  public init(entered: Int, left: Int, members: Int) {
    self.entered = entered
    self.left = left
    self.members = members
  }
}
