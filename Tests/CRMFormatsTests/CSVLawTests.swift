import CRMCore
import CRMFormats
import Testing

/// Laws on random input: what is written is read back equal, and chunk borders never matter.
@Suite struct CSVLawTests {
  static let pieces = [
    "a", "b", ",", ";", "\t", "|", "\"", "\"\"", "'", "\n", "\r", "\r\n", " ", "=", "+", "-5", "@", "sep=", "\u{FEFF}",
    "Привет", "ї", "你好", "👩‍👩‍👧", "e\u{301}", "\0", "ﬁ", "1.5", "",
  ]

  static func field(_ generator: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...5, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
  }

  static func feed(_ bytes: [UInt8], _ format: CSVFormat, _ encoding: TextEncoding = .utf8, sizes: () -> Int)
    -> [CSVRow]
  {
    var reader = CSVReader(format: format, encoding: encoding)
    var rows: [CSVRow] = []
    func drain() {
      while true {
        do {
          guard let row = try reader.nextRow() else { return }
          rows.append(row)
        } catch {}
      }
    }
    var index = 0
    while index < bytes.count {
      let end = min(bytes.count, index + max(1, sizes()))
      reader.append(bytes[index..<end])
      drain()
      index = end
    }
    reader.finish()
    drain()
    return rows
  }

  @Test(arguments: UInt64(0)..<300) func writtenRowsAreReadBackEqual(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let delimiter = CSVTestFormats.delimiters.randomElement(using: &generator)!
    let quote = [UInt8(ascii: "\""), UInt8(ascii: "'")].randomElement(using: &generator)!
    let guarding = SpreadsheetFormulaGuard.allCases.randomElement(using: &generator)!
    let rows = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
      (0..<Int.random(in: 1...5, using: &generator)).map { _ in Self.field(&generator) }
    }
    var writer = CSVWriter(
      delimiter: delimiter, quote: quote, lineEnding: Bool.random(using: &generator) ? .crlf : .lf,
      quoting: Bool.random(using: &generator) ? .always : .asNeeded, formulaGuard: guarding,
      writesByteOrderMark: Bool.random(using: &generator))
    for row in rows { writer.write(row) }
    let format = CSVFormat(delimiter: delimiter, quote: quote, hasHeader: false, trimsFields: seed % 3 == 0)
    let read = try CSVReader.rows(in: writer.bytes, format: format)
    let plain = read.map { $0.fields.map { Array(guarding.removing(from: $0).utf8) } }
    #expect(plain == rows.map { $0.map { Array($0.utf8) } }, "seed \(seed)")
    #expect(read.allSatisfy { $0.issues.allSatisfy { $0.code == .raggedRow } }, "seed \(seed)")
  }

  @Test(arguments: UInt64(0)..<400) func chunkBordersNeverMatter(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let encoding = TextEncoding.allCases.randomElement(using: &generator)!
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...120, using: &generator) {
      if Int.random(in: 0..<12, using: &generator) == 0 {
        bytes.append(UInt8.random(in: 0...255, using: &generator))
      } else {
        bytes += Array(Self.pieces.randomElement(using: &generator)!.utf8)
      }
    }
    let format = CSVFormat(
      delimiter: CSVTestFormats.delimiters.randomElement(using: &generator)!,
      quote: [nil, UInt8(ascii: "\""), UInt8(ascii: "'")].randomElement(using: &generator)!,
      hasHeader: Bool.random(using: &generator), raggedRows: .pad, trimsFields: Bool.random(using: &generator),
      skipsBlankLines: Bool.random(using: &generator),
      maximumRowBytes: [3, 10, 40, 1000].randomElement(using: &generator)!,
      maximumFieldBytes: [2, 20, 1000].randomElement(using: &generator)!)
    let whole = Self.feed(bytes, format, encoding) { bytes.count }
    let single = Self.feed(bytes, format, encoding) { 1 }
    let random = Self.feed(bytes, format, encoding) { Int.random(in: 1...9, using: &generator) }
    #expect(whole == single, "seed \(seed)")
    #expect(whole == random, "seed \(seed)")
  }

  @Test(arguments: UInt64(0)..<60) func randomBytesNeverTrap(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...3000, using: &generator)
    let narrow = Array("\",\n\r'\t ;a\u{80}".utf8)
    let bytes = (0..<count).map { _ in
      seed % 2 == 0 ? UInt8.random(in: 0...255, using: &generator) : narrow.randomElement(using: &generator)!
    }
    let detection = CSVDetection(of: bytes, isComplete: Bool.random(using: &generator))
    for encoding in TextEncoding.allCases {
      for strictness in CSVFormat.Strictness.allCases {
        var format = detection.format
        format.strictness = strictness
        let rows = Self.feed(bytes, format, encoding) { 700 }
        for row in rows {
          #expect(row.fields.count == row.count, "seed \(seed)")
          for field in row.fields { _ = try? NumberParser().number(field) }
          for field in row.fields { _ = try? DateParser(DatePattern.common).day(field) }
        }
      }
    }
    // Whatever bytes a format names as delimiter and quote, also nonsensical ones.
    let odd = CSVFormat(delimiter: bytes.first ?? 10, quote: bytes.last, hasHeader: false, maximumRowBytes: -1)
    _ = Self.feed(bytes, odd) { 64 }
  }

  @Test(arguments: UInt64(0)..<100) func theFormulaGuardIsUndoneWithoutLoss(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let starts = ["'", "=", "+", "-", "@", "\t", "\r\n", "＝", "5", "+49", "", "a"]
    for guarding in SpreadsheetFormulaGuard.allCases {
      let text =
        starts.randomElement(using: &generator)! + starts.randomElement(using: &generator)! + Self.field(&generator)
      let written = guarding.adding(to: text)
      #expect(Array(guarding.removing(from: written).utf8) == Array(text.utf8), "seed \(seed)")
    }
  }
}

enum CSVTestFormats {
  static let delimiters = [CSVFormat.comma, CSVFormat.semicolon, CSVFormat.tab, CSVFormat.bar]
}
