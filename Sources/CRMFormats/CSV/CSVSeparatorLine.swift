/// The line `sep=;` with which spreadsheets announce their delimiter. In quotes it is an ordinary field.
struct CSVSeparatorLine {
  /// The announced delimiter.
  let delimiter: UInt8
  /// Bytes of the line with its line end.
  let length: Int

  /// Recognises the line at the start of a file's first bytes; nil when it is not there or names a letter, a digit,
  /// the quote or a line end.
  init?(_ bytes: ArraySlice<UInt8>, quote: UInt8?) {
    var rest = bytes
    guard rest.prefix(4).elementsEqual("sep=".utf8) || rest.prefix(4).elementsEqual("SEP=".utf8) else { return nil }
    rest = rest.dropFirst(4)
    guard let delimiter = rest.popFirst(), delimiter < 0x80, delimiter != quote else { return nil }
    guard delimiter == 0x09 || delimiter >= 0x20, !Self.isAlphanumeric(delimiter) else { return nil }
    if rest.first == 0x0D { rest.removeFirst() }
    if rest.first == 0x0A { rest.removeFirst() }
    let length = rest.startIndex - bytes.startIndex
    guard rest.isEmpty || bytes[rest.startIndex - 1] == 0x0A || bytes[rest.startIndex - 1] == 0x0D else { return nil }
    self.delimiter = delimiter
    self.length = length
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
