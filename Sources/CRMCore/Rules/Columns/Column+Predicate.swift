import Foundation

extension Column {
  /// The rows that have a value which passes.
  ///
  /// Plain representations are compared as numbers; everything else asks the predicate, once for each entry of a dictionary or
  /// once for each row, so the outcome is that of the predicate in any case.
  func rows(passing predicate: LeafPredicate) throws(ConditionFault) -> Bitmap {
    if case .codes(let codes, let dictionary) = values { return try rows(codes, dictionary, predicate) }
    guard let bits = plainRows(predicate) else { return try rowByRow(predicate) }
    return present(bits)
  }

  private func present(_ bits: Bitmap) -> Bitmap {
    guard let missing else { return bits }
    var bits = bits
    bits.subtract(missing)
    return bits
  }

  private func rowByRow(_ predicate: LeafPredicate) throws(ConditionFault) -> Bitmap {
    var bits = Bitmap(count: count)
    for row in 0..<count {
      if let value = value(at: row), try predicate.holds(value) { bits[row] = true }
    }
    return bits
  }

  private func rows(
    _ codes: [UInt32], _ dictionary: [FieldValue], _ predicate: LeafPredicate
  ) throws(ConditionFault) -> Bitmap {
    var passing: [Bool] = []
    passing.reserveCapacity(dictionary.count + 1)
    var failing: [UInt32: ConditionFault] = [:]
    for (code, value) in dictionary.enumerated() {
      do throws(ConditionFault) {
        passing.append(value == .null ? false : try predicate.holds(value))
      } catch {
        passing.append(false)
        failing[UInt32(truncatingIfNeeded: code)] = error
      }
    }
    if !failing.isEmpty {
      // An entry that no row uses cannot fail.
      let used = present(Bitmap(codes) { failing[$0] != nil }).first
      if let used, let fault = failing[codes[used]] { throw fault }
    }
    let chosen = passing.indices.filter { passing[$0] }
    switch chosen.count {
    case 0: return Bitmap(count: count)
    case 1:
      let code = UInt32(truncatingIfNeeded: chosen[0])
      return present(Bitmap(codes) { $0 == code })
    default:
      // Codes of missing rows may lie outside the dictionary.
      let table = passing.span
      let last = UInt32(truncatingIfNeeded: table.count - 1)
      return present(Bitmap(codes) { table[Int(min($0, last))] })
    }
  }

  /// The comparison of plain numbers; `nil` if representation and question do not fit.
  private func plainRows(_ predicate: LeafPredicate) -> Bitmap? {
    switch (values, predicate.question) {
    case (.integers(let rows), .compare(let comparison, .integer(let limit), _)):
      return Self.compare(rows, comparison, limit)
    case (.integers(let rows), .compare(let comparison, .decimal(let limit), _)):
      guard let limit = limit.wholeNumber else { return nil }
      return Self.compare(rows, comparison, limit)
    case (.integers(let rows), .oneOf(let list)):
      guard list.isWholeNumbers else { return nil }
      let numbers = list.wholeNumbers
      if numbers.count == 1, let only = numbers.first { return Bitmap(rows) { $0 == only } }
      return Bitmap(rows) { numbers.contains($0) }
    case (.doubles(let rows), .compare(let comparison, let limit, _)):
      guard let limit = limit.shortDouble else { return nil }
      return Self.compare(rows, comparison, limit)
    case (.bools(let rows), .compare(.equal, .bool(let wanted), _)),
      (.bools(let rows), .compare(.exactlyEqual, .bool(let wanted), _)):
      return wanted ? rows : ~rows
    case (.instants(let rows), .compare(let comparison, .date(let limit), _)):
      return Self.compare(rows, comparison, limit.millisecondsSince1970)
    case (.days(let rows), .compare(let comparison, .day(let limit), _)):
      return Self.compare(rows, comparison, Int32(truncatingIfNeeded: limit.dayNumber))
    case (.money(let rows, let currency), .compare(let comparison, .money(let limit), _)):
      guard limit.currency == currency else { return nil }
      return Self.compare(rows, comparison, limit.minorUnits)
    case (.instants(let rows), .date(_, let bounds)):
      if bounds.isAnniversary { return Bitmap(rows) { bounds.holds(instant: $0) } }
      let (lower, upper) = (bounds.instants.lowerBound, bounds.instants.upperBound)
      return Bitmap(rows) { $0 >= lower && $0 < upper }
    case (.days(let rows), .date(let test, let bounds)):
      guard !test.needsInstant else { return nil }
      if bounds.isAnniversary { return Bitmap(rows) { bounds.holds(day: CalendarDay(clamping: Int($0))) } }
      let (lower, upper) = (Int32(clamping: bounds.days.lowerBound), Int32(clamping: bounds.days.upperBound))
      return Bitmap(rows) { $0 >= lower && $0 < upper }
    default: return nil
    }
  }

  @inline(__always)
  private static func compare<Number: Comparable>(
    _ rows: [Number], _ comparison: Condition.Comparison, _ limit: Number
  ) -> Bitmap? {
    switch comparison {
    case .equal, .exactlyEqual: Bitmap(rows) { $0 == limit }
    case .less: Bitmap(rows) { $0 < limit }
    case .lessOrEqual: Bitmap(rows) { $0 <= limit }
    case .greater: Bitmap(rows) { $0 > limit }
    case .greaterOrEqual: Bitmap(rows) { $0 >= limit }
    case .contains, .exactlyContains, .beginsWith, .exactlyBeginsWith: nil
    }
  }
}

extension FieldValue {
  /// The binary number that compares with others as this number does with the decimals they stand for; `nil` where 15 digits are
  /// not enough to be sure.
  fileprivate var shortDouble: Double? {
    switch self {
    case .integer(let number): return number.magnitude < 1_000_000_000_000_000 ? Double(number) : nil
    case .decimal(let number):
      let text = number.description
      let digits = text.utf8.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.drop {
        $0 == UInt8(ascii: "0")
      }
      return digits.count <= 15 ? Double(text) : nil
    default: return nil
    }
  }
}
