import CRMFormats
import Testing

@Suite struct CSVReaderTests {
  private func rows(_ text: String, _ format: CSVFormat = CSVFormat(hasHeader: false)) throws -> [[String]] {
    try CSVReader.rows(in: Array(text.utf8), format: format).map(\.fields)
  }

  private func issues(_ text: String, _ format: CSVFormat = CSVFormat(hasHeader: false)) throws -> [CSVIssue] {
    try CSVReader.rows(in: Array(text.utf8), format: format).flatMap(\.issues)
  }

  // RFC 4180, section 2, rules 1 to 7.
  @Test func readsTheExamplesOfRFC4180() throws {
    #expect(try rows("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
    #expect(try rows("aaa,bbb,ccc\r\nzzz,yyy,xxx") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
    #expect(try rows("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
    #expect(
      try rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx") == [["aaa", "b\r\nbb", "ccc"], ["zzz", "yyy", "xxx"]])
    #expect(try rows("\"aaa\",\"b\"\"bb\",\"ccc\"") == [["aaa", "b\"bb", "ccc"]])
    let reader = CSVReader(bytes: Array("field_name,field_name2\r\naaa,bbb\r\n".utf8), format: CSVFormat())
    var copy = reader
    let row = try #require(try copy.nextRow())
    #expect(copy.header?.names == ["field_name", "field_name2"])
    #expect(row["field_name2"] == "bbb")
    #expect(row["FIELD_NAME"] == "aaa")
    #expect(row["other"] == nil)
  }

  @Test(arguments: ["\n", "\r", "\r\n"]) func everyLineEndingEndsARow(ending: String) throws {
    let text = ["a,b", "\"c", "d\",e", "f,g"].joined(separator: ending) + ending
    let read = try CSVReader.rows(in: Array(text.utf8), format: CSVFormat(hasHeader: false))
    #expect(read.map(\.fields) == [["a", "b"], ["c\(ending)d", "e"], ["f", "g"]])
    #expect(read.map(\.line) == [1, 2, 4])
  }

  @Test func emptyFieldsAndBlankLines() throws {
    #expect(try rows(",\n,,\n") == [["", ""], ["", "", ""]])
    #expect(try rows("a,") == [["a", ""]])
    #expect(try rows("") == [])
    #expect(try rows("\n\na\n\r\nb\n\n") == [["a"], ["b"]])
    #expect(try rows("a\n\nb\n", CSVFormat(hasHeader: false, skipsBlankLines: false)) == [["a"], [""], ["b"]])
    #expect(try rows("\"\"\n") == [[""]])
    let read = try CSVReader.rows(in: Array("\"\",\n\n\nx,y".utf8), format: CSVFormat(hasHeader: false))
    #expect(read[0].isQuoted(at: 0))
    #expect(!read[0].isQuoted(at: 1))
    #expect(!read[0].isQuoted(at: 7))
    #expect(read[1].line == 4)
  }

  @Test func byteOrderMarkAndSeparatorLineArePassedOver() throws {
    #expect(try rows("\u{FEFF}a,b\n") == [["a", "b"]])
    var reader = CSVReader(bytes: Array("\u{FEFF}sep=;\r\nname;phone\r\nAnn;1\r\n".utf8))
    let row = try #require(try reader.nextRow())
    #expect(reader.header?.names == ["name", "phone"])
    #expect(reader.delimiter == UInt8(ascii: ";"))
    #expect(row["phone"] == "1")
    #expect(row.line == 3)
    #expect(try rows("sep=\t\na\tb") == [["a", "b"]])
    #expect(try rows("sep=") == [["sep="]])
    #expect(try rows("sep=x\na,b") == [["sep=x"], ["a", "b"]])
    #expect(try rows("sep=;,b\n") == [["sep=;", "b"]])
    #expect(try rows("sep=;\na;b", CSVFormat(hasHeader: false, honoursSeparatorLine: false)) == [["sep=;"], ["a;b"]])
  }

