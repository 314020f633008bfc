import CRMFormats
import Foundation

/// A kind of file to read: what stands in it, and how it is written.
enum CSVSample: String, CaseIterable {
  case unquoted, quoted, mixed, cyrillic, utf16 = "utf-16", windows1251 = "windows-1251",
    windows1252 = "windows-1252", gb18030

  var encoding: TextEncoding {
    switch self {
    case .unquoted, .quoted, .mixed, .cyrillic: .utf8
    case .utf16: .utf16LittleEndian
    case .windows1251: .windows1251
    case .windows1252: .windows1252
    case .gb18030: .gb18030
    }
  }

  /// Whole rows of at least so many bytes, and their number; eight fields a row, as customer lists have them.
  func bytes(atLeast size: Int) -> (bytes: [UInt8], rows: Int) {
    let block = (0..<512).map(row).joined()
    let encoded = encode(block)
    var result: [UInt8] = []
    result.reserveCapacity(size + encoded.count)
    var rows = 0
    while result.count < size {
      result += encoded
      rows += 512
    }
    return (result, rows)
  }

  private func row(_ index: Int) -> String {
    let id = 100_000 + index
    let street = "\(index) Long Street"
    return switch self {
    case .unquoted, .utf16:
      "\(id),Ann Mary,Example-Smith,ann.smith\(id)@example.com,+49301234\(id),\(street),Berlin,2024-02-29\n"
    case .quoted:
      "\"\(id)\",\"Ann Mary\",\"Example-Smith\",\"ann.smith\(id)@example.com\",\"+49301234\(id)\",\"\(street)\",\"Berlin\",\"2024-02-29\"\r\n"
    case .mixed:
      "\(id),Ann,\"O\"\"Neil, Jr.\",ann\(id)@example.com,+49301234\(id),\"\(street),\nFlat 2\",Berlin,2024-02-29\r\n"
    case .cyrillic, .windows1251:
      "\(id);Анна;Константинопольская;anna\(id)@example.com;+7916123\(id);улица Мира, дом \(index);Санкт-Петербург;29.02.2024\n"
    case .windows1252:
      "\(id);Zoë;Müller-Lüdenscheidt;zoe\(id)@example.com;+49301234\(id);Große Straße \(index);Köln;29.02.2024\n"
    case .gb18030: "\(id),小明,王,xm\(id)@example.com,+861391234\(id),北京市朝阳区建国路\(index)号,北京,2024-02-29\n"
    }
  }

  var format: CSVFormat {
    switch self {
    case .cyrillic, .windows1251, .windows1252: CSVFormat(delimiter: CSVFormat.semicolon, hasHeader: false)
    case .unquoted, .quoted, .mixed, .utf16, .gb18030: CSVFormat(hasHeader: false)
    }
  }

  private func encode(_ text: String) -> [UInt8] {
    switch self {
    case .unquoted, .quoted, .mixed, .cyrillic: Array(text.utf8)
    case .utf16: text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    case .windows1251:
      text.unicodeScalars.map { scalar in
        (0x410...0x44F).contains(scalar.value)
          ? UInt8(scalar.value - 0x410 + 0xC0) : UInt8(truncatingIfNeeded: scalar.value)
      }
    case .windows1252: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    case .gb18030: Array(text.data(using: String.Encoding(rawValue: 0x8000_0632)) ?? Data())
    }
  }
}
