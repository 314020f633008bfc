public import CRMCore
import Insights

extension Customer {
  /// By what a duplicate would share beside contact points: the name in any letters and order, the birthday with the sound of a
  /// name, an organisation's name without its legal form, its numbers. At most ten keys.
  public static let byMatchKey = Index<Customer>("matchKey") { customer in
    customer.matchKeys.map { IndexKey($0) }
  }

  /// The keys of ``byMatchKey``: hashes that are the same in every run. They are on disk; raise the index's version when they change.
  var matchKeys: [Int64] {
    let record = LinkageRecord(self)
    let name = ComparedName(record)
    let given = name.given.prefix(2).map { TextStyle.given.matchKey($0) }.filter { !$0.isEmpty }
    let family = name.family.prefix(2).map { TextStyle.family.matchKey($0) }.filter { !$0.isEmpty }
    var keys: [UInt64] = []
    for first in given {
      for second in family { keys.append(Self.key("n", min(first, second), max(first, second))) }
    }
    if let birthday = record.birthday {
      for part in given + family { keys.append(Self.key("b", String(birthday), Soundex.code(part) ?? part)) }
    }
    for name in record.organisationNames.prefix(2) {
      let key = TextStyle.organisation.matchKey(name)
      if !key.isEmpty { keys.append(Self.key("o", key, kind.rawValue)) }
    }
    for identifier in record.identifiers.prefix(2) {
      let key = TextStyle.identifier.matchKey(identifier)
      if !key.isEmpty { keys.append(Self.key("i", key, "")) }
    }
    return keys.map { Int64(bitPattern: $0) }
  }

  private static func key(_ kind: String, _ first: String, _ second: String) -> UInt64 {
    [kind, first, second].reduce(BlockKey.start) { hash, part in
      part.utf8.reduce(BlockKey.mix(hash, 0x100)) { BlockKey.mix($0, UInt64($1)) }
    }
  }
}

extension TextStyle {
  /// The key of a text as typed.
  func matchKey(_ text: String) -> String {
    let folded = folded(text)
    return folded.isEmpty ? "" : key(folded)
  }
}
