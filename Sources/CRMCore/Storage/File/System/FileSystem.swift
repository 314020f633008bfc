import Foundation

/// All that the file store asks of an operating system; tests put a faulty one in its place.
protocol FileSystem: Sendable {
  func createDirectory(_ directory: URL) throws
  /// The names in a directory, in no order.
  func list(_ directory: URL) throws -> [String]
  /// Opens for reading and appending, and creates the file if asked to.
  func open(_ file: URL, create: Bool) throws -> any OpenFile
  func rename(_ file: URL, to target: URL) throws
  /// Removes a file's name; its bytes stay as long as somebody has it open.
  func remove(_ file: URL) throws
  /// Makes creations, renames and removals in the directory durable.
  func syncDirectory(_ directory: URL) throws
  /// Takes the exclusive lock of a file, which ends with the process or with `close`; `nil` if another process has it.
  func lock(_ file: URL) throws -> (any OpenFile)?
}

/// An open file. Positions are explicit, so that readers and the one writer do not disturb each other.
protocol OpenFile: Sendable {
  func size() throws -> Int
  /// Up to `count` bytes from `offset`; fewer at the end of the file.
  func read(at offset: Int, count: Int) throws -> [UInt8]
  /// Writes all the bytes at `offset`.
  func write(_ bytes: [UInt8], at offset: Int) throws
  func truncate(to size: Int) throws
  /// Returns when everything written is on the device, as far as `durability` asks.
  func sync(_ durability: FileStore.Durability) throws
  func close()
}

/// A failed call of the operating system.
struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  var call: String
  var code: Int32

  var description: String { "\(call) failed with error \(code)" }
}
