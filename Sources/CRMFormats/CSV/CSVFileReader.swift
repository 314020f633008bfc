public import Foundation

/// Reads a file of delimited text row by row in constant memory.
///
/// ```swift
/// var rows = try CSVFileReader(contentsOf: url)
/// while let row = try rows.nextRow() { … }
/// ```
/// Reading blocks the calling thread: do it in `@concurrent` work, not on the main actor.
public struct CSVFileReader {
  private static let pieceBytes = 1 << 18

  private let file: FileHandle
  private var reader: CSVReader
  private var isAtEnd = false

  /// What was found out about the file, when no format was given.
  public let detection: CSVDetection?
  /// The number of bytes read so far, for a progress display against the file's size.
  public private(set) var bytesRead: Int64 = 0

  /// Opens a file; without a format, or without an encoding, they are detected from its first 64 KB.
  ///
  /// - Throws: what opening or reading the file throws.
  public init(contentsOf url: URL, format: CSVFormat? = nil, encoding: TextEncoding? = nil) throws {
    try self.init(FileHandle(forReadingFrom: url), format: format, encoding: encoding)
  }

  /// Reads a handle from where it stands to its end; it may be a pipe. The handle is not closed.
  ///
  /// - Throws: what reading the handle throws.
  public init(_ file: FileHandle, format: CSVFormat? = nil, encoding: TextEncoding? = nil) throws {
    self.file = file
    if let format, let encoding {
      detection = nil
      reader = CSVReader(format: format, encoding: encoding)
      return
    }
    var sample: [UInt8] = []
    while sample.count < CSVDetection.sampleBytes {
      let piece = try file.read(upToCount: CSVDetection.sampleBytes - sample.count) ?? Data()
      if piece.isEmpty { break }
      sample.append(contentsOf: piece)
    }
    let found = CSVDetection(of: sample, isComplete: sample.count < CSVDetection.sampleBytes, encoding: encoding)
    detection = found
    reader = CSVReader(format: format ?? found.format, encoding: found.encoding)
    reader.append(sample)
    bytesRead = Int64(sample.count)
  }

  /// The format in use.
  public var format: CSVFormat { reader.format }
  /// The encoding in use.
  public var encoding: TextEncoding { reader.encoding }
  /// The column names, once the first row has been asked for.
  public var header: CSVHeader? { reader.header }
  /// Issues of the header line itself.
  public var headerIssues: [CSVIssue] { reader.headerIssues }

  /// The next row, or nil at the end of the file.
  ///
  /// - Throws: `CSVIssue` as `CSVReader.nextRow()` does, or what reading the file throws.
  public mutating func nextRow() throws -> CSVRow? {
    while true {
      if let row = try reader.nextRow() { return row }
      if isAtEnd { return nil }
      if let piece = try file.read(upToCount: Self.pieceBytes), !piece.isEmpty {
        reader.append(piece)
        bytesRead += Int64(piece.count)
      } else {
        isAtEnd = true
        reader.finish()
      }
    }
  }
}
