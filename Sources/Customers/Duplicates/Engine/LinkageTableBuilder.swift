import CRMCore

/// Takes records of one kind of party, in ascending order of identifiers.
struct LinkageTableBuilder: Sendable {
  private var ids: [Identifier<Customer>] = []
  private var birthdays: [Int32] = []
  private var columns: [RowColumn]
  private var pools: [TextPoolBuilder]
  private var known: [Int]

  init() {
    let fields = LinkageTable.Field.allCases
    pools = fields.map { TextPoolBuilder($0.style) }
    columns = fields.map { _ in RowColumn() }
    known = fields.map { _ in 0 }
  }

  /// Adds a record behind the others.
  mutating func append(_ record: LinkageRecord) {
    ids.append(record.id)
    birthdays.append(Int32(clamping: max(0, record.birthday ?? 0)))
    let name = ComparedName(record)
    append(name.given, .given)
    append(name.family, .family)
    append(record.middleName.map { [$0] } ?? [], .middle)
    append(record.organisationNames, .organisation)
    append(record.emails, .email)
    append(record.phones, .phone)
    append(record.addresses.flatMap(\.lines), .street)
    append(record.addresses.map { $0.lines.joined(separator: " ") }, .number)
    append(record.addresses.compactMap(\.postalCode), .postalCode)
    append(record.addresses.compactMap(\.locality), .locality)
    append(record.identifiers, .identifier)
  }

  private mutating func append(_ texts: [String], _ field: LinkageTable.Field) {
    var values: [UInt32] = []
    for text in texts {
      if let value = pools[field.rawValue].value(text) { values.append(value) }
    }
    let taken = columns[field.rawValue].append(values)
    guard !taken.isEmpty else { return }
    known[field.rawValue] += 1
    pools[field.rawValue].count(taken)
  }

  /// What was taken, for reading.
  func finished() -> LinkageTable {
    LinkageTable(
      ids: ids, birthdays: birthdays, columns: columns, pools: pools.map { $0.finished() }, known: known)
  }
}
