import CRMCore
import Foundation
import Testing

@Suite struct RatioTests {
  @Test(arguments: [
    ("0.19", "0.19"), ("19%", "0.19"), ("1/3", "1/3"), ("2/4", "0.5"), ("-6/3", "-2"), ("1.0834", "1.0834"),
    ("0.5%", "0.005"), ("3", "3"), ("-0.10", "-0.1"), ("7/8", "0.875"), ("1/1024", "0.0009765625"),
  ])
  func readsAndWritesExactly(text: String, written: String) throws {
    let ratio = try Ratio(text)
    #expect(ratio.description == written)
    #expect(try Ratio(ratio.description) == ratio)
  }

  @Test(arguments: ["", "%", "1/", "/2", "1/2/3", "1.5/2", "1/-2", "a", "1 /2"])
  func refusesOtherText(text: String) {
    #expect(throws: MoneyError.invalidNumber) { try Ratio(text) }
  }

  @Test func refusesWhatCannotBe() throws {
    #expect(throws: MoneyError.divisionByZero) { try Ratio("1/0") }
    #expect(throws: MoneyError.divisionByZero) { try Ratio(1, over: 0) }
    #expect(throws: MoneyError.divisionByZero) { try Ratio.zero.inverted() }
    #expect(throws: MoneyError.overflow) { try Ratio(String(repeating: "7", count: 40)) }
    #expect(throws: MoneyError.invalidNumber) { try Ratio(Decimal.nan) }
    let tiny = try Ratio("0.00000000000000000000000000000000000001")
    #expect(throws: MoneyError.overflow) { try tiny.multiplied(by: tiny) }
  }

  @Test func calculatesExactly() throws {
    #expect(try Ratio(3, over: -6) == Ratio("-0.5"))
    #expect(try Ratio("1/3").multiplied(by: Ratio(3)) == .one)
    #expect(try Ratio("-2/7").inverted().description == "-3.5")
    #expect(try Ratio(#require(Decimal(string: "0.0725"))) == .basisPoints(725))
    #expect(Ratio.percent(7) < .percent(19))
    #expect(try Ratio("-1/3") < Ratio("-0.3333333333333333333333333333333333"))
    #expect(Ratio.percent(50).approximate == 0.5)
  }

  @Test func isTextOnDisk() throws {
    let ratios = [try Ratio("1/3"), .percent(19)]
    let json = String(decoding: try JSONEncoder().encode(ratios), as: UTF8.self)
    #expect(json == #"["1\/3","0.19"]"#)
    #expect(try JSONDecoder().decode([Ratio].self, from: Data(json.utf8)) == ratios)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Ratio].self, from: Data(#"["1/0"]"#.utf8)) }
  }
}
