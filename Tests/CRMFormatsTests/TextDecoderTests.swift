import CRMCore
import CRMFormats
import Foundation
import Testing

@Suite struct TextDecoderTests {
  static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

  static func encode(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
    let foundation: String.Encoding =
      switch encoding {
      case .utf8: .utf8
      case .utf16LittleEndian: .utf16LittleEndian
      case .utf16BigEndian: .utf16BigEndian
      case .windows1251: .windowsCP1251
      case .windows1252: .windowsCP1252
      case .gb18030: gb18030
      }
    return Array(text.data(using: foundation) ?? Data())
  }

  private func decodeSplit(_ bytes: [UInt8], _ encoding: TextEncoding, at border: Int) -> String {
    var decoder = TextDecoder(encoding)
    var output: [UInt8] = []
    decoder.decode(Array(bytes[..<border]), into: &output)
    decoder.decode(Array(bytes[border...]), into: &output)
    decoder.finish(into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func knownBytes() {
    // Unicode Consortium, CP1251.TXT and CP1252.TXT; GB 18030-2005 by the WHATWG Encoding Standard.
    #expect(TextEncoding.windows1251.decode([0xCF, 0xF0, 0xE8, 0xB3, 0xBF, 0xAA, 0xA5, 0xA8, 0xB9]) == "ПриіїЄҐЁ№")
    #expect(TextEncoding.windows1252.decode([0x80, 0xE4, 0x9F, 0xDF, 0x93]) == "€äŸß“")
    #expect(TextEncoding.gb18030.decode([0xC4, 0xE3, 0xBA, 0xC3, 0x80]) == "你好€")
    #expect(TextEncoding.gb18030.decode([0x81, 0x30, 0x81, 0x30]) == "\u{80}")
    #expect(TextEncoding.gb18030.decode([0x84, 0x31, 0xA4, 0x39]) == "\u{FFFF}")
    #expect(TextEncoding.gb18030.decode([0x81, 0x35, 0xF4, 0x37]) == "\u{E7C7}")
    #expect(TextEncoding.gb18030.decode([0x90, 0x30, 0x81, 0x30, 0xE3, 0x32, 0x9A, 0x35]) == "\u{10000}\u{10FFFF}")
    #expect(TextEncoding.utf16LittleEndian.decode([0xFF, 0xFE, 0x3D, 0xD8, 0x00, 0xDE, 0x41, 0x00]) == "😀A")
    #expect(TextEncoding.utf16BigEndian.decode([0x04, 0x1F, 0xD8, 0x3D, 0xDE, 0x00]) == "П😀")
  }

  // The Unicode Standard 16, section 3.9, tables 3-8 to 3-11 (U+FFFD substitution of maximal subparts).
  @Test func malformedUTF8IsReplacedByMaximalSubparts() {
    let r = "\u{FFFD}"
    #expect(
      TextEncoding.utf8.decode([0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41])
        == r + r + r + r + r + r + r + r + "A")
    #expect(
      TextEncoding.utf8.decode([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41])
        == String(repeating: r, count: 8) + "A")
    #expect(
      TextEncoding.utf8.decode([0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42])
        == String(repeating: r, count: 5) + "A" + r + r + "B")
    #expect(
      TextEncoding.utf8.decode([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41])
        == String(repeating: r, count: 4) + "A")
  }

  @Test func malformedBytesAreCounted() {
    func count(_ bytes: [UInt8], _ encoding: TextEncoding) -> Int {
      var decoder = TextDecoder(encoding)
      var output: [UInt8] = []
      decoder.decode(bytes, into: &output)
      decoder.finish(into: &output)
      return decoder.malformedCount
    }
    #expect(count([0x41, 0xFF, 0xE4, 0xBD], .utf8) == 2)
    #expect(count([0x98, 0xE0], .windows1251) == 1)
    #expect(count([0x81, 0x8D, 0x41], .windows1252) == 2)
    #expect(count([0x00, 0xD8, 0x41, 0x00, 0x41], .utf16LittleEndian) == 2)
    #expect(count([0x00, 0xDC], .utf16LittleEndian) == 1)
    #expect(count([0x00, 0xD8], .utf16LittleEndian) == 1)
    #expect(count([0xFF, 0x81], .gb18030) == 2)
    #expect(TextEncoding.gb18030.decode([0x81, 0x20, 0x81, 0x30, 0x41]) == "\u{FFFD} \u{FFFD}0A")
  }

  // Foundation's own conversion is the second opinion.
  @Test(arguments: UInt64(0)..<40) func decodesWhatFoundationEncodesAcrossEveryBorder(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let letters: [TextEncoding: String] = [
      .utf8: "aП你😀\n", .utf16LittleEndian: "aП你😀\n", .utf16BigEndian: "aП你😀\n",
      .windows1251: "aПяіїєґЁ№\n", .windows1252: "aäöüßé€“\n", .gb18030: "a你好中国人民，。ü😀П\u{E000}𠀀ᐁ\n",
    ]
    for (encoding, alphabet) in letters {
      let text = String((0..<9).map { _ in alphabet.randomElement(using: &generator)! })
      let bytes = Self.encode(text, encoding)
      #expect(!bytes.isEmpty)
      for border in 0...bytes.count {
        let decoded = decodeSplit(bytes, encoding, at: border)
        #expect(decoded == text, "\(encoding) seed \(seed) border \(border)")
      }
      let marked = encoding.byteOrderMark + bytes
      for border in 0...marked.count {
        #expect(decodeSplit(marked, encoding, at: border) == text, "\(encoding) seed \(seed)")
      }
    }
  }

  @Test func allTwoByteGB18030AgreesWithFoundation() {
    for lead in UInt8(0x81)...0xFE {
      let trails = (UInt8(0x40)...0xFE).filter { $0 != 0x7F }
      let row: [UInt8] = trails.flatMap { trail -> [UInt8] in [lead, trail] }
      #expect(TextEncoding.gb18030.decode(row) == String(bytes: row, encoding: Self.gb18030))
    }
  }

  @Test(arguments: UInt64(0)..<100) func randomBytesGiveTheSameTextInAnyPieces(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<60).map { _ in UInt8.random(in: seed % 2 == 0 ? 0...255 : 0x78...0xFF, using: &generator) }
    for encoding in TextEncoding.allCases {
      let whole = encoding.decode(bytes)
      for border in stride(from: 0, through: 60, by: 7) {
        #expect(decodeSplit(bytes, encoding, at: border) == whole, "\(encoding) seed \(seed) border \(border)")
      }
      if encoding == .utf8 { #expect(whole == String(decoding: bytes, as: UTF8.self)) }
    }
  }
}
