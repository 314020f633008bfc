public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Adds a segment, or puts another definition in its place. Memberships are not evaluated; what they were found by before does not
  /// count any more, here and in the segments that ask for this one.
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
    let used = try await SegmentEvaluator.used(by: [segment], in: store)
    if let path = SegmentGraph(used.map(\.record) + [segment]).cycle(through: segment.name) {
      throw SegmentCycle(path: path)
    }
    var written: Set<Identifier<Segment>> = [segment.id]
    var defined = segment
    if let stored = try await store.get(segment.id) {
      defined.createdAt = stored.createdAt
      defined.updatedAt = stored.updatedAt
      // The memberships found so far hold as long as the condition is the same.
      defined.evaluatedAt = defined.condition == stored.condition ? stored.evaluatedAt : nil
      guard defined != stored.record else { return Prepared(defined, changes: changes) }
      defined.updatedAt = now
      changes.update(defined, expecting: stored.revision)
      if defined.condition != stored.condition {
        for var user in try await users(of: segment.name) where user.id != segment.id && user.evaluatedAt != nil {
          user.evaluatedAt = nil
          changes.update(user)
          written.insert(user.id)
        }
      }
    } else {
      defined.evaluatedAt = nil
      changes.insert(defined)
    }
    for stored in used where !written.contains(stored.id) { changes.require(unchanged: stored) }
    return Prepared(defined, changes: changes)
  }

  /// The segments that ask for one, directly or through others. Reads all segments.
  private func users(of name: SegmentName) async throws -> [Stored<Segment>] {
    let all = try await store.all(Query<Segment>())
    let graph = SegmentGraph(all.map(\.record))
    return all.filter { graph.dependencies(of: $0.name).contains(name) }
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
    let evaluator = try await SegmentEvaluator([store.require(segment).record], in: self)
    return try await evaluator.verdict(on: record, at: environment.now())
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
    let progress = try await store.get(SegmentProgress.only)
    let record = try await store.require(customer)
    let definition = try await store.require(segment)
    let evaluator = try await SegmentEvaluator([definition.record], in: self)
    let verdict = try await evaluator.verdict(on: record.record, at: now)
    let found = try await evaluator.findings(for: [record.record], at: now)[0]
    var changes = ChangeSet(author: author, date: now)
    let watching = requireKeeper(unchanged: progress, in: &changes)
    let findings = CustomerFindings(customer: record.record, findings: found.values.map { (segment, $0) })
    try await add([findings], at: now, by: author, watching: watching, to: &changes)
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
    let progress = try await store.get(SegmentProgress.only)
    let record = try await store.require(customer)
    let definition = try await store.require(segment)
    var changes = ChangeSet(author: author, date: now)
    let known = try await store.get(SegmentOverride.id(segment: segment, customer: customer))
    var finding = SegmentFinding(isMember: isIncluded ?? false)
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
      let evaluator = try await SegmentEvaluator([definition.record], in: self)
      finding = try await evaluator.withoutDecision(about: record.record, at: now)
    }
    changes.require(unchanged: record)
    changes.require(unchanged: definition)
    let watching = requireKeeper(unchanged: progress, in: &changes)
    let findings = CustomerFindings(customer: record.record, findings: [(segment, finding)])
    try await add([findings], at: now, by: author, watching: watching, to: &changes)
    return Prepared((), changes: changes)
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

  /// Which segments a customer is in, as the last evaluation found.
  public func memberships(
    of customer: Identifier<Customer>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<SegmentMembership> {
    try await page(Query(SegmentMembership.byCustomer, customer, true).limited(to: limit).after(cursor))
  }
}
