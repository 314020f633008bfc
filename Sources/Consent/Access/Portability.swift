public import CRMCore
public import CRMFormats
import Foundation
import Synchronization

extension AccessDesk {
  /// Writes what the subject provided under consent or contract (GDPR art. 20), and nothing else: the stored properties that
  /// declarations name as `provided`, in one JSON document with the names in order.
  ///
  /// Writes in pieces and costs as ``export(of:as:language:to:)`` does; what was written is a document only when this returns.
  ///
  /// - Parameters:
  ///   - subject: whose data.
  ///   - sink: takes the pieces in order.
  /// - Returns: the number of records written.
  /// - Throws: as ``export(of:as:language:to:)``.
  @concurrent @discardableResult
  public func exportPortable(
    of subject: AccessSubject, to sink: @escaping @Sendable (String) async throws -> Void
  ) async throws -> Int {
    let known = try check(subject)
    let output = PortableOutput(sink)
    let header: JSONTree = [
      "format": "crm.portability", "made": .text(JSONTree.text(of: ledger.environment.now())), "version": 1,
    ]
    output.text = "{\"header\":\(header.json),\"records\":["
    try await walk(subject, known: known) { record in
      let values = record.portable
      guard !values.isEmpty else { return }
      let tree: JSONTree = [
        "collection": .text(record.reference.collection.rawValue), "id": .text(record.reference.id.uuidString),
        "values": .object(values),
      ]
      output.text += output.count == 0 ? "\n" : ",\n"
      tree.write(to: &output.text)
      output.count += 1
      if output.text.utf8.count >= 65_536 { try await output.flush() }
    }
    output.text += "\n],\"summary\":{\"complete\":true,\"records\":\(output.count)}}\n"
    try await output.flush()
    return output.count
  }

  /// The same as tables, one for each type: RFC 4180 with a header line, the columns in order, deeper values under paths such as
  /// `contactPoints.0.email`.
  ///
  /// Everything is read twice: once for the columns, once for the rows. Rows of different types come mixed; a record that comes
  /// between the two readings is left out where it would need a new column.
  ///
  /// - Parameters:
  ///   - subject: whose data.
  ///   - writer: how the tables are written.
  ///   - sink: takes the pieces of each type's table in order.
  /// - Returns: the number of rows of each table.
  /// - Throws: as ``export(of:as:language:to:)``.
  @concurrent @discardableResult
  public func exportPortableTables(
    of subject: AccessSubject, writer: CSVWriter = CSVWriter(),
    to sink: @escaping @Sendable (CollectionName, [UInt8]) async throws -> Void
  ) async throws -> [CollectionName: Int] {
    let known = try check(subject)
    let tables = PortableTables()
    try await walk(subject, known: known) { record in
      let values = record.portable
      guard !values.isEmpty else { return }
      tables.columns[record.reference.collection, default: []].formUnion(PortableTables.cells(of: .object(values)).keys)
    }
    for (collection, names) in tables.columns {
      tables.orders[collection] = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    try await walk(subject, known: known) { record in
      let cells = PortableTables.cells(of: .object(record.portable))
      let collection = record.reference.collection
      guard let order = tables.orders[collection], !cells.isEmpty else { return }
      var table = tables.writers[collection] ?? writer
      if tables.rows[collection] == nil { table.write(["id"] + order) }
      table.write([record.reference.id.uuidString] + order.map { cells[$0] ?? "" })
      tables.rows[collection, default: 0] += 1
      if table.bytes.count >= 65_536 { try await sink(collection, table.takeBytes()) }
      tables.writers[collection] = table
    }
    for (collection, table) in tables.writers.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where !table.bytes.isEmpty {
      try await sink(collection, table.bytes)
    }
    return tables.rows
  }
}

private final class PortableOutput {
  var text = ""
  var count = 0
  private let sink: (String) async throws -> Void

  init(_ sink: @escaping (String) async throws -> Void) { self.sink = sink }

  func flush() async throws {
    try await sink(text)
    text = ""
  }
}

private final class PortableTables {
  var columns: [CollectionName: Set<String>] = [:]
  var orders: [CollectionName: [String]] = [:]
  var writers: [CollectionName: CSVWriter] = [:]
  var rows: [CollectionName: Int] = [:]

  /// The values of a tree by their paths.
  static func cells(of tree: JSONTree) -> [String: String] {
    var cells: [String: String] = [:]
    func add(_ tree: JSONTree, _ path: String) {
      let prefix = path.isEmpty ? "" : path + "."
      switch tree {
      case .object(let members): for (name, value) in members { add(value, prefix + name) }
      case .list(let values): for (index, value) in values.enumerated() { add(value, prefix + String(index)) }
      case .null: break
      case .text(let text): cells[path] = text
      default: cells[path] = tree.json
      }
    }
    add(tree, "")
    return cells
  }
}
