import CRMCore

/// Something that keeps clients and is timed at it.
///
/// Each function does a number of operations and returns how many succeeded, which the session compares with what it asked
/// for; `nil`: this contestant does not take part.
protocol Contestant: Sendable {
  var name: ContestantName { get }

  /// Adds records in one commit.
  func insertBatch(_ clients: [Client]) async throws -> Int?
  /// Adds records, one commit each, one after the other.
  func insertEach(_ clients: [Client]) async throws -> Int?
  /// Adds records, one commit each, from as many tasks.
  func insert(_ clients: [Client], writers: Int) async throws -> Int?
  /// Reads a record, changes its notes and writes it, one commit each.
  func edit(_ ids: [Identifier<Client>], notes: String) async throws -> Int?
  /// The same while another task reads all records again and again.
  func editUnderScan(_ ids: [Identifier<Client>], notes: String) async throws -> Int?
  func get(_ ids: [Identifier<Client>]) async throws -> Int?
  /// As ``get(_:)``, called on the main actor.
  @MainActor func getOnMainActor(_ ids: [Identifier<Client>]) async throws -> Int?
  func lookUp(emails: [String]) async throws -> Int?
  /// Reads the first fifty clients by name, `times` times.
  func firstPage(times: Int) async throws -> Int?
  /// Reads fifty clients by name from each of these on.
  func pages(from names: [String]) async throws -> Int?
  /// Counts the clients of each owner, and returns the number of owners who have any.
  func count(owners: [String]) async throws -> Int?
  /// Adds as many rows of an identifier and `bytes` bytes in one commit.
  func insertBlobs(_ count: Int, bytes: Int) async throws -> Int?
}

extension Contestant {
  func insertBatch(_ clients: [Client]) async throws -> Int? { nil }
  func insertEach(_ clients: [Client]) async throws -> Int? { nil }
  func insert(_ clients: [Client], writers: Int) async throws -> Int? { nil }
  func edit(_ ids: [Identifier<Client>], notes: String) async throws -> Int? { nil }
  func editUnderScan(_ ids: [Identifier<Client>], notes: String) async throws -> Int? { nil }
  func get(_ ids: [Identifier<Client>]) async throws -> Int? { nil }
  @MainActor func getOnMainActor(_ ids: [Identifier<Client>]) async throws -> Int? { nil }
  func lookUp(emails: [String]) async throws -> Int? { nil }
  func firstPage(times: Int) async throws -> Int? { nil }
  func pages(from names: [String]) async throws -> Int? { nil }
  func count(owners: [String]) async throws -> Int? { nil }
  func insertBlobs(_ count: Int, bytes: Int) async throws -> Int? { nil }
}

enum ContestantName: String, CaseIterable, Sendable {
  case memory, full, relaxed, grdb, raw

  var title: String {
    switch self {
    case .memory: "InMemoryStore"
    case .full: "FileStore .full"
    case .relaxed: "FileStore .relaxed"
    case .grdb: "GRDB 7"
    case .raw: "raw append"
    }
  }
}
