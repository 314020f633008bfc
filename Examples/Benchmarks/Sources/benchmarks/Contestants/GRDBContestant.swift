import CRMCore
import Foundation
import GRDB

/// The peer: GRDB's Codable records in SQLite with a write-ahead log, each commit synced, one transaction per call.
struct GRDBContestant: Contestant {
  var name: ContestantName { .grdb }
  private let pool: DatabasePool

  /// Opens or makes the database.
  init(at file: URL) throws {
    pool = try DatabasePool(path: file.path)
    // The pool sets NORMAL when it opens, so FULL comes afterwards and is read back.
    let (journal, level) = try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      return (try String.fetchOne(db, sql: "PRAGMA journal_mode"), try Int.fetchOne(db, sql: "PRAGMA synchronous"))
    }
    guard journal == "wal", level == 2 else {
      throw BenchmarkError("SQLite has journal_mode \(journal ?? "?"), synchronous \(level ?? -1)")
    }
    try pool.write { db in
      guard try !db.tableExists(Client.databaseTableName) else { return }
      try Self.createTables(db)
    }
  }

  private static func createTables(_ db: Database) throws {
    try db.create(table: Client.databaseTableName) { table in
      table.primaryKey("id", .blob)
      for column in ["name", "legalName", "email", "owner", "stage"] { table.column(column, .text).notNull() }
      for column in ["address", "contacts", "tags", "customFields"] { table.column(column, .jsonText).notNull() }
      table.column("notes", .text).notNull()
      table.column("revenueMinorUnits", .integer).notNull()
      table.column("rating", .double).notNull()
      table.column("acceptsNewsletter", .boolean).notNull()
      table.column("createdAt", .double).notNull()
      table.column("updatedAt", .double).notNull()
    }
    try db.create(index: "client_email", on: Client.databaseTableName, columns: ["email"], options: .unique)
    try db.create(index: "client_name", on: Client.databaseTableName, columns: ["name"])
    try db.create(index: "client_owner", on: Client.databaseTableName, columns: ["owner", "createdAt"])
    try db.create(table: "blob") { table in
      table.primaryKey("id", .blob)
      table.column("bytes", .blob).notNull()
    }
  }

  /// The version of the SQLite library.
  func sqliteVersion() throws -> String {
    try pool.read { try String.fetchOne($0, sql: "SELECT sqlite_version()") } ?? "?"
  }

  /// Moves the log into the database file and closes.
  func close() throws {
    _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    try pool.close()
  }

  // The functions are synchronous, which is the faster way to call GRDB.

  func insertBatch(_ clients: [Client]) throws -> Int? {
    try pool.write { db in for client in clients { try client.insert(db) } }
    return clients.count
  }

  func insertEach(_ clients: [Client]) throws -> Int? {
    for client in clients { try pool.write { try client.insert($0) } }
    return clients.count
  }

  func insert(_ clients: [Client], writers: Int) async throws -> Int? {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for writer in 0..<writers {
        group.addTask {
          var done = 0
          for index in stride(from: writer, to: clients.count, by: writers) {
            let client = clients[index]
            try await pool.write { try client.insert($0) }
            done += 1
          }
          return done
        }
      }
      return try await group.reduce(0, +)
    }
  }

  func edit(_ ids: [Identifier<Client>], notes: String) throws -> Int? {
    var done = 0
    for id in ids {
      try pool.write { db in
        guard var client = try Client.fetchOne(db, key: id.uuid) else { return }
        client.notes = notes
        try client.update(db)
        done += 1
      }
    }
    return done
  }

  func get(_ ids: [Identifier<Client>]) throws -> Int? {
    var found = 0
    for id in ids where try pool.read({ try Client.fetchOne($0, key: id.uuid) }) != nil { found += 1 }
    return found
  }

  @MainActor func getOnMainActor(_ ids: [Identifier<Client>]) throws -> Int? { try get(ids) }

  func lookUp(emails: [String]) throws -> Int? {
    var found = 0
    for email in emails where try pool.read({ try Client.filter(Column("email") == email).fetchOne($0) }) != nil {
      found += 1
    }
    return found
  }

  func firstPage(times: Int) throws -> Int? {
    var full = 0
    for _ in 0..<times {
      if try pool.read({ try Client.order(Column("name")).limit(50).fetchAll($0) }).count == 50 { full += 1 }
    }
    return full
  }

  func pages(from names: [String]) throws -> Int? {
    var found = 0
    for name in names {
      let page = try pool.read { db in
        try Client.filter(Column("name") >= name).order(Column("name")).limit(50).fetchAll(db)
      }
      if page.first?.name == name { found += 1 }
    }
    return found
  }

  func count(owners: [String]) throws -> Int? {
    var busy = 0
    for owner in owners where try pool.read({ try Client.filter(Column("owner") == owner).fetchCount($0) }) > 0 {
      busy += 1
    }
    return busy
  }

  func insertBlobs(_ count: Int, bytes: Int) throws -> Int? {
    let blob = Data(repeating: 0x5A, count: bytes)
    try pool.write { db in
      let statement = try db.makeStatement(sql: "INSERT INTO blob (id, bytes) VALUES (?, ?)")
      for _ in 0..<count { try statement.execute(arguments: [UUID(), blob]) }
    }
    return count
  }
}

extension Client: FetchableRecord, PersistableRecord {
  static var databaseTableName: String { "client" }

  // Numbers instead of text: faster than GRDB's default, so that the comparison does not hang on how dates are written.
  static func databaseDateEncodingStrategy(for column: String) -> DatabaseDateEncodingStrategy {
    .timeIntervalSince1970
  }
  static func databaseDateDecodingStrategy(for column: String) -> DatabaseDateDecodingStrategy {
    .timeIntervalSince1970
  }
}
