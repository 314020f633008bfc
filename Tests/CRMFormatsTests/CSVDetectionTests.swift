import CRMFormats
import Foundation
import Testing

@Suite struct CSVDetectionTests {
  private func detect(_ text: String) -> CSVDetection { CSVDetection(of: Array(text.utf8), isComplete: true) }

  @Test func findsTheDelimiter() {
    #expect(detect("name,age\nAnn,5\nBob,6\n").format.delimiter == CSVFormat.comma)
    #expect(detect("name;sum\nAnn;1,50\nBob;2,70\n").format.delimiter == CSVFormat.semicolon)
    #expect(detect("1,5;2,7\n3,5;4,1\n").format.delimiter == CSVFormat.semicolon)
    #expect(detect("name\tnote\nAnn\ta, b, c\nBob\td, e\n").format.delimiter == CSVFormat.tab)
    #expect(detect("name|note\nAnn|x\n").format.delimiter == CSVFormat.bar)
    #expect(detect("sep=|\na,b|c,d\n").format.delimiter == CSVFormat.bar)
    #expect(detect("name,note\n\"A; B\",\"x\n;y\"\n").format.delimiter == CSVFormat.comma)
    let single = detect("email\na@x.org\nb@x.org\n")
    #expect(single.format.delimiter == CSVFormat.comma && single.delimiterConfidence == 0 && single.format.hasHeader)
  }

  @Test func findsTheQuote() {
    #expect(detect("'a,b',c\n'd,e',f\n").format.quote == UInt8(ascii: "'"))
    #expect(detect("a,b\nO'Neil,'tis\n").format.quote == UInt8(ascii: "\""))
    #expect(detect("\"a\",'b'\n").format.quote == UInt8(ascii: "\""))
  }

  @Test func findsTheHeader() {
    #expect(detect("name,phone\nAnn,123\n").format.hasHeader)
    #expect(detect("Фамилия;Имя\nИванова;Анна\n").format.hasHeader)
    #expect(detect("foo,bar\nx,12\ny,13\n").format.hasHeader)
    #expect(!detect("Ann,123\nBob,456\n").format.hasHeader)
    #expect(!detect("Ann,a@x.org\nBob,b@x.org\n").format.hasHeader)
    #expect(!detect("yes,no\nno,no\nyes,yes\n").format.hasHeader)
  }

  @Test func findsTheEncodingFirst() {
    let bytes = TextDecoderTests.encode(TextEncodingDetectionTests.russian, .windows1251)
    let found = CSVDetection(of: bytes, isComplete: true)
    #expect(found.encoding == .windows1251)
    #expect(found.format.delimiter == CSVFormat.semicolon && found.format.hasHeader && found.rowsExamined == 3)
    let wide = CSVDetection(of: TextDecoderTests.encode("\u{FEFF}a\tb\n1\t2\n", .utf16LittleEndian), isComplete: true)
    #expect(wide.encoding == .utf16LittleEndian && wide.format.delimiter == CSVFormat.tab)
    #expect(CSVDetection(of: bytes, isComplete: true, encoding: .windows1252).encoding == .windows1252)
  }

  @Test func aCutLastRowDoesNotCount() {
    let found = CSVDetection(of: Array("a,b,c\n1,2,3\n4,5".utf8))
    #expect(found.delimiterConfidence == 1 && found.rowsExamined == 2)
  }

  @Test func readsAFileByDetection() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "crm-csv-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    let body = String(repeating: "Иванова;Анна;1,5\r\n", count: 40_000)
    try Data(TextDecoderTests.encode("Фамилия;Имя;Сумма\r\n" + body, .windows1251)).write(to: url)
    var file = try CSVFileReader(contentsOf: url)
    #expect(file.encoding == .windows1251 && file.format.delimiter == CSVFormat.semicolon)
    var count = 0
    while let row = try file.nextRow() {
      count += 1
      if count == 40_000 { #expect(row["Имя"] == "Анна" && row.line == 40_001) }
    }
    #expect(count == 40_000)
    #expect(file.header?.names == ["Фамилия", "Имя", "Сумма"])
    #expect(file.bytesRead == 18 * 40_000 + 19)
  }
}
