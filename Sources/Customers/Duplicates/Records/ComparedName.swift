/// Given and family names as they are compared: a Chinese name in one field is taken apart.
struct ComparedName {
  var given: [String]
  var family: [String]

  init(_ record: LinkageRecord) {
    given = record.givenNames
    family = record.familyNames
    guard record.kind == .person else { return }
    if given.isEmpty, family.count == 1, let parts = Self.chineseParts(family[0]) {
      (family, given) = ([parts.family], [parts.given])
    } else if family.isEmpty, given.count == 1, let parts = Self.chineseParts(given[0]) {
      (family, given) = ([parts.family], [parts.given])
    }
  }

  /// Family and given name of two to four Han characters without a space between.
  static func chineseParts(_ name: String) -> (family: String, given: String)? {
    let characters = name.filter { !$0.isWhitespace && $0 != "·" }
    guard (2...4).contains(characters.count), characters.allSatisfy({ String($0).hasIdeographs }) else { return nil }
    let length = characters.count > 2 && compoundFamilyNames.contains(String(characters.prefix(2))) ? 2 : 1
    return (String(characters.prefix(length)), String(characters.dropFirst(length)))
  }

  /// Two-character family names still in use. Source: the "Hundred Family Surnames" (百家姓).
  private static let compoundFamilyNames: Set<String> = [
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "独孤", "端木", "轩辕", "南宫",
  ]
}
