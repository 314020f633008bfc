import CRMFormats
import Testing

@Suite struct CSVWriterTests {
  private func text(_ writer: CSVWriter, _ rows: [[String]]) -> String {
    var writer = writer
    for row in rows { writer.write(row) }
    return String(decoding: writer.takeBytes(), as: UTF8.self)
  }

  @Test func quotesWhatNeedsIt() {
    let rows = [["a", "b c", "d,e", "f\"g", "h\ni", " j", "k\t", ""]]
    #expect(text(CSVWriter(), rows) == "a,b c,\"d,e\",\"f\"\"g\",\"h\ni\",\" j\",\"k\t\",\r\n")
    #expect(text(CSVWriter(lineEnding: .lf, quoting: .always), [["a", ""]]) == "\"a\",\"\"\n")
    #expect(text(CSVWriter(delimiter: CSVFormat.semicolon), [["a,b", "c;d"]]) == "a,b;\"c;d\"\r\n")
    #expect(text(CSVWriter(), [[""], ["x"], []]) == "\"\"\r\nx\r\n")
  }

  @Test func marksAndSeparatorLine() {
    #expect(text(CSVWriter(writesByteOrderMark: true), [["a"]]) == "\u{FEFF}a\r\n")
    #expect(text(CSVWriter(delimiter: CSVFormat.tab, writesSeparatorLine: true), [["a", "b"]]) == "sep=\t\r\na\tb\r\n")
    #expect(text(CSVWriter(formulaGuard: .off), [["sep=;"], ["sep=;"]]) == "\"sep=;\"\r\nsep=;\r\n")
  }

  @Test func takingBytesLeavesNone() {
    var writer = CSVWriter()
    writer.write(["a"])
    #expect(writer.takeBytes().count == 3)
    #expect(writer.bytes.isEmpty)
    writer.write(["sep=;"])
    #expect(String(decoding: writer.takeBytes(), as: UTF8.self) == "sep=;\r\n")
  }

  // OWASP, "CSV Injection": the characters with which a cell must not begin.
  @Test(arguments: [
    "=1+1", "=HYPERLINK(\"http://x\")", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", "\r=1", "＝1", "-", "+",
    "=",
    "-5a", "+a1", "-1-1", "+49 30 A1", "-A1", "'=1", "''-5",
  ])
  func formulasGetAnApostrophe(field: String) {
    #expect(SpreadsheetFormulaGuard.standard.adding(to: field) == "'" + field)
    #expect(SpreadsheetFormulaGuard.strict.adding(to: field) == "'" + field)
    #expect(SpreadsheetFormulaGuard.off.adding(to: field) == field)
  }

  @Test(arguments: ["-5", "+3.20", "-1,234.56", "-1e5", "-1E+05", "", "a=1", "5-3", "O'Neil", "'quoted'"])
  func numbersAndOrdinaryTextPass(field: String) {
    for guarding in SpreadsheetFormulaGuard.allCases { #expect(guarding.adding(to: field) == field) }
  }

  @Test(arguments: ["+49 30 123456", "+1 (555) 010-9999", "+380.44.123/45"])
  func phonesPassUnlessStrict(field: String) {
    #expect(SpreadsheetFormulaGuard.standard.adding(to: field) == field)
    #expect(SpreadsheetFormulaGuard.strict.adding(to: field) == "'" + field)
  }

  @Test func theWriterGuardsByDefault() {
    #expect(text(CSVWriter(), [["=1", "-5"]]) == "'=1,-5\r\n")
    #expect(text(CSVWriter(formulaGuard: .off), [["=1"]]) == "=1\r\n")
  }
}
