import Foundation
import Testing

@testable import CRMCore

@Suite struct TextFoldingTests {
  /// Strings compare by canonical equivalence; these tests mean the exact scalars.
  private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  @Test func foldsCaseByUnicodeRules() {
    #expect(TextFolding.folded("Hello World 42") == "hello world 42")
    #expect(TextFolding.folded("STRASSE") == TextFolding.folded("straße"))
    #expect(TextFolding.folded("STRAẞE") == "strasse")
    #expect(TextFolding.folded("ΌΣΟΣ") == TextFolding.folded("όσος"))
    #expect(TextFolding.folded("ЁЛКА Їжак ІВАН") == "ёлка їжак іван")
    #expect(TextFolding.folded("ı") == "ı")
  }

  /// Examples of Unicode Standard Annex 15, table "Compatibility composites" and figure 6.
  @Test func normalisesCompatibilityForms() {
    #expect(scalars(TextFolding.folded("ﬁ")) == scalars("fi"))
    #expect(scalars(TextFolding.folded("2⁵")) == scalars("25"))
    #expect(scalars(TextFolding.folded("\u{1E9B}\u{323}")) == [0x1E69])
    #expect(scalars(TextFolding.folded("\u{212B}")) == [0xE5])
    #expect(TextFolding.folded("ＡＢＣ　①") == "abc 1")
    #expect(scalars(TextFolding.folded("e\u{301}")) == [0xE9])
    #expect(scalars(TextFolding.folded("\u{1112}\u{1161}\u{11AB}")) == [0xD55C])
  }

  @Test func dropsInvisibleCharacters() {
    #expect(scalars(TextFolding.folded("An\u{AD}n\u{200B}a\u{FEFF}é")) == scalars("annaé"))
  }

  @Test func foldingIsIdempotentForEveryAssignedCharacterOfTheBasicPlane() {
    for value in UInt32(0x20)...0xFFFF {
      guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned else { continue }
      let once = TextFolding.folded(String(Character(scalar)))
      let twice = TextFolding.folded(once)
      if let quick = TextFolding.foldedQuickly(String(Character(scalar))) {
        let slow = TextFolding.foldedByNormalising(String(Character(scalar)))
        if scalars(quick) != scalars(slow) { Issue.record("quick U+\(String(value, radix: 16))") }
      }
      if scalars(once) != scalars(twice) { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test func foldingIsIdempotentForMixturesOfDifficultCharacters() {
    let seed: UInt64 = 0x5EED_0002
    var generator = SeededGenerator(seed: seed)
    let pool: [UInt32] = [
      0x41, 0x49, 0x53, 0x69, 0x130, 0x131, 0xDF, 0x1E9E, 0x3A3, 0x3C2, 0x345, 0x301, 0x308, 0x307, 0x323, 0x342, 0x391,
      0x3B9,
      0x1FB3, 0x1F80, 0xFB01, 0xFF21, 0x2126, 0x212A, 0xAD, 0x200D, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x3099, 0x304B,
      0x418, 0x306,
      0x1D400, 0x24B6, 0x587, 0x13A0, 0xAB70, 0x10400, 0x149, 0x1F0, 0x17F,
    ]
    for round in 0..<20_000 {
      var text = ""
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        if let value = pool.randomElement(using: &generator), let scalar = Unicode.Scalar(value) {
          text.unicodeScalars.append(scalar)
        }
      }
      let once = TextFolding.folded(text)
      if scalars(TextFolding.folded(once)) != scalars(once) {
        Issue.record("seed \(seed) round \(round): \(scalars(text))")
      }
    }
  }

  @Test func searchKeyDropsLatinDiacriticsOnly() {
    #expect(scalars(TextFolding.searchKey("Łódź Ærøskøbing Đặng Işık")) == scalars("lodz aeroskobing dang isik"))
    #expect(TextFolding.searchKey("Müller") == "muller")
    #expect(scalars(TextFolding.searchKey("Чайковский Київ")) == scalars("чайковский київ"))
    #expect(TextFolding.searchKey("PLAIN") == "plain")
  }
}
