/// The parameters of one property, by name. Their order has no meaning; values of one parameter keep theirs.
///
/// Names are in capitals. What older versions write in other ways has one form: bare types (`TEL;CELL`) and repeated
/// ones are values of `TYPE`, and the type `PREF` is the parameter `PREF` of 1. `ENCODING` and `CHARSET` say how bytes
/// were written, not what they mean, and are never kept.
public struct VCardParameters: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  private struct Entry: Hashable, Sendable {
    var name: String
    var values: [String]
  }

  private var entries: [Entry] = []

  /// No parameters.
  public init() {}

  /// The given parameters, each with one value; of two with the same name the values are joined.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, [value]) }
  }

  /// The names, in capitals: `TYPE` and `PREF` first, then by letter.
  public var names: [String] { entries.map(\.name) }

  /// Whether there are none.
  public var isEmpty: Bool { entries.isEmpty }

  /// The values of a parameter, empty if there is none. Setting none removes it.
  public subscript(name: String) -> [String] {
    get {
      let name = name.uppercased()
      return entries.first { $0.name == name }?.values ?? []
    }
    set {
      let name = VCardText.token(name.uppercased())
      entries.removeAll { $0.name == name }
      add(name, newValue)
    }
  }

  /// Adds values to a parameter; repeated types count once, whatever their case.
  public mutating func add(_ name: String, _ values: [String]) {
    let name = VCardText.token(name.uppercased())
    guard !name.isEmpty, name != "ENCODING", name != "CHARSET" else { return }
    var values = values.map(Self.cleaned)
    switch name {
    case "TYPE", "SORT-AS": values = values.flatMap { $0.split(separator: ",").map(String.init) }
    case "VALUE": values = values.map { $0.lowercased() }
    case "LABEL": values = values.map { $0.replacing("\\n", with: "\n").replacing("\\N", with: "\n") }
    default: break
    }
    values = values.map { $0.trimmingASCIIBlanks() }.filter { !$0.isEmpty }
    if name == "TYPE" {
      let others = values.filter { $0.lowercased() != "pref" }
      if others.count < values.count, self["PREF"].isEmpty { insert("PREF", ["1"]) }
      values = others
    }
    insert(name, values)
  }

  private mutating func insert(_ name: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    guard let index = entries.firstIndex(where: { $0.name == name }) else {
      let place = entries.firstIndex { Self.rank($0.name) > Self.rank(name) } ?? entries.endIndex
      entries.insert(Entry(name: name, values: []), at: place)
      return insert(name, values)
    }
    switch name {
    case "PREF", "VALUE", "LABEL": if entries[index].values.isEmpty { entries[index].values = [values[0]] }
    case "TYPE":
      var seen = Set(entries[index].values.map { $0.lowercased() })
      entries[index].values += values.filter { seen.insert($0.lowercased()).inserted }
    default: entries[index].values += values
    }
  }

  private static func rank(_ name: String) -> (Int, String) {
    name == "TYPE" ? (0, name) : name == "PREF" ? (1, name) : (2, name)
  }

  /// Line ends as LF, without other control characters.
  private static func cleaned(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return value }
    var result: [UInt8] = []
    var previous: UInt8 = 0
    for byte in value.utf8 {
      switch byte {
      case 0x0D: result.append(0x0A)
      case 0x0A: if previous != 0x0D { result.append(0x0A) }
      case 0x09: result.append(byte)
      case 0..<0x20, 0x7F: break
      default: result.append(byte)
      }
      previous = byte
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension VCardParameters {
  /// The types in small letters: `cell`, `work`.
  public var types: [String] { self["TYPE"].map { $0.lowercased() } }

  /// Whether a type is among them, whatever its case.
  public func hasType(_ type: String) -> Bool { types.contains(type.lowercased()) }

  /// How strongly this property is preferred among its like: 1 (most) to 100; `nil` if nobody said.
  public var preference: Int? {
    get { self["PREF"].first.flatMap { Int($0) }.flatMap { (1...100).contains($0) ? $0 : nil } }
    set { self["PREF"] = newValue.map { [String($0)] } ?? [] }
  }

  /// The type of the value in small letters, if it was stated: `uri`, `text`, `date`.
  public var valueType: String? { self["VALUE"].first }
}

extension String {
  /// The text without spaces and tabs around it.
  func trimmingASCIIBlanks() -> String {
    let bytes = utf8
    guard let first = bytes.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }),
      let last = bytes.lastIndex(where: { $0 != 0x20 && $0 != 0x09 })
    else { return "" }
    return String(self[first...last])
  }
}
