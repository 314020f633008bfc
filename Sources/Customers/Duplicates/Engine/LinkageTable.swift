import CRMCore

/// The records of one kind of party as columns of small integers, in ascending order of identifiers.
///
/// A class so that handing it on costs one reference.
final class LinkageTable: Sendable {
  /// The fields that hold texts.
  enum Field: Int, CaseIterable {
    case given, family, middle, organisation, email, phone, street, number, postalCode, locality, identifier

    /// How the values are normalised.
    var style: TextStyle {
      switch self {
      case .given, .middle: .given
      case .family: .family
      case .organisation: .organisation
      case .email: .email
      case .phone: .phone
      case .street: .street
      case .number: .number
      case .postalCode: .postalCode
      case .locality: .locality
      case .identifier: .identifier
      }
    }
  }

  let ids: [Identifier<Customer>]
  /// Dates of birth as `LinkageRecord.birthday` has them, 0 for none.
  let birthdays: [Int32]
  /// How many records have a birthday.
  let knownBirthdays: Int
  private let columns: [RowColumn]
  private let pools: [TextPool]
  private let known: [Int]
  private let birthdayCounts: [Int32: Int]

  init(
    ids: [Identifier<Customer>], birthdays: [Int32], columns: [RowColumn], pools: [TextPool], known: [Int]
  ) {
    self.ids = ids
    self.birthdays = birthdays
    self.columns = columns
    self.pools = pools
    self.known = known
    knownBirthdays = birthdays.count { $0 != 0 }
    birthdayCounts = birthdays.reduce(into: [:]) { counts, day in
      if day != 0 { counts[day, default: 0] += 1 }
    }
  }

  /// The number of records.
  var count: Int { ids.count }

  /// The values of a field of a row.
  func values(_ field: Field, _ row: Int) -> ArraySlice<UInt32> { columns[field.rawValue][row] }

  /// The pool of a field.
  func pool(_ field: Field) -> TextPool { pools[field.rawValue] }

  /// How many records have any value of a field.
  func known(_ field: Field) -> Int { known[field.rawValue] }

  /// The keys of a field of a row.
  func keys(_ field: Field, _ row: Int) -> [UInt32] {
    let pool = pool(field)
    return values(field, row).map { pool.key(of: $0) }
  }

  /// How many records have a birthday in common.
  func count(birthday: Int32) -> Int { birthdayCounts[birthday] ?? 0 }
}
