/// The values of one field for all rows: row r has `values[starts[r]..<starts[r + 1]]`.
struct RowColumn: Sendable {
  private var starts: [UInt32] = [0]
  private var values: [UInt32] = []

  /// The most values of a row that count: whoever has fifty telephone numbers is no person.
  static let maximumValues = 4

  /// Adds a row, without repeats and at most ``maximumValues`` of it.
  ///
  /// - Returns: the values taken.
  mutating func append(_ row: [UInt32]) -> [UInt32] {
    var taken: [UInt32] = []
    for value in row where !taken.contains(value) && taken.count < Self.maximumValues { taken.append(value) }
    values += taken
    starts.append(UInt32(values.count))
    return taken
  }

  /// The values of a row.
  subscript(row: Int) -> ArraySlice<UInt32> { values[Int(starts[row])..<Int(starts[row + 1])] }
}
