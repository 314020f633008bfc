import Foundation

extension RecordColumns {
  /// Below so many rows one core is as fast as several.
  private static var rowsForSeveralCores: Int { 200_000 }

  /// The rows whose records fulfil a condition: the same as evaluating it on each record.
  ///
  /// Every distinct text is asked once. Blocks of rows are evaluated one after the other, on a large base by several cores; what a block's
  /// other leaves have decided is not asked again. It fails where the evaluation of any record would fail. O(leaves · rows) at
  /// most, well below a nanosecond each for plain columns.
  ///
  /// - Parameters:
  ///   - condition: what is asked.
  ///   - moment: when; the zone of records that name none.
  ///   - zones: the field that names a record's own zone for relative dates, among the kept ones; `nil` if `moment` counts for all.
  ///   - others: what the columns do not have, row by row: memberships, related records and answers of other sources. Its number of
  ///     rows is ``rowCapacity``.
  /// - Throws: all faults, each with its path.
  @concurrent
  public func rows(
    where condition: Condition, at moment: EvaluationMoment, zones: FieldName? = nil, others: ColumnTable? = nil
  ) async throws(ConditionError) -> Bitmap {
    let plans = try plans(condition, at: moment, zones: zones, others: others)
    let cores =
      rowCapacity < Self.rowsForSeveralCores ? 1 : min(chunks.count, ProcessInfo.processInfo.activeProcessorCount)
    guard cores > 1 else { return bitmap([words(plans, 0..<chunks.count)]) }
    let parts = (0..<cores).map { chunks.count * $0 / cores..<chunks.count * ($0 + 1) / cores }
    let found = await withTaskGroup(of: (Int, [UInt64]).self) { group in
      for (number, part) in parts.enumerated() { group.addTask { (number, words(plans, part)) } }
      var found = [[UInt64]](repeating: [], count: parts.count)
      for await (number, words) in group { found[number] = words }
      return found
    }
    return bitmap(found)
  }

  /// ``rows(where:at:zones:others:)`` on the calling thread.
  public func rowsNow(
    where condition: Condition, at moment: EvaluationMoment, zones: FieldName? = nil, others: ColumnTable? = nil
  ) throws(ConditionError) -> Bitmap {
    let plans = try plans(condition, at: moment, zones: zones, others: others)
    return bitmap([words(plans, 0..<chunks.count)])
  }

  /// One plan for all rows, or one for the rows of each zone.
  private func plans(
    _ condition: Condition, at moment: EvaluationMoment, zones: FieldName?, others: ColumnTable?
  ) throws(ConditionError) -> [(plan: ColumnPlan, zone: ColumnPlan?)] {
    let others = others ?? ColumnTable(count: rowCapacity)
    precondition(others.count == rowCapacity, "the table must have as many rows as the columns")
    func plan(_ condition: Condition, _ moment: EvaluationMoment) throws(ConditionError) -> ColumnPlan {
      var planner = ColumnPlanner(self, others: others, at: moment)
      return try planner.plan(condition)
    }
    guard let zones, let place = place(of: zones), condition.dependsOnZone else {
      return [(try plan(condition, moment), nil)]
    }
    // Names that this system does not know count as none, as they do for a single record.
    let known = (0..<codes[place].count).compactMap { code -> (name: FieldValue, zone: TimeZone)? in
      guard case .text(let name) = codes[place].values[code], let zone = TimeZone(identifier: name) else { return nil }
      return (codes[place].values[code], zone)
    }
    var plans: [(plan: ColumnPlan, zone: ColumnPlan?)] = []
    for (name, zone) in known {
      let own = EvaluationMoment(now: moment.now, timeZone: zone)
      plans.append((try plan(condition, own), try plan(.compare(FieldTerm(zones), .exactlyEqual, name), own)))
    }
    let elsewhere = Condition.not(
      .any(known.map { Condition.compare(FieldTerm(zones), .exactlyEqual, $0.name) }))
    plans.append((try plan(condition, moment), known.isEmpty ? nil : try plan(elsewhere, moment)))
    return plans
  }

  private func words(_ plans: [(plan: ColumnPlan, zone: ColumnPlan?)], _ range: Range<Int>) -> [UInt64] {
    var found: [UInt64] = []
    found.reserveCapacity(range.count * Self.rowsPerChunk / 64)
    for index in range {
      let chunk = chunks[index]
      let evaluation = ChunkEvaluation(
        columns: chunk.columns, codes: codes, firstWord: index * Self.rowsPerChunk / 64, words: chunk.live.count)
      var rows = [UInt64](repeating: 0, count: chunk.live.count)
      for (plan, zone) in plans {
        let mask = zone.map { evaluation.rows($0, within: chunk.live) } ?? chunk.live
        let part = evaluation.rows(plan, within: mask)
        for word in rows.indices { rows[word] |= part[word] }
      }
      found += rows
    }
    return found
  }

  private func bitmap(_ parts: [[UInt64]]) -> Bitmap { Bitmap(words: parts.flatMap(\.self), count: rowCapacity) }
}

extension Condition {
  /// Whether the zone of the evaluation matters: for dates on the calendar that name no zone of their own, and for windows.
  /// Membership of a segment is a question of its own.
  public var dependsOnZone: Bool {
    switch self {
    case .all, .any, .not, .related: children.contains(where: \.dependsOnZone)
    case .member: false
    case .date(let term, let test, let zone): term.window != nil || (zone == nil && !test.needsInstant)
    case .compare(let term, _, _), .oneOf(let term, _), .known(let term): term.window != nil
    }
  }
}
