/// A property in the words of the version that is written.
struct VCardWireLine {
  var name: String
  /// In the order in which they are written; those without values are left out.
  var parameters: [(name: String, values: [String])]
  var value: String

  init(_ name: String, _ parameters: VCardParameters, _ value: String) {
    self.name = name
    self.parameters = parameters.names.map { ($0, parameters[$0]) }
    self.value = value
  }

  private subscript(parameter: String) -> [String] {
    get { parameters.first { $0.name == parameter }?.values ?? [] }
    set {
      if let index = parameters.firstIndex(where: { $0.name == parameter }) {
        parameters[index].values = newValue
      } else {
        parameters.append((parameter, newValue))
      }
    }
  }

  /// The lines of vCard 3.0 (RFC 2426) that say what a property says; mostly one.
  static func old(_ property: VCardProperty) -> [VCardWireLine] {
    var line = VCardWireLine(property.name, property.parameters, property.value)
    var second: VCardWireLine?
    switch property.name {
    case "N": second = line.takeSorting()
    case "ADR": second = line.takeLabel()
    case "RELATED": line.renameRelated(property)
    case "BDAY": line.renameBirthday(property)
    case "REV": line.value = VCardDate(property.value)?.extendedText ?? property.value
    case "GEO": line.rewritePosition()
    case "TEL": if property.parameters.valueType == "uri" { line.name = "X-TEL" }
    case "TZ":
      if property.parameters.valueType == nil, !Self.isOffset(property.value) { line["VALUE"] = ["text"] }
    case "UID":
      if property.parameters.valueType == nil { line.value = VCardText.escaped(property.value) }
      line["VALUE"] = []
    case "PHOTO", "LOGO", "SOUND", "KEY": line.rewriteData(property)
    case "KIND": line.name = property.value == "group" ? "X-ADDRESSBOOKSERVER-KIND" : "X-KIND"
    case "MEMBER": line.name = "X-ADDRESSBOOKSERVER-MEMBER"
    case "ANNIVERSARY", "DEATHDATE":
      line.name = "X-" + property.name
      line.value = property.date?.extendedText ?? property.value
    default: if VCardForm.younger.contains(property.name) { line.name = "X-" + property.name }
    }
    if line["PREF"] == ["1"] {
      line["PREF"] = []
      line["TYPE"] += ["PREF"]
    }
    return [line] + (second.map { [$0] } ?? [])
  }

  /// What a name is sorted by has a line of its own.
  private mutating func takeSorting() -> VCardWireLine? {
    guard !self["SORT-AS"].isEmpty else { return nil }
    let sorting = self["SORT-AS"].map(VCardText.escaped).joined(separator: ",")
    self["SORT-AS"] = []
    return VCardWireLine("SORT-STRING", [:], sorting)
  }

  /// The label of an address has a line of its own.
  private mutating func takeLabel() -> VCardWireLine? {
    guard let label = self["LABEL"].first else { return nil }
    self["LABEL"] = []
    var types: VCardParameters = [:]
    types["TYPE"] = self["TYPE"]
    return VCardWireLine("LABEL", types, VCardText.escaped(label))
  }

  private mutating func renameRelated(_ property: VCardProperty) {
    if property.parameters.valueType == "text", property.parameters.types == ["agent"] {
      name = "AGENT"
      self["VALUE"] = []
      self["TYPE"] = []
    } else {
      name = "X-RELATED"
    }
  }

  /// 3.0 knows whole dates only; for a birthday without year there is the way that Apple's address books understand.
  private mutating func renameBirthday(_ property: VCardProperty) {
    guard let date = property.date else {
      name = "X-BDAY"
      return
    }
    if date.calendarDay != nil {
      value = date.extendedText
    } else if date.year == nil, let month = date.month, let day = date.day, date.time == nil,
      self["X-APPLE-OMIT-YEAR"].isEmpty
    {
      self["X-APPLE-OMIT-YEAR"] = ["1604"]
      let digits = String(10_000 + month * 100 + day).dropFirst()
      value = "1604-\(digits.prefix(2))-\(digits.suffix(2))"
    } else {
      name = "X-BDAY"
    }
  }

  private mutating func rewritePosition() {
    let parts = value.dropFirst(4).split(separator: ",", omittingEmptySubsequences: false)
    if value.hasPrefix("geo:"), parts.count == 2, parts.allSatisfy({ Double($0) != nil }) {
      value = "\(parts[0]);\(parts[1])"
    } else {
      name = "X-GEO"
    }
  }

  private mutating func rewriteData(_ property: VCardProperty) {
    guard property.parameters.valueType != "text" else {
      self["VALUE"] = []
      return
    }
    guard let data = VCardData(uri: property.value) else {
      self["VALUE"] = ["uri"]
      return
    }
    // The first type is the format of the data, so a format that is not known must be said if other types follow.
    let others = self["TYPE"]
    let type = data.type(of: name) ?? (others.isEmpty ? nil : VCardData.unknownType)
    guard !others.contains(where: { $0.lowercased() == type?.lowercased() }) else {
      self["VALUE"] = ["uri"]
      return
    }
    parameters.insert(("ENCODING", ["b"]), at: 0)
    self["TYPE"] = (type.map { [$0] } ?? []) + others
    value = data.base64
  }

  /// An offset from UTC: `-05:00`, `+0530`.
  private static func isOffset(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    return digits.count == 4 && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && bytes.count <= 6
  }
}
