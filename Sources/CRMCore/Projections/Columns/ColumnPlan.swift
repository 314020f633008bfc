/// A condition made ready for the columns of one projection at one moment. Whatever could fail has been asked while it was made, so
/// that evaluating it can leave out what does not matter.
struct ColumnPlan: Sendable {
  indirect enum Node: Sendable {
    case all([Node])
    case any([Node])
    case leaf(LeafTest, negated: Bool)
    /// Rows that were found already: members, answers of other sources.
    case rows(Bitmap, negated: Bool)
  }

  let root: Node

  init(root: Node) { self.root = root }
}

/// Makes a plan, with all faults of the condition on these columns.
struct ColumnPlanner<R: Record> {
  let columns: RecordColumns<R>
  let others: ColumnTable
  let moment: EvaluationMoment
  private var faults: [ConditionFault] = []

  init(_ columns: RecordColumns<R>, others: ColumnTable, at moment: EvaluationMoment) {
    self.columns = columns
    self.others = others
    self.moment = moment
  }

  mutating func plan(_ condition: Condition) throws(ConditionError) -> ColumnPlan {
    let root = node(condition, path: "", depth: 1, negated: false)
    if !faults.isEmpty { throw ConditionError(faults) }
    return ColumnPlan(root: root)
  }

  /// Negations are carried down to the leaves.
  private mutating func node(_ condition: Condition, path: String, depth: Int, negated: Bool) -> ColumnPlan.Node {
    func below(_ step: String) -> String { path.isEmpty ? step : path + "." + step }
    func add(_ fault: ConditionFault) { faults.append(fault.at(path)) }
    let nothing = ColumnPlan.Node.any([])
    guard depth <= ConditionLimits.standard.depth else {
      add(.tooDeep)
      return nothing
    }
    switch condition {
    case .all(let parts), .any(let parts):
      let isAll = if case .all = condition { true } else { false }
      var nodes: [ColumnPlan.Node] = []
      for (index, part) in parts.enumerated() {
        let step = below(isAll ? "all[\(index)]" : "any[\(index)]")
        nodes.append(node(part, path: step, depth: depth + 1, negated: negated))
      }
      return isAll != negated ? .all(nodes) : .any(nodes)
    case .not(let part): return node(part, path: below("not"), depth: depth + 1, negated: !negated)
    case .compare, .oneOf, .known, .date:
      guard let term = condition.term else { return nothing }
      guard term.isPlain, let place = columns.place(of: term.name) else {
        return rows(condition, path, negated: negated)
      }
      do throws(ConditionFault) {
        var test = LeafTest(place: place, try condition.predicate(at: moment))
        if let fault = prepare(&test) { add(fault) }
        return .leaf(test, negated: negated)
      } catch {
        add(error)
        return nothing
      }
    case .member, .related: return rows(condition, path, negated: negated)
    }
  }

  /// What the columns do not have is evaluated over the given table.
  private mutating func rows(_ condition: Condition, _ path: String, negated: Bool) -> ColumnPlan.Node {
    do {
      return .rows(try condition.evaluate(columns: others, at: moment), negated: negated)
    } catch {
      faults += error.faults.map { $0.at(path) }
      return .any([])
    }
  }

  /// Asks each distinct value, and one value of each plain representation; the fault of one that a row has.
  private func prepare(_ test: inout LeafTest) -> ConditionFault? {
    guard let predicate = test.predicate else { return nil }
    let codes = columns.codes[test.place]
    var failing: [UInt32: ConditionFault] = [:]
    if codes.count > 0 { (test.passing, failing) = codes.verdicts(predicate) }
    for chunk in columns.chunks {
      let column = chunk.columns[test.place]
      switch column.storage {
      case .absent: continue
      case .codes(let numbers):
        guard !failing.isEmpty else { continue }
        for row in 0..<column.rows where column.hasValue(row) {
          if let fault = failing[numbers[row]] { return fault }
        }
      case .integers, .instants, .days, .money, .bools:
        guard let row = (0..<column.rows).first(where: column.hasValue),
          let sample = column.value(at: row, codes)
        else { continue }
        // Whether a question can be asked depends on kind and currency only.
        do throws(ConditionFault) { _ = try predicate.holds(sample) } catch { return error }
      }
    }
    return nil
  }
}

extension ConditionFault {
  /// The fault at a node further down.
  fileprivate func at(_ path: String) -> ConditionFault { path.isEmpty ? self : prefixed(path) }
}
