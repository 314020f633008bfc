import Foundation

/// One field of some thousand rows, in the representation that is compared fastest. Rows come in whole words of 64.
struct ChunkColumn: Sendable {
  enum Storage: Sendable {
    /// No row has a value.
    case absent
    case integers([Int64])
    /// Milliseconds since 1970.
    case instants([Int64])
    /// Days since 1970-01-01.
    case days([Int32])
    /// Minor units of one currency.
    case money([Int64], Currency)
    /// One bit for each row.
    case bools([UInt64])
    /// Numbers in the field's ``FieldCodes``: everything else, and kinds that are mixed.
    case codes([UInt32])
  }

  private(set) var storage = Storage.absent
  /// One bit for each row without a value, also for rows without a record.
  private(set) var missing: [UInt64] = []

  var rows: Int { missing.count * 64 }

  /// Makes room for another 64 rows.
  mutating func addWord() {
    missing.append(.max)
    switch take() {
    case .absent: break
    case .integers(let values): storage = .integers(Self.longer(values, 0))
    case .instants(let values): storage = .instants(Self.longer(values, 0))
    case .days(let values): storage = .days(Self.longer(values, 0))
    case .money(let values, let currency): storage = .money(Self.longer(values, 0), currency)
    case .bools(var words):
      words.append(0)
      storage = .bools(words)
    case .codes(let values): storage = .codes(Self.longer(values, 0))
    }
  }

  /// Gives a row a value; `nil` takes it away.
  mutating func set(_ row: Int, to value: FieldValue?, _ codes: inout FieldCodes) {
    let bit: UInt64 = 1 << UInt64(row % 64)
    guard let value, value != .null else {
      missing[row / 64] |= bit
      return
    }
    if case .absent = storage { storage = Self.storage(for: value, rows: rows) }
    if !put(value, row, &codes) {
      generalise(&codes)
      _ = put(value, row, &codes)
    }
    missing[row / 64] &= ~bit
  }

  /// The value of a row; `nil` is missing.
  func value(at row: Int, _ codes: FieldCodes) -> FieldValue? {
    guard hasValue(row) else { return nil }
    switch storage {
    case .absent: return nil
    case .integers(let values): return .integer(values[row])
    case .instants(let values): return .date(Date(millisecondsSince1970: values[row]))
    case .days(let values): return .day(CalendarDay(clamping: Int(values[row])))
    case .money(let values, let currency): return .money(Money(minorUnits: values[row], currency: currency))
    case .bools(let words): return .bool(words[row / 64] >> UInt64(row % 64) & 1 == 1)
    case .codes(let values): return codes.values[Int(values[row])]
    }
  }

  /// Whether a row has a value.
  func hasValue(_ row: Int) -> Bool { missing[row / 64] >> UInt64(row % 64) & 1 == 0 }

  /// The bytes held.
  var bytes: Int {
    let values =
      switch storage {
      case .absent: 0
      case .integers(let values), .instants(let values), .money(let values, _): values.capacity * 8
      case .days(let values): values.capacity * 4
      case .bools(let words): words.capacity * 8
      case .codes(let values): values.capacity * 4
      }
    return values + missing.capacity * 8
  }

  /// Takes the storage out, so that it can be changed without being copied.
  private mutating func take() -> Storage {
    let taken = storage
    storage = .absent
    return taken
  }

  /// Whether the value fits the storage; if so it is there.
  private mutating func put(_ value: FieldValue, _ row: Int, _ codes: inout FieldCodes) -> Bool {
    switch (take(), value) {
    case (.integers(var values), .integer(let number)):
      values[row] = number
      storage = .integers(values)
    case (.instants(var values), .date(let date)):
      values[row] = date.millisecondsSince1970
      storage = .instants(values)
    case (.days(var values), .day(let day)):
      values[row] = Int32(truncatingIfNeeded: day.dayNumber)
      storage = .days(values)
    case (.money(var values, let currency), .money(let amount)) where amount.currency == currency:
      values[row] = amount.minorUnits
      storage = .money(values, currency)
    case (.bools(var words), .bool(let flag)):
      let bit: UInt64 = 1 << UInt64(row % 64)
      if flag { words[row / 64] |= bit } else { words[row / 64] &= ~bit }
      storage = .bools(words)
    case (.codes(var values), _):
      values[row] = codes.code(of: value)
      storage = .codes(values)
    case (let other, _):
      storage = other
      return false
    }
    return true
  }

  /// Turns plain values into codes, because a value of another kind or currency has come.
  private mutating func generalise(_ codes: inout FieldCodes) {
    var numbers = [UInt32](repeating: 0, count: rows)
    for row in 0..<rows {
      if let value = value(at: row, codes) { numbers[row] = codes.code(of: value) }
    }
    storage = .codes(numbers)
  }

  private static func storage(for value: FieldValue, rows: Int) -> Storage {
    switch value {
    case .integer: .integers([Int64](repeating: 0, count: rows))
    case .date: .instants([Int64](repeating: 0, count: rows))
    case .day: .days([Int32](repeating: 0, count: rows))
    case .money(let amount): .money([Int64](repeating: 0, count: rows), amount.currency)
    case .bool: .bools([UInt64](repeating: 0, count: rows / 64))
    default: .codes([UInt32](repeating: 0, count: rows))
    }
  }

  private static func longer<Value>(_ values: consuming [Value], _ placeholder: Value) -> [Value] {
    for _ in 0..<64 { values.append(placeholder) }
    return values
  }
}
