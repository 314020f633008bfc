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

  @Test func searchKeyDropsLatinDiacriticsOnly() {
    #expect(scalars(TextFolding.searchKey("Łódź Ærøskøbing Đặng Işık")) == scalars("lodz aeroskobing dang isik"))
    #expect(TextFolding.searchKey("Müller") == "muller")
    #expect(scalars(TextFolding.searchKey("Чайковский Київ")) == scalars("чайковский київ"))
    #expect(TextFolding.searchKey("PLAIN") == "plain")
  }
}