  @Test func otherDelimitersAndQuotes() throws {
    #expect(
      try rows("a|'b|c'|d''e", CSVFormat(delimiter: CSVFormat.bar, quote: UInt8(ascii: "'"), hasHeader: false))
        == [["a", "b|c", "d''e"]])
    #expect(
      try rows("\"a\"\t\"\n", CSVFormat(delimiter: CSVFormat.tab, quote: nil, hasHeader: false))
        == [["\"a\"", "\""]])
    let trimming = CSVFormat(hasHeader: false, trimsFields: true)
    #expect(try rows(" a , \" b, c \" ,\td \n", trimming) == [["a", " b, c ", "d"]])
    #expect(try rows(" a , b\n") == [[" a ", " b"]])
  }

  @Test func raggedRowsAreReportedAndKeptOrPadded() throws {
    let text = "a,b,c\n1,2\n1,2,3,4\n1,2,3\n"
    var reader = CSVReader(bytes: Array(text.utf8))
    var read: [CSVRow] = []
    while let row = try reader.nextRow() { read.append(row) }
    #expect(read.map(\.count) == [2, 4, 3])
    #expect(read[0].issues == [CSVIssue(code: .raggedRow, line: 2, column: 3)])
    #expect(read[1].issues == [CSVIssue(code: .raggedRow, line: 3, column: 4)])
    #expect(read[2].issues == [])
    #expect(read[0]["c"] == nil)
    #expect(read[1][3] == "4")
    #expect(read[1][-1] == nil)
    let padded = try CSVReader.rows(in: Array(text.utf8), format: CSVFormat(raggedRows: .pad))
    #expect(padded.map(\.fields) == [["1", "2", ""], ["1", "2", "3", "4"], ["1", "2", "3"]])
    #expect(padded[0]["c"] == "")
    #expect(padded[0].issues.map(\.code) == [.raggedRow])
  }

  @Test func strictThrowsAndGoesOnWithTheNextRow() throws {
    var reader = CSVReader(bytes: Array("a,b\n1\nx\"y,2\n3,4\n".utf8), format: CSVFormat(strictness: .strict))
    #expect(throws: CSVIssue(code: .raggedRow, line: 2, column: 2)) { try reader.nextRow() }
    #expect(throws: CSVIssue(code: .strayQuote, line: 3, column: 1)) { try reader.nextRow() }
    #expect(try reader.nextRow()?.fields == ["3", "4"])
    #expect(try reader.nextRow() == nil)
    #expect(reader.rowsRead == 3)
  }

  @Test func straysInsideUnquotedFieldsAreText() throws {
    #expect(try rows("5\" pipe,b\n") == [["5\" pipe", "b"]])
    #expect(try issues("x\n5\" pi\"pe\n") == [CSVIssue(code: .strayQuote, line: 2, column: 1)])
  }

  @Test func undoubledQuotesInsideQuotedFieldsAreTextWhenTheFieldClosesOnTheLine() throws {
    let text = "\"Inn \"Zur Post\" in Ulm, DE\",2\n\"a \"\"b\"\" \"c\" d\",3\n"
    #expect(try rows(text) == [["Inn \"Zur Post\" in Ulm, DE", "2"], ["a \"b\" \"c\" d", "3"]])
    #expect(try issues(text).map(\.code) == [.strayQuote, .strayQuote])
  }

  @Test func textAfterAClosingQuoteIsJoined() throws {
    #expect(try rows("\"abc\"def,x\n1,2\n") == [["abcdef", "x"], ["1", "2"]])
    #expect(try rows("\"a\"\"b\"c,x\n") == [["a\"bc", "x"]])
    #expect(try rows("\"a\nb\"c,x\n") == [["a\nbc", "x"]])
    #expect(try issues("\"abc\"def,x\n") == [CSVIssue(code: .textAfterQuote, line: 1, column: 1)])
  }

  @Test func anUnterminatedQuoteDamagesItsLineOnly() throws {
    let text = "a,b\n1,\"oops\n2,fine\n3,fine\n"
    let read = try CSVReader.rows(in: Array(text.utf8))
    #expect(read.map(\.fields) == [["1", "\"oops"], ["2", "fine"], ["3", "fine"]])
    #expect(read.map(\.line) == [2, 3, 4])
    #expect(read[0].issues == [CSVIssue(code: .unterminatedQuote, line: 2, column: 2)])
    let long = text + String(repeating: "4,fine\n", count: 100)
    let limited = try CSVReader.rows(in: Array(long.utf8), format: CSVFormat(maximumRowBytes: 50))
    #expect(limited.count == 103)
    #expect(limited.flatMap(\.issues) == [CSVIssue(code: .unterminatedQuote, line: 2, column: 2)])
  }

  @Test func longRowsAndFieldsAreReported() throws {
    let text = "aa,bb,cccccccccccccccccccc,dd\ne,f\n"
    let format = CSVFormat(hasHeader: false, maximumRowBytes: 10)
    let read = try CSVReader.rows(in: Array(text.utf8), format: format)
    #expect(read.map(\.fields) == [["aa", "bb"], ["e", "f"]])
    #expect(read[0].issues == [CSVIssue(code: .rowTooLong, line: 1, column: 3)])
    #expect(read[1].line == 2)
    #expect(try rows("1234567890\n", format) == [["1234567890"]])
    #expect(try issues("1234567890\n", format) == [])
    #expect(try issues("12345678901\n", format).map(\.code) == [.rowTooLong])
    let narrow = CSVFormat(hasHeader: false, maximumFieldBytes: 3)
    #expect(try issues("abc,abcd\n", narrow) == [CSVIssue(code: .fieldTooLong, line: 1, column: 2)])
  }

  @Test func malformedTextIsReplacedAndReportedAtItsField() throws {
    let bytes = Array("h,i\na,b\nc,".utf8) + [0xC3, 0x28] + Array(",".utf8) + [0xFF] + Array("\nd,e\n".utf8)
    let read = try CSVReader.rows(in: bytes)
    #expect(read[1].fields == ["c", "\u{FFFD}(", "\u{FFFD}"])
    #expect(
      read[1].issues == [
        CSVIssue(code: .malformedText, line: 3, column: 2), CSVIssue(code: .malformedText, line: 3, column: 3),
        CSVIssue(code: .raggedRow, line: 3, column: 3),
      ])
    #expect(read[0].issues.isEmpty && read[2].issues.isEmpty)
  }

  @Test func rowsComeAsSoonAsTheirBytesAreThere() throws {
    var reader = CSVReader(format: CSVFormat(hasHeader: false, honoursSeparatorLine: false))
    reader.append("a,b\nc".utf8)
    #expect(try reader.nextRow()?.fields == ["a", "b"])
    #expect(try reader.nextRow() == nil)
    reader.append(",d\r".utf8)
    #expect(try reader.nextRow()?.fields == ["c", "d"])
    reader.append("\ne".utf8)
    #expect(try reader.nextRow() == nil)
    reader.finish()
    reader.append("ignored\n".utf8)
    let last = try #require(try reader.nextRow())
    #expect(last.fields == ["e"])
    #expect(last.line == 3)
    #expect(try reader.nextRow() == nil)
  }

  @Test func repeatedAndPaddedHeaderNames() throws {
    var reader = CSVReader(bytes: Array(" name ,phone,phone\nAnn,1,2\n".utf8))
    let row = try #require(try reader.nextRow())
    #expect(row["name"] == "Ann")
    #expect(row["phone"] == "1")
    #expect(reader.header?.duplicates == ["phone"])
  }

  /// Without the memory of the look-ahead this takes minutes.
  @Test(.timeLimit(.minutes(5))) func manyStrayQuotesTakeLinearTime() throws {
    let line = "\"a\"b," + String(repeating: "\"a\"b,", count: 170_000) + "x\n"
    let read = try CSVReader.rows(in: Array(line.utf8), format: CSVFormat(hasHeader: false))
    #expect(read.first?.count == 170_002)
    #expect(read.first?[5] == "ab")
  }
}
