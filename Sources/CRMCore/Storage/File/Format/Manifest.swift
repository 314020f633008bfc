import Foundation

/// Which files make up a store. The file `MANIFEST` has one frame with it and is only ever replaced as a whole, by renaming.
struct Manifest: Hashable, Sendable {
  static let fileName = "MANIFEST"
  static let temporaryName = "MANIFEST.new"

  struct Entry: Hashable, Sendable {
    var kind: StoreFile.Kind
    var number: UInt32
    var salt: UInt64
    /// The length in bytes of a file that does not grow any more; 0 for the log that is written to, the last entry.
    var length: UInt64

    var name: String { kind.prefix + "\(number)" }
  }

  /// Counts the manifests of a store.
  var generation: UInt32
  var origin: UUID
  /// The number that the next new file gets.
  var nextNumber: UInt32
  /// The last commit that is not in the history any more; 0 if all are.
  var horizon: UInt64
  /// The hybrid time of that commit.
  var horizonTime: HybridTime
  /// Bases first, then logs in their order.
  var segments: [Entry]
  var snapshot: Entry?
  /// The format version that the manifest was written with.
  var version = StoreFile.formatVersion

  init(origin: UUID) {
    generation = 0
    self.origin = origin
    nextNumber = 1
    horizon = 0
    horizonTime = HybridTime(milliseconds: 0, counter: 0)
    segments = []
  }

  /// The names of all files that belong to the store.
  var names: Set<String> { Set(segments.map(\.name) + (snapshot.map { [$0.name] } ?? [])) }

  func bytes(salt: UInt64) -> [UInt8] {
    var bytes = StoreFile(.manifest, number: generation, salt: salt, origin: origin).header
    JournalFrame.append(
      .manifest, position: horizon, durableThrough: 0, salt: salt, base: 0, to: &bytes
    ) { bytes in
      bytes.appendVarint(UInt64(nextNumber))
      bytes.appendVarint(horizon)
      bytes.append(time: horizonTime)
      bytes.appendVarint(UInt64(segments.count))
      for entry in segments + (snapshot.map { [$0] } ?? []) {
        bytes.append(entry.kind.rawValue)
        bytes.appendVarint(UInt64(entry.number))
        bytes.appendFixed(entry.salt.littleEndian)
        bytes.appendVarint(entry.length)
      }
    }
    return bytes
  }

  /// Reads a manifest.
  ///
  /// - Throws: ``StoreError/Code/corrupted``, ``StoreError/Code/incompatibleVersion``.
  init(_ bytes: [UInt8]) throws {
    let damaged = StoreError(.corrupted, "MANIFEST, offset \(StoreFile.headerSize): damaged")
    let file = try StoreFile(checking: bytes, name: Self.fileName)
    guard file.kind == .manifest, let frame = Self.frame(in: bytes, of: file) else { throw damaged }
    generation = file.number
    origin = file.origin
    version = file.version
    do {
      var reader = ByteReader(bytes, in: frame.body)
      nextNumber = UInt32(clamping: try reader.varint())
      horizon = try reader.varint()
      horizonTime = try reader.time()
      segments = []
      for _ in 0..<(try reader.length()) { segments.append(try Entry(from: &reader)) }
      if reader.position < reader.end { snapshot = try Entry(from: &reader) }
      guard reader.position == reader.end, let last = segments.last, last.kind == .log, last.length == 0 else {
        throw damaged
      }
    } catch {
      throw StoreError(.corrupted, damaged.message, underlying: error)
    }
  }
}

extension Manifest {
  /// The one frame that this code knows; around it a newer program may have written others. `nil` if anything is damaged.
  private static func frame(in bytes: [UInt8], of file: StoreFile) -> JournalFrame? {
    var found: JournalFrame?
    var offset = StoreFile.headerSize
    while offset < bytes.count {
      guard let frame = JournalFrame(in: bytes, at: offset, base: 0, salt: file.salt) else { return nil }
      offset = frame.end
      if frame.kind == nil, file.version > StoreFile.formatVersion { continue }
      guard frame.kind == .manifest, found == nil else { return nil }
      found = frame
    }
    return found
  }
}

extension Manifest.Entry {
  fileprivate init(from reader: inout ByteReader) throws {
    guard let kind = StoreFile.Kind(rawValue: try reader.byte()) else { throw RecordCodingError(.malformed) }
    self.kind = kind
    number = UInt32(clamping: try reader.varint())
    salt = try reader.fixed(UInt64.self).littleEndian
    length = try reader.varint()
  }
}

extension StoreFile {
  /// Reads a header, with the errors that a caller of the store sees.
  init(checking bytes: [UInt8], name: String) throws {
    do {
      try self.init(header: bytes)
    } catch .newerFormat(let version) {
      throw StoreError(.incompatibleVersion, "\(name) has format version \(version)")
    } catch {
      throw StoreError(.corrupted, "\(name), offset 0: the header is damaged")
    }
  }
}

extension ByteReader {
  mutating func time() throws(RecordCodingError) -> HybridTime {
    let milliseconds = try fixed(Int64.self).littleEndian
    return HybridTime(milliseconds: milliseconds, counter: try fixed(UInt32.self).littleEndian)
  }
}

extension [UInt8] {
  mutating func append(time: HybridTime) {
    appendFixed(time.milliseconds.littleEndian)
    appendFixed(time.counter.littleEndian)
  }
}
