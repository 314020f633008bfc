import Foundation
import Testing

@testable import CRMCore

/// The program `Tests/FileFormat/read_store.py`, which was written from the page about the format and shares no code with the store.
enum FileFormatReader {
  /// One record as the program prints it.
  struct Line: Codable, Hashable {
    var collection: String
    var id: String
    var revision: UInt64
    var schema: Int
    var value: PlainJSON

    init<R: Record>(_ stored: Stored<R>) throws {
      collection = R.collection.rawValue
      id = stored.id.uuid.uuidString
      revision = stored.revision.value
      schema = R.schemaVersion
      value = try JSONDecoder().decode(PlainJSON.self, from: JSONEncoder().encode(stored.record))
    }
  }

  /// One entry of an index.
  struct Entry: Codable, Hashable {
    var collection: String
    var index: String
    var key: String
    var id: String
  }

  struct Output {
    var code: Int32
    /// What it printed.
    var text: Data
    /// What it complained about.
    var complaint: String

    func lines<Line: Decodable>(of type: Line.Type) throws -> [Line] {
      try text.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: Data($0)) }
    }
  }

  /// Where Python is; `nil` if this machine has none.
  static let python: URL? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { URL(filePath: String($0)).appending(path: "python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  /// Without Python the tests are skipped, but not where all gates have to hold.
  static let isTried = python != nil || ProcessInfo.processInfo.environment["CI"] == "true"

  static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "FileFormat/read_store.py")

  private static func program() throws -> URL { try #require(python, "there is no python3") }

  /// Reads a store.
  static func read(_ store: URL, _ options: String..., in folder: TemporaryFolder) async throws -> Output {
    let text = folder.url.appending(path: "text-\(UUID().uuidString)")
    let complaint = folder.url.appending(path: "complaint-\(UUID().uuidString)")
    for file in [text, complaint] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = try program()
    process.arguments = [script.path] + options + [store.path]
    process.standardOutput = try FileHandle(forWritingTo: text)
    process.standardError = try FileHandle(forWritingTo: complaint)
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
    return Output(
      code: process.terminationStatus, text: try Data(contentsOf: text),
      complaint: String(decoding: try Data(contentsOf: complaint), as: UTF8.self))
  }
}

/// Any JSON value, to compare what two programs wrote.
enum PlainJSON: Codable, Hashable {
  case null
  case flag(Bool)
  case integer(Int64)
  case large(UInt64)
  case number(Double)
  case text(String)
  case array([PlainJSON])
  case object([String: PlainJSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .large(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([PlainJSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: PlainJSON].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .large(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
