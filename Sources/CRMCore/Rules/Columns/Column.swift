import Foundation

/// The values of one field for many subjects, one row each, in the representation that is compared fastest.
public struct Column: Sendable {
  /// The values; those of missing rows are arbitrary.
  public enum Values: Sendable {
    /// Whole numbers.
    case integers([Int64])
    /// Binary numbers, for what is computed in them: scores and rates. Each stands for the decimal number that its shortest text
    /// shows; rows that are not finite are missing.
    case doubles([Double])
    /// Yes or no.
    case bools(Bitmap)
    /// Instants, in milliseconds since 1970.
    case instants([Int64])
    /// Days, by their number since 1970-01-01.
    case days([Int32])
    /// Amounts of one currency, in its minor units.
    case money([Int64], Currency)
    /// Numbers of entries in a dictionary of values: texts, choices, references, lists of tags.
    case codes([UInt32], dictionary: [FieldValue])
    /// Anything; slow. `.null` is missing.
    case values([FieldValue])
  }

  /// The values.
  public let values: Values
  /// The rows without a value; `nil` if every row has one.
  public let missing: Bitmap?
  /// The number of rows.
  public let count: Int

  /// A column.
  ///
  /// - Parameters:
  ///   - values: one for each row.
  ///   - missing: the rows without a value, in addition to those that the representation itself shows as missing.
  /// - Precondition: the bitmap has as many rows as there are values, and every code is in the dictionary.
  public init(_ values: Values, missing: Bitmap? = nil) {
    let count = values.count
    precondition(missing == nil || missing?.count == count, "the bitmap of missing rows must fit the column")
    self.count = count
    var missing = missing
    var values = values
    func add(_ more: Bitmap) {
      guard !more.isZero else { return }
      missing = missing.map { $0 | more } ?? more
    }
    switch values {
    case .doubles(let numbers):
      add(Bitmap(numbers) { !($0.magnitude < 1e120) })
      if numbers.contains(where: { $0 != 0 && $0.magnitude < 1e-110 }) {
        values = .doubles(numbers.map { $0.magnitude < 1e-110 ? 0 : $0 })
      }
    case .codes(let codes, let dictionary):
      precondition(codes.allSatisfy { $0 < dictionary.count } || missing != nil, "a code is not in the dictionary")
      add(Bitmap(codes) { $0 < dictionary.count ? dictionary[Int($0)] == .null : true })
    case .values(let items): add(Bitmap(items) { $0 == .null })
    default: break
    }
    self.values = values
    self.missing = missing
  }

  /// A column of any values in the best representation for them; `nil` is missing. O(rows).
  public init(_ items: [FieldValue?]) {
    self = ColumnBuilder.column(of: items)
  }

  /// The value of a row; `nil` is missing.
  ///
  /// - Precondition: the row is within `0..<count`.
  public func value(at row: Int) -> FieldValue? {
    precondition(row >= 0 && row < count, "no such row")
    if let missing, missing[row] { return nil }
    switch values {
    case .integers(let numbers): return .integer(numbers[row])
    case .doubles(let numbers): return numbers[row].fieldValue
    case .bools(let bits): return .bool(bits[row])
    case .instants(let instants): return .date(Date(millisecondsSince1970: instants[row]))
    case .days(let days): return .day(CalendarDay(clamping: Int(days[row])))
    case .money(let amounts, let currency): return .money(Money(minorUnits: amounts[row], currency: currency))
    case .codes(let codes, let dictionary): return dictionary[Int(codes[row])]
    case .values(let items): return items[row]
    }
  }
}

extension Column.Values {
  /// The number of rows.
  public var count: Int {
    switch self {
    case .integers(let values), .instants(let values), .money(let values, _): values.count
    case .doubles(let values): values.count
    case .bools(let bits): bits.count
    case .days(let values): values.count
    case .codes(let values, _): values.count
    case .values(let values): values.count
    }
  }
}

/// Chooses a representation for values of any kind.
private enum ColumnBuilder {
  static func column(of items: [FieldValue?]) -> Column {
    let missing = Bitmap(items.lazy.map { $0 == nil || $0 == .null })
    let absent = missing.isZero ? nil : missing
    guard let first = items.first(where: { $0 != nil && $0 != .null }) ?? nil else {
      return Column(.integers([Int64](repeating: 0, count: items.count)), missing: absent)
    }
    switch first {
    case .integer:
      return column(items, absent, or: 0, Column.Values.integers) { if case .integer(let x) = $0 { x } else { nil } }
    case .bool:
      return column(items, absent, or: false, { .bools(Bitmap($0)) }) { if case .bool(let x) = $0 { x } else { nil } }
    case .date:
      return column(items, absent, or: 0, Column.Values.instants) {
        if case .date(let date) = $0 { date.millisecondsSince1970 } else { nil }
      }
    case .day:
      return column(items, absent, or: 0, Column.Values.days) {
        if case .day(let day) = $0 { Int32(truncatingIfNeeded: day.dayNumber) } else { nil }
      }
    case .money(let amount):
      return column(items, absent, or: 0, { .money($0, amount.currency) }) {
        if case .money(let money) = $0, money.currency == amount.currency { money.minorUnits } else { nil }
      }
    case .text, .choice, .choices, .reference, .list: return coded(items, absent)
    case .decimal, .null: return Column(.values(items.map { $0 ?? .null }))
    }
  }

  /// A column of one plain type, or of boxed values if an item is not of it.
  private static func column<Value>(
    _ items: [FieldValue?], _ missing: Bitmap?, or placeholder: Value, _ make: ([Value]) -> Column.Values,
    _ read: (FieldValue) -> Value?
  ) -> Column {
    var values: [Value] = []
    values.reserveCapacity(items.count)
    for item in items {
      if let item, item != .null {
        guard let value = read(item) else { return Column(.values(items.map { $0 ?? .null })) }
        values.append(value)
      } else {
        values.append(placeholder)
      }
    }
    return Column(make(values), missing: missing)
  }

  private static func coded(_ items: [FieldValue?], _ missing: Bitmap?) -> Column {
    var codes: [UInt32] = []
    codes.reserveCapacity(items.count)
    var dictionary: [FieldValue] = []
    var known: [FieldValue: UInt32] = [:]
    for item in items {
      guard let item, item != .null else {
        codes.append(0)
        continue
      }
      if let code = known[item] {
        codes.append(code)
      } else {
        let code = UInt32(truncatingIfNeeded: dictionary.count)
        known[item] = code
        dictionary.append(item)
        codes.append(code)
      }
    }
    return Column(.codes(codes, dictionary: dictionary), missing: missing)
  }
}
