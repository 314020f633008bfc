/// Numbers for the distinct values of one field. Lists are coded twice: each distinct list, and each distinct element, so that a
/// question about elements is asked once for each of them.
struct FieldCodes: Sendable {
  private var numbers = ShardedMap<FieldValue, UInt32>()
  private(set) var values = PiecewiseList<FieldValue>()
  private var elementNumbers = ShardedMap<FieldValue, UInt32>()
  private(set) var elements = PiecewiseList<FieldValue>()
  /// The numbers of the elements, for each value; empty for a value that is no list.
  private(set) var elementsOfValues = PiecewiseList<[UInt32]>()

  var count: Int { values.count }

  /// The number of a value; a new one for a value that has none yet.
  mutating func code(of value: FieldValue) -> UInt32 {
    if let code = numbers[value] { return code }
    let code = UInt32(truncatingIfNeeded: values.count)
    numbers[value] = code
    values.append(value)
    var codes: [UInt32] = []
    if case .list(let items) = value { for item in items { codes.append(elementCode(of: item)) } }
    elementsOfValues.append(codes)
    return code
  }

  private mutating func elementCode(of item: FieldValue) -> UInt32 {
    if let code = elementNumbers[item] { return code }
    let code = UInt32(truncatingIfNeeded: elements.count)
    elementNumbers[item] = code
    elements.append(item)
    return code
  }

  /// Which values pass, and the faults of those that cannot be asked, by number. Each distinct value, for questions about elements
  /// each distinct element, is asked once.
  func verdicts(_ predicate: LeafPredicate) -> (passing: [Bool], faults: [UInt32: ConditionFault]) {
    var passing = [Bool](repeating: false, count: count)
    var faults: [UInt32: ConditionFault] = [:]
    let elementVerdicts = elementVerdicts(predicate)
    for code in 0..<count {
      if let elementVerdicts, case .list = values[code] {
        passing[code] = elementsOfValues[code].contains { elementVerdicts[Int($0)] }
        continue
      }
      do throws(ConditionFault) { passing[code] = try predicate.holds(values[code]) } catch {
        faults[UInt32(truncatingIfNeeded: code)] = error
      }
    }
    return (passing, faults)
  }

  /// For questions whether a list has an element.
  private func elementVerdicts(_ predicate: LeafPredicate) -> [Bool]? {
    guard elements.count > 0, case .compare(let comparison, let wanted, _) = predicate.question else { return nil }
    switch comparison {
    case .exactlyContains: return (0..<elements.count).map { elements[$0] == wanted }
    case .contains: return (0..<elements.count).map { FieldComparison.areEqual(elements[$0], wanted) == true }
    default: return nil
    }
  }
}
