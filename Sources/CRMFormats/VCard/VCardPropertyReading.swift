/// One line of a card of any version, taken apart and brought into the form of vCard 4.0.
struct VCardPropertyReading {
  private(set) var group: String?
  private(set) var name = ""
  private(set) var parameters: VCardParameters = [:]
  private(set) var value = ""

  private var isQuotedPrintable = false
  private var isBase64 = false
  private var charset: NamedCharset?

  /// - Parameters:
  ///   - line: the line.
  ///   - version: the card's version, as far as it is known.
  ///   - fallback: the encoding of bytes that are not UTF-8 and of which no character set is named.
  init?(_ line: [UInt8], version: VCard.Version?, fallback: TextEncoding?) {
    guard let colon = Self.colon(in: line, version) else { return nil }
    guard readHead(line[..<colon].map { $0 }.text(orIn: fallback), version) else { return nil }
    let bytes = line[(colon + 1)...]
    if isBase64 {
      let type = parameters["TYPE"].first
      let plain = bytes.filter { VCardData.isBase64($0) }
      value =
        VCardData(mediaType: VCardData.mediaType(type, of: name), base64: String(decoding: plain, as: UTF8.self)).uri
      parameters["TYPE"] = Array(parameters["TYPE"].dropFirst())
      parameters["VALUE"] = VCardForm.uriNames.contains(name) || name == "KEY" ? [] : ["uri"]
      return
    }
    let decoded = isQuotedPrintable ? QuotedPrintable.decoded(bytes) : Array(bytes)
    value = charset.map { $0.decode(decoded) } ?? decoded.text(orIn: fallback)
    if version == .v21 { modernise() }
    adaptOldNames(version)
  }

  var property: VCardProperty { VCardProperty(name, value: value, parameters: parameters, group: group) }

  /// The first colon outside of quotation marks; where those do not pair up, the first colon.
  private static func colon(in line: [UInt8], _ version: VCard.Version?) -> Int? {
    let mark = UInt8(ascii: ":")
    guard version != .v21, let quote = line.firstIndex(of: UInt8(ascii: "\"")),
      let plain = line.firstIndex(of: mark), quote < plain
    else { return line.firstIndex(of: mark) }
    var isQuoted = false
    for (index, byte) in line.enumerated() {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == mark, !isQuoted { return index }
    }
    return plain
  }

  private mutating func readHead(_ head: String, _ version: VCard.Version?) -> Bool {
    var pieces = Self.split(head, at: ";", honouringQuotes: version != .v21)[...]
    guard var first = pieces.popFirst()?.trimmingASCIIBlanks(), !first.isEmpty else { return false }
    if let dot = first.lastIndex(of: ".") {
      group = String(first[..<dot])
      first = String(first[first.index(after: dot)...])
    }
    name = VCardText.token(first.uppercased())
    guard !name.isEmpty else { return false }
    for piece in pieces {
      guard let equals = piece.firstIndex(of: "=") else {
        readBare(piece.trimmingASCIIBlanks())
        continue
      }
      let key = piece[..<equals].uppercased().trimmingASCIIBlanks()
      let text = String(piece[piece.index(after: equals)...])
      let values = Self.split(text, at: ",", honouringQuotes: version != .v21).map {
        Self.parameterValue($0, isCaretEncoded: version != .v21)
      }
      readParameter(key, values)
    }
    return true
  }

  private mutating func readParameter(_ key: String, _ values: [String]) {
    switch key {
    case "ENCODING":
      switch values.first?.uppercased() {
      case "QUOTED-PRINTABLE", "Q": isQuotedPrintable = true
      case "BASE64", "B": isBase64 = true
      default: break
      }
    case "CHARSET": charset = values.first.flatMap { NamedCharset($0) }
    default: parameters.add(key, values)
    }
  }

  /// A word without name, as vCard 2.1 has it.
  private mutating func readBare(_ word: String) {
    switch word.uppercased() {
    case "QUOTED-PRINTABLE": isQuotedPrintable = true
    case "BASE64": isBase64 = true
    case "8BIT", "7BIT", "INLINE", "": break
    case "URL", "CONTENT-ID", "CID": parameters["VALUE"] = [word]
    default: parameters.add("TYPE", [word])
    }
  }

  /// Text cut at each separator outside of quotation marks.
  private static func split(_ text: String, at separator: Character, honouringQuotes: Bool) -> [String] {
    guard honouringQuotes, text.utf8.contains(UInt8(ascii: "\"")) else {
      return text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
    var parts: [String] = []
    var part = ""
    var isQuoted = false
    for character in text.unicodeScalars {
      if character == "\"" { isQuoted.toggle() }
      if !isQuoted, character == separator.unicodeScalars.first {
        parts.append(part)
        part = ""
      } else {
        part.unicodeScalars.append(character)
      }
    }
    return parts + [part]
  }

  /// A value without its quotation marks and with the escapes of RFC 6868 resolved.
  private static func parameterValue(_ text: String, isCaretEncoded: Bool) -> String {
    var text = text.trimmingASCIIBlanks()
    if text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
    guard isCaretEncoded, text.utf8.contains(UInt8(ascii: "^")) else { return text }
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      guard isEscaped else {
        if scalar == "^" { isEscaped = true } else { result.append(scalar) }
        continue
      }
      isEscaped = false
      switch scalar {
      case "n": result.append("\n")
      case "^": result.append("^")
      case "'": result.append("\"")
      default:
        result.append("^")
        result.append(scalar)
      }
    }
    if isEscaped { result.append("^") }
    return String(result)
  }

  /// Rewrites a value of vCard 2.1, where commas have no meaning and backslashes hardly any.
  private mutating func modernise() {
    func renewed(_ part: String) -> String {
      VCardText.escaped(VCardText.unescapedOld(part, isQuotedPrintable: isQuotedPrintable))
    }
    switch VCardForm.kind(of: name, parameters.valueType) {
    case .structured, .parts: value = VCardText.split(value, at: ";").map(renewed).joined(separator: ";")
    case .list:
      value = VCardText.split(value, at: ";").flatMap { VCardText.split($0, at: ",") }
        .map { renewed($0.trimmingASCIIBlanks()) }.joined(separator: ",")
    case .text: value = renewed(value)
    case .uri, .date, .timestamp, .raw: break
    }
  }

  /// What 2.1 and 3.0 say in ways of their own.
  private mutating func adaptOldNames(_ version: VCard.Version?) {
    if name == "AGENT", version != .v40 {
      name = "RELATED"
      if parameters.valueType != "uri" {
        parameters["VALUE"] = ["text"]
        if version == .v21 { value = VCardText.escaped(value) }
      }
      parameters.add("TYPE", ["agent"])
    }
  }
}
