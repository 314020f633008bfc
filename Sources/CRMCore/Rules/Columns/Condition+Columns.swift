extension Condition {
  /// The subjects of a table for which the condition holds.
  ///
  /// The same as evaluating each row, one or two nanoseconds for each leaf and row where the column has a plain representation.
  /// It fails where the evaluation of any row would fail. O(leaves · rows).
  ///
  /// - Throws: all faults, each with its path.
  public func evaluate(
    columns table: ColumnTable, at moment: EvaluationMoment
  ) throws(ConditionError) -> Bitmap {
    try bits(table, moment, depth: 1)
  }

  private func bits(_ table: ColumnTable, _ moment: EvaluationMoment, depth: Int) throws(ConditionError) -> Bitmap {
    guard depth <= ConditionLimits.standard.depth else { throw ConditionError([.tooDeep]) }
    switch self {
    case .all(let parts):
      return try fold(parts, "all", Bitmap(repeating: true, count: table.count), table, moment, depth) {
        $0.formIntersection($1)
      }
    case .any(let parts):
      return try fold(parts, "any", Bitmap(count: table.count), table, moment, depth) { $0.formUnion($1) }
    case .not(let part):
      do { return ~(try part.bits(table, moment, depth: depth + 1)) } catch { throw error.prefixed("not") }
    case .member(let segment):
      guard let members = table.memberships[segment] else {
        throw ConditionError([ConditionFault(unavailable: segment.rawValue)])
      }
      return members
    case .related(let relation, let quantifier, let part):
      guard let related = table.relations[relation] else {
        throw ConditionError([ConditionFault(unavailable: relation.rawValue)])
      }
      let inner: Bitmap
      do { inner = try part.bits(related.table, moment, depth: depth + 1) } catch { throw error.prefixed("where") }
      var found = Bitmap(count: table.count)
      for row in 0..<table.count {
        let rows = related.rows[related.starts[row]..<related.starts[row + 1]]
        if rows.contains(where: { inner[$0] }) { found[row] = true }
      }
      return quantifier == .any ? found : ~found
    case .compare(let term, _, _), .oneOf(let term, _), .known(let term), .date(let term, _, _):
      guard let column = table.columns[term] else {
        throw ConditionError([ConditionFault(unavailable: term.name.rawValue)])
      }
      do throws(ConditionFault) {
        guard let predicate = try predicate(at: moment) else {
          return column.missing.map { ~$0 } ?? Bitmap(repeating: true, count: table.count)
        }
        return try column.rows(passing: predicate)
      } catch {
        throw ConditionError([error])
      }
    }
  }

  private func fold(
    _ parts: [Condition], _ step: String, _ start: Bitmap, _ table: ColumnTable, _ moment: EvaluationMoment,
    _ depth: Int,
    _ unite: (inout Bitmap, Bitmap) -> Void
  ) throws(ConditionError) -> Bitmap {
    var result = start
    var faults: [ConditionFault] = []
    for (index, part) in parts.enumerated() {
      do throws(ConditionError) {
        unite(&result, try part.bits(table, moment, depth: depth + 1))
      } catch {
        faults += error.prefixed("\(step)[\(index)]").faults
      }
    }
    if !faults.isEmpty { throw ConditionError(faults) }
    return result
  }
}
