import Foundation

/// Equality and order of field values as rules understand them.
enum FieldComparison {
  /// Whether two values are the same; `nil` where their kinds cannot be compared. Texts compare folded, integers and decimals
  /// by number; amounts of different currencies differ.
  static func areEqual(_ left: FieldValue, _ right: FieldValue) -> Bool? {
    switch (left, right) {
    case (.text(let a), .text(let b)): return a == b || TextFolding.folded(a) == TextFolding.folded(b)
    case (.integer(let a), .decimal(let b)), (.decimal(let b), .integer(let a)): return Decimal(a) == b
    case (.date(let a), .date(let b)): return a.millisecondsSince1970 == b.millisecondsSince1970
    default: return left.kind == right.kind ? left == right : nil
    }
  }

  /// How the first of two values, neither of them text, is ordered to the second; `nil` where there is no order.
  static func order(_ left: FieldValue, _ right: FieldValue) -> ComparisonResult? {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): order(of: a, b)
    case (.integer(let a), .decimal(let b)): order(of: Decimal(a), b)
    case (.decimal(let a), .integer(let b)): order(of: a, Decimal(b))
    case (.decimal(let a), .decimal(let b)): order(of: a, b)
    case (.date(let a), .date(let b)): order(of: a.millisecondsSince1970, b.millisecondsSince1970)
    case (.day(let a), .day(let b)): order(of: a, b)
    case (.money(let a), .money(let b)): a.currency == b.currency ? order(of: a.minorUnits, b.minorUnits) : nil
    default: nil
    }
  }

  private static func order<T: Comparable>(of left: T, _ right: T) -> ComparisonResult {
    left < right ? .orderedAscending : left > right ? .orderedDescending : .orderedSame
  }
}

extension FieldValue.Kind {
  /// Whether values of this kind have an order.
  var isOrdered: Bool {
    switch self {
    case .text, .integer, .decimal, .date, .day, .money: true
    case .null, .bool, .choice, .choices, .reference, .list: false
    }
  }

  /// Whether values of both kinds can be the same.
  func isComparable(with other: FieldValue.Kind) -> Bool {
    self == other || (isNumber && other.isNumber)
  }

  private var isNumber: Bool { self == .integer || self == .decimal }
}

extension Condition.Comparison {
  /// Whether texts are compared as they are.
  var isExact: Bool {
    switch self {
    case .exactlyEqual, .exactlyContains, .exactlyBeginsWith: true
    case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual, .contains, .beginsWith: false
    }
  }

  /// Whether an order of value to limit passes; only for the four comparisons of order.
  func accepts(_ order: ComparisonResult) -> Bool {
    switch self {
    case .less: order == .orderedAscending
    case .lessOrEqual: order != .orderedDescending
    case .greater: order == .orderedDescending
    case .greaterOrEqual: order != .orderedAscending
    default: order == .orderedSame
    }
  }

  /// Compares two texts that are both folded, or both not to be.
  func holds(_ text: String, _ other: String) -> Bool {
    switch self {
    case .equal, .exactlyEqual: text == other
    case .less: text < other
    case .lessOrEqual: text <= other
    case .greater: text > other
    case .greaterOrEqual: text >= other
    case .contains, .exactlyContains: text.contains(other)
    case .beginsWith, .exactlyBeginsWith: text.hasPrefix(other)
    }
  }
}
