import Foundation

/// A character set as cards and mail headers name it: `windows-1251`, `KOI8-R`, `ISO-8859-1`.
///
/// Source of the names: IANA, Character Sets; the WHATWG Encoding Standard, section 4.2, for names in common use.
struct NamedCharset: Sendable {
  private enum Way: Sendable {
    case own(TextEncoding)
    case foundation(UInt)
  }

  private let way: Way

  /// The character set of a name, whatever its case; `nil` for an unknown one.
  init?(_ name: some StringProtocol) {
    let key = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " && $0 != "\"" }
    if let own = Self.own[key] {
      way = .own(own)
    } else if let code = Self.foreign[key] {
      way = .foundation(code)
    } else {
      return nil
    }
  }

  /// The text of some bytes; what cannot be read becomes U+FFFD.
  func decode(_ bytes: [UInt8]) -> String {
    switch way {
    case .own(let encoding): encoding.decode(bytes)
    case .foundation(let code):
      String(bytes: bytes, encoding: String.Encoding(rawValue: code)) ?? String(decoding: bytes, as: UTF8.self)
    }
  }

  private static let own: [String: TextEncoding] = [
    "utf8": .utf8, "usascii": .utf8, "ascii": .utf8, "windows1251": .windows1251, "cp1251": .windows1251,
    "win1251": .windows1251, "xcp1251": .windows1251, "windows1252": .windows1252, "cp1252": .windows1252,
    "iso88591": .windows1252, "latin1": .windows1252, "iso885915": .windows1252, "gb2312": .gb18030,
    "gbk": .gb18030, "gb18030": .gb18030, "cp936": .gb18030, "euccn": .gb18030, "xgbk": .gb18030,
    "utf16": .utf16BigEndian, "utf16be": .utf16BigEndian, "utf16le": .utf16LittleEndian,
  ]

  /// Numbers of Foundation's encodings; those above 2³¹ are CFStringEncodings with the high bit set.
  private static let foreign: [String: UInt] = [
    "koi8r": 0x8000_0A02, "koi8u": 0x8000_0A08, "iso88595": 0x8000_0205, "cp866": 0x8000_0419, "ibm866": 0x8000_0419,
    "iso88592": 9, "windows1250": 15, "cp1250": 15, "windows1253": 13, "windows1254": 14, "shiftjis": 8, "sjis": 8,
    "xsjis": 8, "eucjp": 3, "iso2022jp": 21, "big5": 0x8000_0A03, "euckr": 0x8000_0940, "ksc56011987": 0x8000_0940,
    "iso88599": 0x8000_0209, "iso88597": 0x8000_0207,
  ]
}

extension [UInt8] {
  /// The bytes as text: UTF-8 where they are, else by `fallback`, or by the encoding that they look like.
  func text(orIn fallback: TextEncoding?) -> String {
    if let text = String(validating: self, as: UTF8.self) { return text }
    if let fallback { return fallback.decode(self) }
    let found = TextEncodingDetection(of: self, isComplete: true).encoding
    return (found == .utf8 ? TextEncoding.windows1252 : found).decode(self)
  }
}
