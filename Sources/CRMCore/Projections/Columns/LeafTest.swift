/// One question made ready for a column: as a comparison of numbers where the column has numbers, else by distinct value.
struct LeafTest: Sendable {
  /// The place of the column.
  let place: Int
  /// What the question is; `nil` asks only whether there is a value.
  let predicate: LeafPredicate?
  let integers: ClosedRange<Int64>?
  let instants: ClosedRange<Int64>?
  let days: ClosedRange<Int32>?
  let money: ClosedRange<Int64>?
  let bool: Bool?
  /// Which codes pass.
  var passing: [Bool] = []

  init(place: Int, _ predicate: LeafPredicate?) {
    self.place = place
    self.predicate = predicate
    var integers: ClosedRange<Int64>?
    var instants: ClosedRange<Int64>?
    var days: ClosedRange<Int32>?
    var money: ClosedRange<Int64>?
    var bool: Bool?
    switch predicate?.question {
    case .compare(let comparison, .integer(let limit), _): integers = comparison.range(limit)
    case .compare(let comparison, .decimal(let limit), _): integers = limit.wholeNumber.flatMap { comparison.range($0) }
    case .compare(let comparison, .date(let limit), _): instants = comparison.range(limit.millisecondsSince1970)
    case .compare(let comparison, .day(let limit), _):
      days = comparison.range(Int32(truncatingIfNeeded: limit.dayNumber))
    case .compare(let comparison, .money(let limit), _): money = comparison.range(limit.minorUnits)
    case .compare(.equal, .bool(let wanted), _), .compare(.exactlyEqual, .bool(let wanted), _): bool = wanted
    case .date(let test, let bounds) where !bounds.isAnniversary:
      instants = bounds.instants.isEmpty ? Self.empty() : bounds.instants.lowerBound...(bounds.instants.upperBound - 1)
      if !test.needsInstant {
        let (first, end) = (Int32(clamping: bounds.days.lowerBound), Int32(clamping: bounds.days.upperBound))
        days = first < end ? first...(end - 1) : Self.empty()
      }
    default: break
    }
    (self.integers, self.instants, self.days, self.money, self.bool) = (integers, instants, days, money, bool)
  }

  /// A range that holds no value that occurs: the last number only.
  fileprivate static func empty<Number: FixedWidthInteger>() -> ClosedRange<Number> { .max ... .max }
}

extension Condition.Comparison {
  /// The numbers that pass; `nil` if the comparison has no order, or if the range would need a number beyond the last.
  fileprivate func range<Number: FixedWidthInteger>(_ limit: Number) -> ClosedRange<Number>? {
    switch self {
    case .equal, .exactlyEqual: limit...limit
    case .less: limit == .min ? nil : .min...(limit - 1)
    case .lessOrEqual: .min...limit
    case .greater: limit == .max ? nil : (limit + 1)...(.max)
    case .greaterOrEqual: limit...(.max)
    case .contains, .exactlyContains, .beginsWith, .exactlyBeginsWith: nil
    }
  }
}
