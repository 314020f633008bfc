import CRMCore
import Foundation
import Testing

@Suite struct RoundingTests {
  /// The table of IEEE 754 / Java `RoundingMode` for 5.5, 2.5, 1.6, 1.1, 1.0 and their opposites.
  /// Source: documentation of java.math.RoundingMode.
  @Test(arguments: [
    (RoundingMode.up, [6, 3, 2, 2, 1, -1, -2, -2, -3, -6]),
    (.down, [5, 2, 1, 1, 1, -1, -1, -1, -2, -5]),
    (.ceiling, [6, 3, 2, 2, 1, -1, -1, -1, -2, -5]),
    (.floor, [5, 2, 1, 1, 1, -1, -2, -2, -3, -6]),
    (.halfUp, [6, 3, 2, 1, 1, -1, -1, -2, -3, -6]),
    (.halfDown, [5, 2, 2, 1, 1, -1, -1, -2, -2, -5]),
    (.halfEven, [6, 2, 2, 1, 1, -1, -1, -2, -2, -6]),
  ])
  func followsThePublishedTable(mode: RoundingMode, expected: [Int64]) throws {
    let tenths: [Int64] = [55, 25, 16, 11, 10, -10, -11, -16, -25, -55]
    let tenth = try Ratio(1, over: 10)
    for (units, wanted) in zip(tenths, expected) {
      let rounded = try Money(minorUnits: units, currency: .jpy).multiplied(by: tenth, rounding: mode)
      #expect(rounded.minorUnits == wanted, "\(units) tenths, \(mode)")
    }
  }

  /// Every mode, checked by definition with whole numbers instead of by the code's own route.
  @Test func everyModeAgreesWithItsDefinition() throws {
    for units in Int64(-40)...40 {
      for denominator in 1...9 {
        for mode in RoundingMode.allCases {
          let ratio = try Ratio(1, over: denominator)
          let got = try Money(minorUnits: units, currency: .jpy).multiplied(by: ratio, rounding: mode).minorUnits
          let exact = Double(units) / Double(denominator)
          let wanted: Double =
            switch mode {
            case .halfEven: exact.rounded(.toNearestOrEven)
            case .halfUp: exact.rounded(.toNearestOrAwayFromZero)
            case .halfDown: (exact.magnitude - 0.5).rounded(.up) * (exact < 0 ? -1 : 1)
            case .up: exact.rounded(.awayFromZero)
            case .down: exact.rounded(.towardZero)
            case .ceiling: exact.rounded(.up)
            case .floor: exact.rounded(.down)
            }
          if Double(got) != wanted { Issue.record("\(units)/\(denominator) \(mode): \(got)") }
        }
      }
    }
  }

  /// Products beyond 128 bits stay exact. Expected values calculated with Python's integers.
  @Test func wideProductsAreExact() throws {
    let units = Int64.max - 1
    let money = Money(minorUnits: units, currency: .eur)
    let ratio = try Ratio("12345678901234567890123456789/31415926535897932384626433833")
    #expect(try money.multiplied(by: ratio, rounding: .down).minorUnits == 3_624_556_144_270_353_942)
    #expect(try money.multiplied(by: ratio, rounding: .up).minorUnits == 3_624_556_144_270_353_943)
  }
}
