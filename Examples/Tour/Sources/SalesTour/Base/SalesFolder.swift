import CRM
import Foundation

/// One file of the sales base, read as a whole.
struct SourceFile: Sendable {
  var name: String
  var bytes: [UInt8]
  var digest: SHA256.Digest

  init(contentsOf url: URL) throws {
    name = url.lastPathComponent
    bytes = Array(try Data(contentsOf: url))
    digest = SHA256.hash(bytes)
  }
}

/// The four files of a sales base.
struct SalesFolder: Sendable {
  static let accountsEnding = "accounts.csv"
  static let productsEnding = "products.csv"
  static let teamsEnding = "sales_teams.csv"
  static let pipelineEnding = "sales_pipeline.csv"

  var accounts: SourceFile
  var products: SourceFile
  var teams: SourceFile
  var pipeline: SourceFile

  /// The base in a folder: of each kind the one file whose name ends so.
  init(_ folder: URL) throws {
    guard let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw TourError.noFolder(folder.path)
    }
    let names = found.sorted()
    func file(_ ending: String) throws -> SourceFile {
      let found = names.filter { $0.hasSuffix(ending) }
      guard let name = found.first, found.count == 1 else { throw TourError.files(ending: ending, found: found) }
      return try SourceFile(contentsOf: folder.appending(path: name))
    }
    accounts = try file(Self.accountsEnding)
    products = try file(Self.productsEnding)
    teams = try file(Self.teamsEnding)
    pipeline = try file(Self.pipelineEnding)
  }

  /// Stands for the contents of all files: rows of one file are read with the help of the others.
  var digest: String {
    SHA256.hash([accounts, products, teams, pipeline].flatMap(\.digest.bytes)).hex
  }
}
