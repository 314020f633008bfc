/// The fields that conditions ask for, of all records of a type, as typed columns in memory: who fulfils a condition is found
/// without touching a record.
///
/// ```swift
/// let columns = Live(try RecordColumns(["customer.stage", "customer.tags"], of: Customer.fieldSet), of: store)
/// let rows = try await columns.current().rows(where: condition, at: moment)
/// ```
///
/// Whole numbers, instants, days, amounts of one currency and yes-or-no are kept as plain numbers; everything else as numbers of the
/// distinct values. A copy shares everything with the original but the blocks of rows that are changed afterwards.
public struct RecordColumns<R: Record>: Projection {
  /// Rows evaluated together: the columns of a block stay in the processor's cache.
  static var rowsPerChunk: Int { 16_384 }

  /// Some thousand rows.
  struct Chunk: Sendable {
    var ids: [Identifier<R>] = []
    /// One bit for each row that has a record.
    var live: [UInt64] = []
    var columns: [ChunkColumn]
  }

  /// The fields kept, in order.
  public let names: [FieldName]
  private let fields: FieldSet<R>
  private let places: [FieldName: Int]
  private(set) var chunks: [Chunk] = []
  private(set) var codes: [FieldCodes]
  private var rows = ShardedMap<Identifier<R>, UInt32>()
  private var freeRows: [UInt32] = []
  private var rowCount = 0

  /// Columns of these fields, empty until they are rebuilt or follow commits.
  ///
  /// - Parameters:
  ///   - names: the fields, for example those of `Condition.terms` of all segments; repeats count once.
  ///   - fields: how a record answers.
  /// - Throws: faults for fields that the record itself does not answer.
  public init(_ names: some Sequence<FieldName>, of fields: FieldSet<R>) throws(ConditionError) {
    let sorted = Set(names).sorted { $0.rawValue < $1.rawValue }
    let unknown = sorted.filter { !fields.reads($0) }
    if !unknown.isEmpty {
      throw ConditionError(unknown.map { ConditionFault(ConditionFault.Code.unknownField, subject: $0.rawValue) })
    }
    self.names = sorted
    self.fields = fields
    places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    codes = Array(repeating: FieldCodes(), count: sorted.count)
  }

  /// The number of records.
  public var count: Int { rows.count }

  /// The number of rows, those that wait for a new record included: the length of the bitmaps that ``rows(where:at:zones:others:)``
  /// gives.
  public var rowCapacity: Int { rowCount }

  /// The row of a record; `nil` if there is none. It stays while the record does.
  public func row(of id: Identifier<R>) -> Int? { rows[id].map { Int($0) } }

  /// The record in a row; `nil` if there is none.
  ///
  /// - Precondition: the row is within `0..<rowCapacity`.
  public func id(at row: Int) -> Identifier<R>? {
    let (chunk, place) = (chunks[row / Self.rowsPerChunk], row % Self.rowsPerChunk)
    return chunk.live[place / 64] >> UInt64(place % 64) & 1 == 1 ? chunk.ids[place] : nil
  }

  /// The records in these rows, ascending by row.
  public func ids(in rows: Bitmap) -> [Identifier<R>] {
    var ids: [Identifier<R>] = []
    ids.reserveCapacity(rows.ones)
    rows.forEachOne { row in
      if let id = id(at: row) { ids.append(id) }
    }
    return ids
  }

  /// The value of a field in a row; `nil` is missing, or a field that is not kept.
  public func value(of name: FieldName, at row: Int) -> FieldValue? {
    guard let place = places[name] else { return nil }
    return chunks[row / Self.rowsPerChunk].columns[place].value(at: row % Self.rowsPerChunk, codes[place])
  }

  /// The place of a field among the columns.
  func place(of name: FieldName) -> Int? { places[name] }

  /// The bytes that the columns hold, without the distinct texts and the table of identifiers. O(rows / 16,384).
  public var columnBytes: Int {
    chunks.reduce(0) { sum, chunk in
      sum + chunk.columns.reduce(chunk.ids.capacity * 16 + chunk.live.capacity * 8) { $0 + $1.bytes }
    }
  }

  /// The number of distinct values held for the fields that are not plain numbers.
  public var distinctValues: Int { codes.reduce(0) { $0 + $1.count } }

  /// Reads all records. O(n · fields).
  public mutating func rebuild(from store: any Store) async throws {
    var fresh = self
    fresh.chunks = []
    fresh.codes = Array(repeating: FieldCodes(), count: names.count)
    fresh.rows = ShardedMap()
    fresh.freeRows = []
    fresh.rowCount = 0
    try await store.forEach(in: Query(R.self)) { fresh.put($0.record) }
    self = fresh
  }

  /// O(changes to records of the type · fields).
  public mutating func apply(_ commit: Commit) throws {
    for change in commit.changes(to: R.self) {
      if let record = try change.record(as: R.self) {
        put(record)
      } else if change.kind == .deleted {
        remove(Identifier(change.reference.id))
      }
    }
  }

  /// Takes a record in, in place of an older version.
  mutating func put(_ record: R) {
    let row = rows[record.id].map { Int($0) } ?? newRow(for: record.id)
    let (chunk, place) = (row / Self.rowsPerChunk, row % Self.rowsPerChunk)
    for index in names.indices {
      let value = try? fields.value(of: names[index], in: record)
      chunks[chunk].columns[index].set(place, to: value, &codes[index])
    }
  }

  private mutating func newRow(for id: Identifier<R>) -> Int {
    let row: Int
    if let free = freeRows.popLast() {
      row = Int(free)
      chunks[row / Self.rowsPerChunk].ids[row % Self.rowsPerChunk] = id
    } else {
      row = rowCount
      rowCount += 1
      if row % Self.rowsPerChunk == 0 {
        chunks.append(Chunk(columns: Array(repeating: ChunkColumn(), count: names.count)))
      }
      let chunk = chunks.count - 1
      if row % 64 == 0 {
        chunks[chunk].live.append(0)
        for index in names.indices { chunks[chunk].columns[index].addWord() }
      }
      chunks[chunk].ids.append(id)
    }
    rows[id] = UInt32(truncatingIfNeeded: row)
    chunks[row / Self.rowsPerChunk].live[row % Self.rowsPerChunk / 64] |= 1 << UInt64(row % 64)
    return row
  }

  private mutating func remove(_ id: Identifier<R>) {
    guard let row = rows[id].map({ Int($0) }) else { return }
    rows[id] = nil
    freeRows.append(UInt32(truncatingIfNeeded: row))
    let (chunk, place) = (row / Self.rowsPerChunk, row % Self.rowsPerChunk)
    chunks[chunk].live[place / 64] &= ~(1 << UInt64(place % 64))
    for index in names.indices { chunks[chunk].columns[index].set(place, to: nil, &codes[index]) }
  }
}

extension RecordColumns: Equatable {
  /// Whether both have the same records with the same values; the order of rows does not count. O(n · fields).
  public static func == (left: RecordColumns, right: RecordColumns) -> Bool {
    guard left.names == right.names, left.count == right.count else { return false }
    return left.rows.entries.allSatisfy { id, row in
      guard let other = right.row(of: id) else { return false }
      return left.names.allSatisfy { left.value(of: $0, at: Int(row)) == right.value(of: $0, at: other) }
    }
  }
}
