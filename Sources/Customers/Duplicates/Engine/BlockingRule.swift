/// A reason to compare two records: they share a key of this rule. Several rules make up for each other's blind spots.
enum BlockingRule: Int, CaseIterable, Sendable {
  case identifier, identifierDigits, email, mailbox, phone, name, birthday, birthdayAndSound, familyAndYear, nameAndDay,
    address, streetAndPlace, doorAndSound
  case placeAndSound, townAndNames, familyAndSound, givenAndSound
  case organisation, organisationBeginning, organisationWords, mailDomain

  /// Whether the pairs are good to learn from: most of them are matches or have nothing else in common. People who share a
  /// telephone or a door do: they are families.
  var isForLearning: Bool {
    switch self {
    case .identifier, .email, .name, .birthday, .birthdayAndSound, .organisation: true
    default: false
    }
  }

  /// Whether a large group says nothing: half the world has a mailbox at the same provider. Such groups are skipped.
  var skipsLargeGroups: Bool {
    switch self {
    case .mailDomain, .organisationWords, .organisationBeginning: true
    default: false
    }
  }

  /// What the rule itself makes equal, or nearly.
  var features: Set<Int> {
    let features: [PartyFeature] =
      switch self {
      case .identifier, .identifierDigits: [.identifier]
      case .email, .mailbox, .mailDomain: [.email]
      case .phone: [.phone]
      case .name, .familyAndSound, .givenAndSound: [.givenName, .familyName]
      case .birthday: [.birthday]
      case .birthdayAndSound, .familyAndYear, .nameAndDay: [.birthday, .givenName, .familyName]
      case .address, .streetAndPlace, .doorAndSound: [.street, .place]
      case .placeAndSound, .townAndNames: [.place, .givenName, .familyName]
      case .organisation, .organisationBeginning, .organisationWords: [.organisationName]
      }
    return Set(features.map(\.index))
  }

  /// The keys of a row; none where a field is missing.
  func keys(_ row: Int, _ table: LinkageTable) -> [UInt64] {
    switch self {
    case .identifier: return table.hashes(.identifier, row)
    case .identifierDigits: return table.sortedIdentifiers(row)
    case .email: return table.hashes(.email, row)
    case .mailbox: return table.mailboxes(row)
    case .phone: return table.phoneEnds(row)
    case .name:
      return table.pairs(table.hashes(.given, row), table.hashes(.family, row)) {
        BlockKey.hash(min($0, $1), max($0, $1))
      }
    case .birthday:
      let birthday = table.birthdays[row]
      return birthday == 0 ? [] : [BlockKey.hash(UInt64(birthday), 0)]
    case .birthdayAndSound:
      let birthday = UInt64(table.birthdays[row])
      return birthday == 0
        ? [] : (table.sounds(.given, row) + table.sounds(.family, row)).map { BlockKey.hash(birthday, $0) }
    case .familyAndYear:
      let birthday = table.birthdays[row]
      guard birthday != 0 else { return [] }
      return table.pairs(table.hashes(.family, row), table.initials(.given, row)) {
        BlockKey.hash($0, $1, UInt64(birthday / 10_000))
      }
    case .nameAndDay:
      let birthday = table.birthdays[row]
      guard birthday != 0 else { return [] }
      return (table.hashes(.given, row) + table.hashes(.family, row)).map {
        BlockKey.hash($0, UInt64(birthday % 10_000))
      }
    case .address:
      let doors = table.pairs(table.hashes(.street, row), table.hashes(.number, row)) { BlockKey.hash($0, $1) }
      return table.pairs(doors, table.places(row)) { BlockKey.hash($0, $1) }
    case .streetAndPlace:
      let streets = table.pairs(table.hashes(.street, row), table.places(row)) { BlockKey.hash($0, $1) }
      return table.pairs(streets, table.initials(.family, row) + table.initials(.given, row)) {
        BlockKey.hash($0, $1)
      }
    case .doorAndSound:
      let doors = table.pairs(table.sounds(.street, row), table.hashes(.number, row)) { BlockKey.hash($0, $1) }
      return table.pairs(doors, table.initials(.family, row) + table.initials(.given, row)) { BlockKey.hash($0, $1) }
    case .placeAndSound:
      return table.pairs(table.hashes(.postalCode, row), table.sounds(.family, row)) { BlockKey.hash($0, $1) }
    case .townAndNames:
      let names = table.pairs(table.sounds(.given, row), table.sounds(.family, row)) {
        BlockKey.hash(min($0, $1), max($0, $1))
      }
      return table.pairs(table.hashes(.locality, row), names) { BlockKey.hash($0, $1) }
    case .familyAndSound:
      return table.pairs(table.hashes(.family, row), table.sounds(.given, row)) { BlockKey.hash($0, $1) }
    case .givenAndSound:
      return table.pairs(table.hashes(.given, row), table.sounds(.family, row)) { BlockKey.hash($0, $1) }
    case .organisation: return table.hashes(.organisation, row)
    case .organisationBeginning: return table.beginnings(row)
    case .organisationWords: return table.words(row)
    case .mailDomain: return table.mailDomains(row)
    }
  }
}

