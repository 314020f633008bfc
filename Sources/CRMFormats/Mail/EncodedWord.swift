import Foundation

/// Encoded words: text beyond ASCII in the headers of mail, `=?utf-8?Q?J=C3=B6rg?=` (RFC 2047).
public enum EncodedWord {
  /// The text with every encoded word in it resolved; white space between two of them is dropped. A word that cannot be
  /// read, or whose character set is not known, stays as it is written. O(length).
  ///
  /// Words whose border cuts a character (some programs write them) are joined before they are read, if they follow each
  /// other in the same character set and encoding.
  public static func decoded(_ text: String) -> String {
    guard text.contains("=?") else { return text }
    var result = ""
    var rest = text[...]
    var open: Word?
    while let found = Word(firstIn: rest) {
      let between = rest[..<found.range.lowerBound]
      if var word = open {
        if between.allSatisfy(\.isWhitespace) {
          if word.join(found) {
            open = word
            rest = rest[found.range.upperBound...]
            continue
          }
          result += word.text
        } else {
          result += word.text + between
        }
      } else {
        result += between
      }
      open = found
      rest = rest[found.range.upperBound...]
    }
    return result + (open?.text ?? "") + rest
  }

  /// The text as it may stand in a header: unchanged if it is printable ASCII without `=?`, else as encoded words of
  /// UTF-8, each at most 75 characters long, none of which cuts a character. O(length).
  public static func encoded(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
    return isPlain ? text : words(of: text).joined(separator: " ")
  }

  /// The encoded words of a text, quoted-printable where most of it is ASCII, else Base64.
  static func words(of text: String) -> [String] {
    let plain = text.utf8.count { isUnescaped($0) }
    let isBase64 = plain * 2 < text.utf8.count
    // "=?utf-8?B?" and "?=" leave 63 of 75 characters.
    let room = isBase64 ? 45 : 63
    var words: [String] = []
    var chunk: [UInt8] = []
    var length = 0
    func close() -> String {
      isBase64
        ? "=?utf-8?B?\(Data(chunk).base64EncodedString())?="
        : "=?utf-8?Q?\(String(decoding: quoted(chunk), as: UTF8.self))?="
    }
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      let cost = isBase64 ? bytes.count : bytes.reduce(0) { $0 + (isUnescaped($1) || $1 == 0x20 ? 1 : 3) }
      if length + cost > room {
        words.append(close())
        chunk = []
        length = 0
      }
      chunk += bytes
      length += cost
    }
    if !chunk.isEmpty { words.append(close()) }
    return words
  }

  private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { byte -> [UInt8] in
      if byte == 0x20 { return [UInt8(ascii: "_")] }
      return isUnescaped(byte) ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  /// What may stand unescaped in an encoded word of a phrase (RFC 2047, 5 (3)).
  private static func isUnescaped(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
  }

  /// One or more encoded words of the same kind.
  private struct Word {
    let range: Range<String.Index>
    let charsetName: String
    let charset: NamedCharset
    let isBase64: Bool
    var bytes: [UInt8]

    /// The first readable word.
    init?(firstIn text: Substring) {
      var from = text.startIndex
      while let start = text[from...].range(of: "=?") {
        if let word = Word(at: start.lowerBound, in: text) {
          self = word
          return
        }
        from = start.upperBound
      }
      return nil
    }

    private init?(at start: String.Index, in text: Substring) {
      let body = text.index(start, offsetBy: 2)
      guard let charsetEnd = text[body...].firstIndex(of: "?"), text.index(after: charsetEnd) < text.endIndex else {
        return nil
      }
      let letter = text.index(after: charsetEnd)
      let mark = text.index(after: letter)
      guard mark < text.endIndex, text[mark] == "?", let end = text[text.index(after: mark)...].range(of: "?=") else {
        return nil
      }
      // A language may follow the character set behind a star (RFC 2231).
      charsetName = text[body..<charsetEnd].split(separator: "*").first.map { $0.lowercased() } ?? ""
      guard let charset = NamedCharset(charsetName) else { return nil }
      self.charset = charset
      let content = text[text.index(after: mark)..<end.lowerBound]
      switch text[letter] {
      case "B", "b":
        isBase64 = true
        let padded = content + String(repeating: "=", count: (4 - content.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: String(padded)) else { return nil }
        bytes = [UInt8](data)
      case "Q", "q":
        isBase64 = false
        bytes = QuotedPrintable.decoded(content.utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }[...])
      default: return nil
      }
      range = start..<end.upperBound
    }

    var text: String { charset.decode(bytes) }

    /// Takes up a following word of the same kind.
    mutating func join(_ next: Word) -> Bool {
      guard next.charsetName == charsetName, next.isBase64 == isBase64 else { return false }
      bytes += next.bytes
      self = Word(range: next.range, like: self)
      return true
    }

    private init(range: Range<String.Index>, like word: Word) {
      self.range = range
      charsetName = word.charsetName
      charset = word.charset
      isBase64 = word.isBase64
      bytes = word.bytes
    }
  }
}
