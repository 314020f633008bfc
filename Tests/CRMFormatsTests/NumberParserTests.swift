import CRMFormats
import Foundation
import Testing

@Suite struct NumberParserTests {
  private func number(_ text: String, _ style: NumberParser.Style = .automatic) throws -> String {
    try NumberParser(style).number(text).description
  }

  private func failure(_ text: String, _ style: NumberParser.Style = .automatic) -> NumberParser.Failure? {
    do {
      _ = try NumberParser(style).number(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func readsWhatListsHold() throws {
    let samples: [(String, String)] = [
      ("1 234,56", "1234.56"), ("1,234.56", "1234.56"), ("1'234.56", "1234.56"), ("1.234.567,8", "1234567.8"),
      ("1\u{A0}234,5", "1234.5"), ("1\u{202F}234\u{202F}567", "1234567"), ("1’234", "1234"),
      ("12,34,567.00", "1234567"),
      ("$1,234.56", "1234.56"), ("1 234,56 ₽", "1234.56"), ("CHF 1'234.50", "1234.5"), ("€ -5", "-5"),
      ("-$5.25", "-5.25"),
      ("5- €", "-5"), ("(1,234.56)", "-1234.56"), ("($5)", "-5"), ("−7", "-7"), ("+7", "7"), ("0,125", "0.125"),
      ("100 грн.", "100"), ("12.50 руб.", "12.5"), ("￥1,000,000", "1000000"), (".5", "0.5"), ("5.", "5"), ("0", "0"),
      ("-0", "0"), ("1234,567", "1234.567"), ("12 345,678", "12345.678"), ("2 500 zł", "2500"), ("99.9元", "99.9"),
      ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
      ("0.00000000000000000001", "0.00000000000000000001"), ("EUR1.5", "1.5"),
    ]
    for (text, expected) in samples { #expect(try number(text) == expected, "\(text)") }
  }

  @Test func stylesDecideWhatIsAmbiguous() throws {
    #expect(failure("1,234") == .ambiguous)
    #expect(failure("1.234") == .ambiguous)
    #expect(try number("1,234", .point) == "1234")
    #expect(try number("1,234", .comma) == "1.234")
    #expect(try number("1.234", .point) == "1.234")
    #expect(try number("1.234", .comma) == "1234")
    #expect(try number("1,23") == "1.23")
    #expect(try number("1,234,567") == "1234567")
  }

  @Test func refusesTheRest() {
    #expect(failure("") == .empty)
    #expect(failure(" \u{A0}") == .empty)
    for text in ["abc", "1a", "--1", "$", "12%", "1e5", "1-2", "+49 30 1a", "()", "€5$", "-", "١٢"] {
      #expect(failure(text) == .notANumber, "\(text)")
    }
    for text in [
      "1,23,4", "1 23", "1.2.3", "1,234,56.7", "1 234.567,8,9", "1,,234", "1.234,5.6", "1'2345", "1,234 567",
    ] {
      #expect(failure(text) == .misplacedGrouping, "\(text)")
    }
    #expect(failure("1.2.3", .point) == .misplacedGrouping)
    #expect(failure("123456789012345678901234567890123456789") == .tooManyDigits)
  }

  @Test func detectsTheStyle() {
    #expect(NumberStyleReport(samples: ["1,234.50", "12.5"]).best == .point)
    #expect(NumberStyleReport(samples: ["1 234,50", "12,5", ""]).best == .comma)
    let open = NumberStyleReport(samples: ["1,234", "2,500"])
    #expect(open.isAmbiguous && open.samplesRead == 2)
    let plain = NumberStyleReport(samples: ["5", "7"])
    #expect(plain.best == .point && !plain.isAmbiguous)
    #expect(NumberStyleReport(samples: ["x"]).best == nil)
    let settled = NumberStyleReport(samples: ["1,234", "2,5"])
    #expect(settled.best == .comma && !settled.isAmbiguous)
  }
}
