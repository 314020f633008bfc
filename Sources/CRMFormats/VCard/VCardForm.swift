import Foundation

/// The one form of a property: that of vCard 4.0, reached from whatever was given.
///
/// What is not valid for its property goes on under an `X-` name, so that nothing is lost and nothing invalid is written.
struct VCardForm {
  /// How a value is built.
  enum Kind: Sendable {
    case text
    case list
    /// Parts, at least so many, which may have several texts each.
    case structured(parts: Int)
    /// Parts of one text each: commas have no meaning.
    case parts
    case uri
    case date
    case timestamp
    /// Unknown: left alone.
    case raw
  }

  private(set) var name: String
  private(set) var value: String
  private(set) var parameters: VCardParameters

  init(name: String, value: String, parameters: VCardParameters) {
    self.name = VCardText.token(name.uppercased())
    self.value = value
    self.parameters = parameters
    promote()
    settle()
  }

  /// `X-ANNIVERSARY` and its like are what older versions say for properties that came later.
  private mutating func promote() {
    if let known = Self.aliases[name] { name = known }
    guard name.hasPrefix("X-") else { return }
    let plain = String(name.dropFirst(2))
    guard Self.promotable.contains(plain) else { return }
    let trial = VCardForm(name: plain, value: value, parameters: parameters)
    if trial.name == plain { name = plain }
  }

  private mutating func settle() {
    let kind = Self.kind(of: name, parameters.valueType)
    switch kind {
    case .text: settleText()
    case .list: value = VCardText.split(value, at: ",").map(Self.reescaped).joined(separator: ",")
    case .structured(let count):
      var parts = VCardText.split(value, at: ";").map { part in
        VCardText.split(part, at: ",").map(Self.reescaped).joined(separator: ",")
      }
      while parts.count < count { parts.append("") }
      value = parts.joined(separator: ";")
    case .parts: value = VCardText.split(value, at: ";").map(Self.reescaped).joined(separator: ";")
    case .uri: settleURI()
    case .date: settleDate()
    case .timestamp: settleTimestamp()
    case .raw:
      value = VCardText.cleaned(value)
      if parameters.valueType == "unknown" { parameters["VALUE"] = [] }
    }
    switch kind {
    case .list, .structured, .parts: parameters["VALUE"] = []
    case .text, .uri, .date, .timestamp, .raw: break
    }
    if name == "GENDER", !Self.isGender(value) {
      name = "X-GENDER"
      value = VCardText.cleaned(value)
    }
  }

  private mutating func settleText() {
    value = Self.reescaped(value)
    if Self.textNames.contains(name) { parameters["VALUE"] = [] }
  }

  private mutating func settleURI() {
    let text = VCardText.unescaped(value).trimmingASCIIBlanks()
    if name == "UID" || name == "KEY", !Self.looksLikeURI(text) {
      value = VCardText.escaped(text)
      parameters["VALUE"] = ["text"]
      return
    }
    // A backslash is no character of a URI, and would be taken for an escape when read again.
    let printable = text.utf8.filter { $0 >= 0x20 && $0 != 0x7F }
    value = String(decoding: printable, as: UTF8.self).replacing("\\", with: "%5C").trimmingASCIIBlanks()
    switch name {
    case "TEL":
      guard let number = Self.number(ofURI: value) else { return }
      value = VCardText.escaped(number)
      parameters["VALUE"] = []
    case "GEO":
      let parts = value.split { $0 == ";" || $0 == "," }
      if parts.count == 2, parts.allSatisfy({ Double($0) != nil }) { value = "geo:\(parts[0]),\(parts[1])" }
      parameters["VALUE"] = []
    case "UID", "KEY": parameters["VALUE"] = []
    default: parameters["VALUE"] = Self.uriNames.contains(name) ? [] : ["uri"]
    }
  }

  private mutating func settleDate() {
    let text = value.trimmingASCIIBlanks()
    if var date = VCardDate(text) {
      // Address books of Apple write a birthday without year as one in the year that they name beside it.
      if let omitted = parameters["X-APPLE-OMIT-YEAR"].first, date.year.map(String.init) == omitted, date.time == nil,
        let month = date.month, let day = date.day, let partial = VCardDate(month: month, day: day)
      {
        date = partial
        parameters["X-APPLE-OMIT-YEAR"] = []
      }
      value = date.description
      parameters["VALUE"] = []
    } else {
      value = Self.reescaped(value)
      parameters["VALUE"] = ["text"]
    }
  }

  private mutating func settleTimestamp() {
    if let date = VCardDate(value.trimmingASCIIBlanks()), date.year != nil, date.day != nil {
      value = date.description
      parameters["VALUE"] = []
    } else {
      name = "X-" + name
      value = VCardText.cleaned(value)
      parameters["VALUE"] = []
    }
  }

  private static func reescaped(_ value: String) -> String {
    value.utf8.contains { $0 == 0x5C || $0 == 0x2C || $0 == 0x3B || $0 < 0x20 || $0 == 0x7F }
      ? VCardText.escaped(VCardText.unescaped(value)) : value
  }

  private static func isGender(_ value: String) -> Bool {
    ["", "M", "F", "O", "N", "U"].contains(VCardText.split(value, at: ";")[0])
  }

  /// The number of a `tel:` URI as text.
  private static func number(ofURI text: String) -> String? {
    guard text.lowercased().hasPrefix("tel:") else { return nil }
    let rest = String(text.dropFirst(4))
    let decoded = rest.removingPercentEncoding ?? rest
    return decoded.lowercased().hasPrefix("tel:") || decoded.isEmpty ? nil : decoded
  }

  /// A scheme and a colon at the start.
  static func looksLikeURI(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else { return false }
    let scheme = text.utf8[..<colon]
    guard let first = scheme.first, (0x61...0x7A).contains(first | 0x20) else { return false }
    return scheme.count > 1 && !text.utf8.contains(0x20)
      && scheme.allSatisfy {
        (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
      }
  }
}
