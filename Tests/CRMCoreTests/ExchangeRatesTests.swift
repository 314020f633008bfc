import CRMCore
import Foundation
import Testing

@Suite struct ExchangeRatesTests {
  private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

  private func quote(_ from: Currency, _ to: Currency, _ on: String, _ rate: String) throws -> ExchangeRate {
    try ExchangeRate(from: from, to: to, day: day(on), rate: Ratio(rate), source: "test")
  }

  @Test func takesTheMostRecentOnOrBefore() throws {
    let rates = FixedExchangeRates([
      try quote(.eur, .usd, "2026-01-09", "1.20"), try quote(.eur, .usd, "2026-01-05", "1.10"),
    ])
    #expect(try rates.rate(from: .eur, to: .usd, on: day("2026-01-08")).rate == Ratio("1.10"))
    #expect(try rates.rate(from: .eur, to: .usd, on: day("2026-01-09")).rate == Ratio("1.20"))
    #expect(try rates.rate(from: .eur, to: .usd, on: day("2030-01-01")).day == day("2026-01-09"))
    #expect(throws: MoneyError.noRate(from: .eur, to: .usd, on: try day("2026-01-04"))) {
      try rates.rate(from: .eur, to: .usd, on: day("2026-01-04"))
    }
  }

  @Test func limitsTheAge() throws {
    let rates = FixedExchangeRates([try quote(.eur, .usd, "2026-01-05", "1.10")], maximumAge: 4)
    #expect(try rates.rate(from: .eur, to: .usd, on: day("2026-01-09")).day == day("2026-01-05"))
    #expect(throws: MoneyError.staleRate(from: .eur, to: .usd, lastQuoted: try day("2026-01-05"))) {
      try rates.rate(from: .eur, to: .usd, on: day("2026-01-10"))
    }
  }

  @Test func readsPairsBackwardsAndThroughThePivot() throws {
    let quotes = [
      try quote(.eur, .usd, "2026-01-05", "1.25"), try quote(.eur, .jpy, "2026-01-06", "160"),
      try quote(.usd, .eur, "2026-01-07", "0.5"),
    ]
    let rates = FixedExchangeRates(quotes, pivot: .eur)
    #expect(try rates.rate(from: .usd, to: .eur, on: day("2026-01-06")).rate == Ratio("0.8"))
    #expect(try rates.rate(from: .usd, to: .eur, on: day("2026-01-07")).rate == Ratio("0.5"))
    #expect(try rates.rate(from: .eur, to: .usd, on: day("2026-01-07")).rate == Ratio(2))
    let cross = try rates.rate(from: .usd, to: .jpy, on: day("2026-01-06"))
    #expect(try cross.rate == Ratio(128) && cross.day == day("2026-01-05"))
    #expect(throws: MoneyError.self) {
      try FixedExchangeRates(quotes).rate(from: .usd, to: .jpy, on: day("2026-01-06"))
    }
    #expect(try rates.rate(from: .gbp, to: .gbp, on: day("2000-01-01")).rate == .one)
  }

  @Test func convertsWithOneRounding() throws {
    let rates = FixedExchangeRates([
      try quote(.eur, .jpy, "2026-01-05", "161.37"), try quote(.eur, .kwd, "2026-01-05", "0.33155"),
    ])
    let on = try day("2026-01-05")
    let price = Money(minorUnits: 1999, currency: .eur)
    // 19.99 × 161.37 = 3225.7863; 19.99 × 0.33155 = 6.6276845
    #expect(try price.converted(to: .jpy, on: on, using: rates).description == "3226 JPY")
    #expect(try price.converted(to: .jpy, on: on, using: rates, rounding: .down).description == "3225 JPY")
    #expect(try price.converted(to: .kwd, on: on, using: rates).description == "6.628 KWD")
    #expect(try price.converted(to: .eur, on: day("1990-01-01"), using: rates) == price)
    let yen = Money(minorUnits: 16137, currency: .jpy)
    #expect(try yen.converted(to: .eur, on: on, using: rates).description == "100.00 EUR")
  }

  @Test func refusesARateThatIsNotPositive() throws {
    #expect(throws: MoneyError.invalidRate) { try quote(.eur, .usd, "2026-01-05", "0") }
    let good = try JSONEncoder().encode(quote(.eur, .usd, "2026-01-05", "1.1"))
    #expect(try JSONDecoder().decode(ExchangeRate.self, from: good) == quote(.eur, .usd, "2026-01-05", "1.1"))
    let bad = String(decoding: good, as: UTF8.self).replacing("1.1", with: "-1.1")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ExchangeRate.self, from: Data(bad.utf8)) }
  }
}
