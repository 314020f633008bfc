import CRMCore
import Foundation
import Testing

@Suite struct MoneyTests {
  private func eur(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .eur) }

  @Test func addsAndSubtractsExactly() throws {
    #expect(try eur(10) + eur(20) == eur(30))
    #expect(try eur(10) - eur(25) == eur(-15))
    #expect(try eur(-5).negated() == eur(5))
    #expect(try eur(-5).magnitude() == eur(5))
    #expect(try eur(7).multiplied(by: -3) == eur(-21))
    #expect(try Money(units: 5, .kwd).minorUnits == 5000)
  }

  @Test func refusesMixedCurrencies() {
    let usd = Money(minorUnits: 1, currency: .usd)
    #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try eur(1).adding(usd) }
    #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try eur(1).subtracting(usd) }
    #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try eur(1).isLess(than: usd) }
    #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try [eur(1), usd].total(in: .eur) }
    #expect(throws: MoneyError.currencyMismatch(.eur, .usd)) { try eur(1).ratio(to: usd) }
    #expect((eur(1) < usd) == nil && (eur(1) < eur(2)) == true && (eur(2) < eur(2)) == false)
  }

  @Test func overflowIsAnError() {
    #expect(throws: MoneyError.overflow) { try eur(.max) + eur(1) }
    #expect(throws: MoneyError.overflow) { try eur(.min) - eur(1) }
    #expect(throws: MoneyError.overflow) { try eur(.min).negated() }
    #expect(throws: MoneyError.overflow) { try eur(.max).multiplied(by: 2) }
    #expect(throws: MoneyError.overflow) { try eur(.max).multiplied(by: Ratio(3, over: 2), rounding: .down) }
    #expect(throws: MoneyError.overflow) { try eur(.max).multiplied(by: Ratio(.max), rounding: .down) }
    #expect(throws: MoneyError.overflow) { try [eur(.max), eur(1)].total(in: .eur) }
    #expect(throws: MoneyError.overflow) { try Money(units: .max, .eur) }
    #expect(throws: MoneyError.overflow) { try eur(.max).roundedToCash(increment: 5, rounding: .up) }
  }

  @Test func totalsOverflowOnlyAtTheEnd() throws {
    #expect(try [eur(.max), eur(.max), eur(-.max), eur(-.max), eur(3)].total(in: .eur) == eur(3))
    #expect(try [Money]().total(in: .jpy) == .zero(.jpy))
    let mixed = [eur(1), Money(minorUnits: 5, currency: .usd), eur(2)]
    #expect(try mixed.totalsByCurrency() == [.eur: eur(3), .usd: Money(minorUnits: 5, currency: .usd)])
  }

  @Test(arguments: [
    ("12.34", 1234), ("-0.5", -50), ("+7", 700), ("0012.30", 1230), ("12.3400", 1234), ("-0.00", 0),
    ("92233720368547758.07", Int64.max), ("-92233720368547758.08", Int64.min),
  ])
  func readsPlainDecimals(text: String, minorUnits: Int64) throws {
    #expect(try Money(text, .eur) == eur(minorUnits))
  }

  @Test(arguments: ["", "-", ".5", "5.", "1,000.00", "1e3", "12.3.4", " 1", "١", "0x1", "--1", "1-", "NaN"])
  func refusesOtherText(text: String) {
    #expect(throws: MoneyError.invalidNumber) { try Money(text, .eur) }
  }

  @Test func refusesOrRoundsWhatIsTooFine() throws {
    #expect(throws: MoneyError.finerThanMinorUnit(.eur)) { try Money("0.005", .eur) }
    #expect(throws: MoneyError.finerThanMinorUnit(.jpy)) { try Money("1.5", .jpy) }
    #expect(throws: MoneyError.overflow) { try Money("92233720368547758.08", .eur) }
    #expect(throws: MoneyError.overflow) { try Money(String(repeating: "9", count: 60), .eur) }
    #expect(try Money("0.005", .eur, rounding: .halfEven) == eur(0))
    #expect(try Money("0.005", .eur, rounding: .halfUp) == eur(1))
    #expect(try Money("1.2345", #require(Currency("CLF"))).minorUnits == 12345)
  }

  @Test func decimalsAreExactBothWays() throws {
    #expect(try Money(#require(Decimal(string: "19.99")), .eur) == eur(1999))
    #expect(throws: MoneyError.invalidNumber) { try Money(Decimal.nan, .eur) }
    for minorUnits in [Int64.min, -12345, -1, 0, 1, 99, 100, .max] {
      #expect(try Money(eur(minorUnits).decimal, .eur) == eur(minorUnits))
    }
    #expect(eur(-5).description == "-0.05 EUR")
    #expect(Money(minorUnits: 1200, currency: .jpy).description == "1200 JPY")
    #expect(Money(minorUnits: 1, currency: .kwd).amountText == "0.001")
    #expect(eur(.min).amountText == "-92233720368547758.08")
  }

  @Test func isReadableTextOnDisk() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(eur(123_456)), as: UTF8.self)
    #expect(json == #"{"amount":"1234.56","currency":"EUR"}"#)
    #expect(try JSONDecoder().decode(Money.self, from: Data(json.utf8)) == eur(123_456))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Money.self, from: Data(#"{"amount":"1.5","currency":"JPY"}"#.utf8))
    }
  }

  @Test func formatsWithItsOwnDecimalPlaces() {
    let locale = Locale(identifier: "en_US")
    #expect(eur(123_456).formatted(locale: locale) == "€1,234.56")
    #expect(Money(minorUnits: 1234, currency: .kwd).formatted(locale: locale).hasSuffix("1.234"))
    #expect(Money(minorUnits: 1234, currency: .jpy).formatted(locale: locale) == "¥1,234")
  }

  /// Swiss and Swedish tills; ties go away from zero.
  @Test func roundsForCash() throws {
    func chf(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .chf) }
    #expect(try chf(1002).roundedToCash() == chf(1000))
    #expect(try chf(1003).roundedToCash() == chf(1005))
    #expect(try chf(-1003).roundedToCash() == chf(-1005))
    #expect(try Money(minorUnits: 1050, currency: .sek).roundedToCash().minorUnits == 1100)
    #expect(try Money(minorUnits: 1050, currency: .sek).roundedToCash(rounding: .halfDown).minorUnits == 1000)
    #expect(try eur(1003).roundedToCash() == eur(1003))
    #expect(try eur(1003).roundedToCash(increment: 5) == eur(1005))
    #expect(throws: MoneyError.divisionByZero) { try eur(1).roundedToCash(increment: 0) }
  }
}
