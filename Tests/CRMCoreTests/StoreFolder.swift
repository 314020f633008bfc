import Foundation

@testable import CRMCore

/// A store's directory as tests look at it and change it.
struct StoreFolder {
  let url: URL

  /// The bytes of every file.
  func contents() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
    return Dictionary(uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: url.appending(path: $0))) })
  }

  /// Copies every file into another directory.
  func copy(to target: URL) throws -> StoreFolder {
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    for (name, data) in try contents() { try data.write(to: target.appending(path: name)) }
    return StoreFolder(url: target)
  }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url.appending(path: name))) }

  func write(_ bytes: [UInt8], as name: String) throws { try Data(bytes).write(to: url.appending(path: name)) }

  /// The files that have a header: all but `LOCK` and what is not of the store.
  func names() throws -> [String] {
    let manifest = try Manifest(bytes(Manifest.fileName))
    return [Manifest.fileName] + manifest.names.sorted()
  }

  /// Lets a file say that another format version wrote it.
  func setVersion(_ version: UInt16, readableFrom: UInt16, of name: String) throws {
    var bytes = try bytes(name)
    var header = Array(bytes[..<8])
    header.appendFixed(version.littleEndian)
    header.appendFixed(readableFrom.littleEndian)
    header += bytes[12..<48]
    header.appendFixed(XXH64.hash(header).littleEndian)
    bytes.replaceSubrange(..<StoreFile.headerSize, with: header)
    try write(bytes, as: name)
  }

  /// Appends a frame of a kind that this program does not know; in files that the manifest gives a length, that too.
  func appendUnknownFrame(to name: String) throws {
    var bytes = try bytes(name)
    let file = try StoreFile(header: bytes)
    bytes += Self.unknownFrame(salt: file.salt, at: bytes.count)
    try write(bytes, as: name)
    guard name != Manifest.fileName else { return }
    var manifest = try Manifest(self.bytes(Manifest.fileName))
    for index in manifest.segments.indices where manifest.segments[index].name == name {
      if manifest.segments[index].length > 0 { manifest.segments[index].length = UInt64(bytes.count) }
    }
    if manifest.snapshot?.name == name { manifest.snapshot?.length = UInt64(bytes.count) }
    try write(manifest.bytes(salt: 77), as: Manifest.fileName)
  }

  private static func unknownFrame(salt: UInt64, at offset: Int) -> [UInt8] {
    let body: [UInt8] = [200, 1, 2, 3]
    var bytes: [UInt8] = []
    bytes.appendFixed(UInt32(body.count).littleEndian)
    bytes.appendFixed((~UInt32(body.count)).littleEndian)
    bytes.appendFixed(UInt64(0))
    bytes.appendFixed(UInt64(0))
    let seed = XXH64.hash(bytes, seed: salt ^ UInt64(offset))
    bytes.appendFixed(XXH64.hash(body, seed: seed).littleEndian)
    return bytes + body
  }
}
