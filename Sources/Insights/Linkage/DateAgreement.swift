/// How far two dates agree, when at least one of them may have been mistyped.
public enum DateAgreement: Int, Hashable, Sendable, CaseIterable {
  /// The same day.
  case exact
  /// One slip apart: day and month exchanged, one digit wrong, or two neighbouring digits swapped.
  case slip
  /// Two of year, month and day are equal.
  case twoParts
  /// Nothing of this.
  case none

  /// The agreement of two dates written as year · 10,000 + month · 100 + day: 1971-06-24 is 19710624.
  ///
  /// Numbers need not be dates that exist, so that a 31 February in a source still compares. O(1).
  public init(_ left: Int, _ right: Int) {
    guard left != right else {
      self = .exact
      return
    }
    let a = (year: left / 10_000, month: left / 100 % 100, day: left % 100)
    let b = (year: right / 10_000, month: right / 100 % 100, day: right % 100)
    let equalParts = (a.year == b.year ? 1 : 0) + (a.month == b.month ? 1 : 0) + (a.day == b.day ? 1 : 0)
    if a.year == b.year, a.month == b.day, a.day == b.month {
      self = .slip
    } else if Self.isOneSlip(left, right) {
      self = .slip
    } else {
      self = equalParts == 2 ? .twoParts : .none
    }
  }

  /// Whether the eight digits differ in one place, or in two neighbouring ones that are swapped.
  private static func isOneSlip(_ left: Int, _ right: Int) -> Bool {
    var a = left
    var b = right
    var differing: [(Int, Int)] = []
    var place = 0
    var places: [Int] = []
    while a > 0 || b > 0 {
      if a % 10 != b % 10 {
        differing.append((a % 10, b % 10))
        places.append(place)
        if differing.count > 2 { return false }
      }
      a /= 10
      b /= 10
      place += 1
    }
    guard differing.count == 2 else { return differing.count == 1 }
    let isSwapped = differing[0].0 == differing[1].1 && differing[0].1 == differing[1].0
    return isSwapped && places[1] == places[0] + 1
  }
}
