public import CRMFormats

/// One row of a file as an importer reads it.
public struct ImportRow: Hashable, Sendable {
  /// The line of the file on which the row begins, 1-based.
  public var line: Int
  /// The fields in order, as they are in the file.
  public var fields: [String]
  /// What is damaged in the row; a damaged row is rejected.
  public var damage: [String]
  /// The card that the row is, in an import of cards.
  public var card: VCard?
  private let columns: Columns

  /// The column names of a file.
  public struct Columns: Hashable, Sendable {
    private let positions: [String: Int]

    /// Columns of these names; of two with the same name the first counts. Case does not count.
    public init(_ names: some Sequence<String>) {
      var positions: [String: Int] = [:]
      for (index, name) in names.enumerated() {
        guard let name = name.trimmedOrNil?.lowercased(), positions[name] == nil else { continue }
        positions[name] = index
      }
      self.positions = positions
    }

    func position(of name: String) -> Int? { positions[name] ?? positions[name.lowercased()] }
  }

  /// A row.
  public init(line: Int, columns: Columns, fields: [String], damage: [String] = []) {
    self.line = line
    self.columns = columns
    self.fields = fields
    self.damage = damage
  }

  /// A row that is a card.
  public init(line: Int, card: VCard) {
    self.init(line: line, columns: Columns([]), fields: [])
    self.card = card
  }

  init(_ row: CSVRow, columns: Columns) {
    line = row.line
    fields = row.fields
    damage = row.issues.filter { $0.code != .raggedRow }.map(\.code.rawValue)
    self.columns = columns
  }

  /// The text under a column name, without white space around it; `nil` if it is empty or there is no such column.
  public subscript(column: String) -> String? {
    guard let position = columns.position(of: column), fields.indices.contains(position) else { return nil }
    return fields[position].trimmedOrNil
  }

  /// The text of a 0-based column, without white space around it; `nil` if it is empty or the row is too short.
  public subscript(at position: Int) -> String? {
    fields.indices.contains(position) ? fields[position].trimmedOrNil : nil
  }

  /// Whether the file has a column of this name.
  public func hasColumn(_ name: String) -> Bool { columns.position(of: name) != nil }
}
