/// Writes cards as vCard 4.0 or 3.0: UTF-8, CRLF, lines of at most 75 bytes that are never cut inside of a character.
///
/// What a version cannot say is written under an `X-` name, which ``VCardReader`` understands, so that reading what was
/// written gives an equal card: `read(write(card)) == card.completed(for: version)` for every card that was read, and
/// for every card that names no property which 4.0 has given up (`LABEL`, `SORT-STRING`, `AGENT`).
public struct VCardWriter: Sendable {
  /// The version that is written.
  public let version: VCard.Version
  /// What has been written and not yet taken.
  public private(set) var bytes: [UInt8] = []

  /// A writer; 2.1 is not written, asking for it gives 3.0.
  public init(version: VCard.Version = .v40) {
    self.version = version == .v21 ? .v30 : version
  }

  /// The bytes of some cards.
  public static func bytes(of cards: some Sequence<VCard>, version: VCard.Version = .v40) -> [UInt8] {
    var writer = VCardWriter(version: version)
    for card in cards { writer.write(card) }
    return writer.bytes
  }

  /// Appends a card; a missing formatted name is made up (see `VCard.completed(for:)`). O(bytes).
  public mutating func write(_ card: VCard) {
    line("BEGIN:VCARD")
    line("VERSION:\(version.rawValue)")
    for property in card.completed(for: version).properties {
      if version == .v40 {
        writeNew(property)
      } else {
        for wire in VCardWireLine.old(property) { write(wire, group: property.group) }
      }
    }
    line("END:VCARD")
  }

  /// Hands over what has been written since the last call, so that a large file is written in pieces.
  public mutating func takeBytes() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  private mutating func writeNew(_ property: VCardProperty) {
    let name = VCardForm.retired.contains(property.name) ? "X-" + property.name : property.name
    write(VCardWireLine(name, property.parameters, property.value), group: property.group)
  }

  private mutating func write(_ wire: VCardWireLine, group: String?) {
    var text = group.map { $0 + "." + wire.name } ?? wire.name
    for (key, values) in wire.parameters where !values.isEmpty {
      text += ";" + key + "=" + values.map(Self.parameterText).joined(separator: ",")
    }
    line(text + ":" + wire.value)
  }

  /// A parameter's value, in quotation marks where it needs them, escaped as in RFC 6868.
  private static func parameterText(_ text: String) -> String {
    var result = ""
    var isQuoted = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "^": result += "^^"
      case "\n": result += "^n"
      case "\"": result += "^'"
      case ":", ";", ",":
        isQuoted = true
        result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return isQuoted ? "\"\(result)\"" : result
  }

  /// Appends a line, folded.
  private mutating func line(_ text: String) {
    let utf8 = Array(text.utf8)
    var start = 0
    var room = 75
    while utf8.count - start > room {
      var end = start + room
      while end > start, utf8[end] & 0xC0 == 0x80 { end -= 1 }
      bytes += utf8[start..<end]
      bytes += [0x0D, 0x0A, 0x20]
      start = end
      room = 74
    }
    bytes += utf8[start...]
    bytes += [0x0D, 0x0A]
  }
}
