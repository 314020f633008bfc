public import Foundation

/// A text file to which lines are only ever added, each with a CRC-32C before it: for the little that must outlive a store and its
/// backups.
///
/// The first line is a header. An unfinished last line, as a crash leaves it, is ignored and overwritten by the next one; every other
/// damage is an error. Several processes may share the file.
public struct ChecksummedLines: Sendable {
  private let file: URL
  private let header: String
  private let system = SystemFileSystem()

  /// Lines in a file, which is made with the first line.
  ///
  /// - Parameters:
  ///   - file: the file; a file of the same name with `.lock` added stands beside it.
  ///   - header: the first line: what is in the file, and in which version.
  public init(file: URL, header: String) {
    self.file = file
    self.header = header
  }

  /// Adds a line; durable when this returns. O(size of the file).
  ///
  /// - Parameter line: bytes without a line feed.
  /// - Throws: ``StoreError`` with code `locked` if another process does not let go for seconds, `corrupted`, `unavailable`.
  @concurrent
  public func append(_ line: [UInt8]) async throws {
    precondition(!line.contains(10), "one line has no line feed")
    let lock = try await takeLock()
    defer { lock.close() }
    try StoreError.wrapping("cannot write lines") {
      let open = try system.open(file, create: true)
      defer { open.close() }
      let bytes = try open.read(at: 0, count: try open.size())
      let end = try parse(bytes).end
      if end < bytes.count { try open.truncate(to: end) }
      let start = end == 0 ? Array((header + "\n").utf8) : []
      try open.write(start + Self.checked(line) + [10], at: end)
      try open.sync(.full)
      if end == 0 { try system.syncDirectory(file.deletingLastPathComponent()) }
    }
  }

  /// All lines in order; none if there is no file.
  ///
  /// - Throws: ``StoreError`` with code `corrupted`, `incompatibleVersion` or `unavailable`.
  public func read() throws -> [[UInt8]] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    return try StoreError.wrapping("cannot read lines") { try parse(Array(try Data(contentsOf: file))).lines }
  }

  private func takeLock() async throws -> any OpenFile {
    let url = file.deletingLastPathComponent().appending(path: file.lastPathComponent + ".lock")
    for _ in 0..<500 {
      let lock = try StoreError.wrapping("cannot lock lines") { try system.lock(url) }
      if let lock { return lock }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw StoreError(.locked, "another process writes the lines")
  }

  /// The whole lines, and where the last of them ends.
  private func parse(_ bytes: [UInt8]) throws -> (lines: [[UInt8]], end: Int) {
    var lines: [[UInt8]] = []
    var end = 0
    var isHeader = true
    while let feed = bytes[end...].firstIndex(of: 10) {
      let text = Array(bytes[end..<feed])
      if isHeader {
        guard text == Array(header.utf8) else { throw StoreError(.incompatibleVersion, "the header is another one") }
        isHeader = false
      } else {
        guard text.count > 9, Array(text.dropFirst(9)).isChecked(by: text) else {
          throw StoreError(.corrupted, "line \(lines.count + 2) is damaged")
        }
        lines.append(Array(text.dropFirst(9)))
      }
      end = feed + 1
    }
    return (lines, end)
  }

  fileprivate static func checked(_ line: [UInt8]) -> [UInt8] {
    let digits = String(CRC32C.checksum(line), radix: 16)
    return Array((String(repeating: "0", count: 8 - digits.count) + digits + " ").utf8) + line
  }
}

extension [UInt8] {
  fileprivate func isChecked(by text: [UInt8]) -> Bool { ChecksummedLines.checked(self) == text }
}