extension LinkageTable {
  func hashes(_ field: Field, _ row: Int) -> [UInt64] {
    values(field, row).map { pool(field).hash(pool(field).key(of: $0)) }
  }

  /// What each name sounds like; a name without Latin letters in its key counts by its first character.
  func sounds(_ field: Field, _ row: Int) -> [UInt64] {
    values(field, row).map { value in
      let key = pool(field).key(of: value)
      let code = pool(field).soundex(key)
      return UInt64(code) << 16 | (code == 0 ? UInt64(pool(field).unit(key, at: 0)) : 0)
    }
  }

  func initials(_ field: Field, _ row: Int) -> [UInt64] {
    values(field, row).map { UInt64(pool(field).unit(pool(field).key(of: $0), at: 0)) }
  }

  /// The characters of each number in order: two that are swapped make no difference.
  func sortedIdentifiers(_ row: Int) -> [UInt64] {
    keys(.identifier, row).map { BlockKey.hash(pool(.identifier).units($0).sorted()) }
  }

  /// Every combination of two lists.
  func pairs(_ left: [UInt64], _ right: [UInt64], _ join: (UInt64, UInt64) -> UInt64) -> [UInt64] {
    left.flatMap { first in right.map { join(first, $0) } }
  }

  /// Postal codes and towns.
  func places(_ row: Int) -> [UInt64] { hashes(.postalCode, row) + hashes(.locality, row) }

  /// What stands before the @, if it is long enough to mean somebody.
  func mailboxes(_ row: Int) -> [UInt64] {
    keys(.email, row).compactMap { key in
      let mailbox = pool(.email).units(key).prefix { $0 != 0x40 }
      return mailbox.count >= 4 ? BlockKey.hash(mailbox) : nil
    }
  }

  /// What stands behind the @.
  func mailDomains(_ row: Int) -> [UInt64] {
    keys(.email, row).map { key in BlockKey.hash(pool(.email).units(key).drop { $0 != 0x40 }) }
  }

  /// The last eight digits: what a number has in common with and without its country code.
  func phoneEnds(_ row: Int) -> [UInt64] {
    keys(.phone, row).map { BlockKey.hash(pool(.phone).units($0).suffix(8)) }
  }

  /// The first five units of an organisation's name.
  func beginnings(_ row: Int) -> [UInt64] {
    keys(.organisation, row).map { BlockKey.hash(pool(.organisation).units($0).prefix(5)) }
  }

  /// Each word of an organisation's name that is long enough to mean something.
  func words(_ row: Int) -> [UInt64] {
    keys(.organisation, row).flatMap { key in
      pool(.organisation).units(key).split(separator: 0x20).filter { $0.count >= 4 }.map { BlockKey.hash($0) }
    }
  }
}
