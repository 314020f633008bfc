import Foundation

/// The values of a `oneOf` leaf made ready for look-up in constant time: texts folded, whole decimals as integers.
struct ValueList {
  /// The kinds of the values, each once, in the order of the list.
  let kinds: [FieldValue.Kind]
  /// The numbers, if all values are whole numbers.
  let wholeNumbers: Set<Int64>
  /// Whether all values are whole numbers.
  let isWholeNumbers: Bool
  private let values: Set<FieldValue>

  init(_ list: [FieldValue]) {
    var kinds: [FieldValue.Kind] = []
    for value in list where !kinds.contains(value.kind) { kinds.append(value.kind) }
    self.kinds = kinds
    values = Set(list.map(Self.normal))
    wholeNumbers = Set(values.compactMap { if case .integer(let number) = $0 { number } else { nil } })
    isWholeNumbers = wholeNumbers.count == values.count
  }

  /// Whether a value equals one of the list, as ``Condition/Comparison/equal`` compares.
  func contains(_ value: FieldValue) -> Bool { values.contains(Self.normal(value)) }

  private static func normal(_ value: FieldValue) -> FieldValue {
    switch value {
    case .text(let text): .text(TextFolding.folded(text))
    case .decimal(let number): number.wholeNumber.map { .integer($0) } ?? value
    case .date(let date): .date(date.truncatedToMilliseconds)
    default: value
    }
  }
}

extension Decimal {
  /// The number as an integer, if it is one that fits.
  var wholeNumber: Int64? {
    guard isFinite, magnitude < 9_000_000_000_000_000_000 else { return nil }
    let parts = description.split(separator: ".", maxSplits: 1)
    if parts.count == 2, parts[1].contains(where: { $0 != "0" }) { return nil }
    return parts.first.flatMap { Int64($0) }
  }
}
