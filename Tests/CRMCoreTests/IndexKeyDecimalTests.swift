import Foundation
import Testing

@testable import CRMCore

/// Decimals sort by value, whatever digits and exponent they are written with.
@Suite struct IndexKeyDecimalTests {
  /// digits × 10^exponent with a sign, compared by its own rule.
  private struct Model {
    var isNegative: Bool
    var digits: UInt64
    var exponent: Int

    var decimal: Decimal {
      Decimal(sign: isNegative ? .minus : .plus, exponent: exponent, significand: Decimal(digits))
    }

    /// The value times 10^60 as decimal digits, left-padded: comparable as text.
    private var scaled: String {
      let text = String(digits) + String(repeating: "0", count: exponent + 60)
      return String(repeating: "0", count: 150 - text.count) + text
    }

    static func isLess(_ left: Model, _ right: Model) -> Bool {
      let signs = (left.digits == 0 ? 0 : left.isNegative ? -1 : 1, right.digits == 0 ? 0 : right.isNegative ? -1 : 1)
      if signs.0 != signs.1 { return signs.0 < signs.1 }
      if signs.0 == 0 { return false }
      return signs.0 > 0 ? left.scaled < right.scaled : right.scaled < left.scaled
    }
  }

  @Test func randomDecimalsSortByValue() {
    var generator = SeededGenerator(seed: 31)
    var models: [Model] = []
    for _ in 0..<160 {
      let digits = UInt64.random(in: 0...(1 << UInt64.random(in: 0...60, using: &generator)), using: &generator)
      let exponent = Int.random(in: Bool.random(using: &generator) ? -3...3 : -60...60, using: &generator)
      models.append(Model(isNegative: Bool.random(using: &generator), digits: digits, exponent: exponent))
    }
    let keys = models.map { IndexKey($0.decimal) }
    for left in models.indices {
      for right in models.indices {
        let isLess = Model.isLess(models[left], models[right])
        #expect((keys[left] < keys[right]) == isLess, "seed 31: \(models[left]) \(models[right])")
      }
    }
  }

  @Test func equalValuesHaveEqualKeys() {
    for value in [1, 10, 100, 12_300] as [Decimal] {
      for exponent in -5...0 {
        let scaled = Decimal(sign: .plus, exponent: exponent, significand: value * pow(10, -exponent))
        #expect(IndexKey(scaled) == IndexKey(value), "\(value) with exponent \(exponent)")
        #expect(IndexKey(-scaled) == IndexKey(-value), "-\(value) with exponent \(exponent)")
      }
    }
    #expect(IndexKey(Decimal(sign: .plus, exponent: -2, significand: 0)) == IndexKey(Decimal(0)))
    #expect(IndexKey(Decimal(sign: .minus, exponent: 0, significand: 0)) == IndexKey(Decimal(0)))
  }

  @Test func ascendingList() {
    let texts = [
      "-1e60", "-12345678901234567890", "-100", "-99.99", "-10", "-1.5", "-1.01", "-1", "-0.5", "-0.05", "-1e-60", "0",
      "1e-60", "0.049", "0.05", "0.5", "1", "1.01", "1.5", "9.99", "10", "10.5", "99", "100", "12345678901234567890",
      "12345678901234567890.5", "1e60", "1e100",
    ]
    let keys = texts.compactMap { Decimal(string: $0, locale: Locale(identifier: "en_US_POSIX")) }.map { IndexKey($0) }
    #expect(keys.count == texts.count)
    for index in 1..<keys.count { #expect(keys[index - 1] < keys[index], "\(texts[index - 1]) \(texts[index])") }
    #expect(IndexKey(Decimal.nan) < keys[0])
    #expect(IndexKey(-Decimal.greatestFiniteMagnitude) < keys[0])
    #expect(keys[keys.count - 1] < IndexKey(Decimal.greatestFiniteMagnitude))
  }
}
