import CRMCore
import Foundation
import Testing

@Suite struct CurrencyTests {
  private func digits(_ code: String) -> Int? { Currency(code)?.fractionDigits }

  /// ISO 4217 list one of 2026-01-01 (SIX): 178 codes; all that are not listed here have two decimal places.
  @Test func tableIsTheStandard() {
    #expect(Currency.all.count == 178)
    #expect(Set(Currency.all).count == 178)
    let by = Dictionary(grouping: Currency.all, by: \.fractionDigits).mapValues { $0.map(\.code).sorted() }
    #expect(by[4] == ["CLF", "UYW"])
    #expect(by[3] == ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
    let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    let notApplicable = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"
    #expect(by[0] == (none + " " + notApplicable).split(separator: " ").map(String.init).sorted())
    #expect(by[2]?.count == 139)
    #expect(by[1] == nil)
  }

  /// Where system tables go wrong: CLDR counts Afghan, Iranian, Iraqi and Myanmar money (and more) without decimals.
  @Test func followsTheStandardWhereSystemsDoNot() {
    #expect(digits("IQD") == 3)
    #expect(digits("AFN") == 2)
    #expect(digits("MMK") == 2)
    #expect(digits("UYW") == 4)
    #expect(digits("CLF") == 4)
    #expect(digits("HUF") == 2)
  }

  @Test func constantsAgreeWithTheTable() {
    let constants: [Currency] = [
      .eur, .usd, .gbp, .jpy, .chf, .cny, .rub, .uah, .pln, .czk, .huf, .ron, .sek, .nok, .dkk, .isk, .try, .ils, .aed,
      .sar, .kwd, .egp, .zar, .ngn, .inr, .pkr, .idr, .myr, .sgd, .thb, .vnd, .php, .krw, .hkd, .twd, .aud, .nzd, .cad,
      .mxn, .brl, .ars, .clp, .cop, .kzt, .gel, .amd, .azn, .uzs, .byn, .mdl, .rsd, .xxx,
    ]
    #expect(Set(constants).count == 52)
    for constant in constants { #expect(Currency(constant.code) == constant) }
  }

  @Test func withdrawnCurrenciesStayReadable() throws {
    let lev = try #require(Currency("BGN"))
    #expect(!lev.isActive && lev.fractionDigits == 2 && Currency.eur.isActive)
    #expect(Currency("BYR")?.fractionDigits == 0)
    #expect(Set(Currency.all).isDisjoint(with: Currency.withdrawn) && Currency.withdrawn.contains(lev))
  }

  @Test(arguments: ["", "EU", "EURO", "eur", "€", "ZZZ", "E R"])
  func refusesWhatIsNoCode(code: String) {
    #expect(Currency(code) == nil)
  }

  @Test func isItsCodeOnDisk() throws {
    let json = String(decoding: try JSONEncoder().encode([Currency.jpy: [Currency.eur]]), as: UTF8.self)
    #expect(json == #"{"JPY":["EUR"]}"#)
    #expect(try JSONDecoder().decode([Currency: [Currency]].self, from: Data(json.utf8)) == [.jpy: [.eur]])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Currency].self, from: Data(#"["ZZZ"]"#.utf8)) }
    #expect(Currency.all == Currency.all.sorted { $0.code < $1.code } && Currency.all == Currency.all.sorted())
  }

  @Test func cashIncrements() {
    #expect(Currency.chf.cashIncrement == 5 && Currency.sek.cashIncrement == 100)
    #expect(Currency.eur.cashIncrement == 1 && Currency.jpy.cashIncrement == 1)
  }
}
