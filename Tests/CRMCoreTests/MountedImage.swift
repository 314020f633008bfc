import Foundation
import Testing

@testable import CRMCore

/// A small file system of its own, mounted inside a temporary folder and nowhere else.
final class MountedImage: Sendable {
  let folder: TemporaryFolder
  private let arguments: [String]

  /// Whether this machine lets the tests mount one. Tried once, in a mount of its own.
  static let isPossible: Bool = {
    #if os(Linux)
      guard getuid() == 0, ["mount", "umount", "mkfs.ext4", "losetup"].allSatisfy({ tool($0) != nil }) else {
        return false
      }
      guard let folder = try? TemporaryFolder() else { return false }
      let image = folder.url.appending(path: "image")
      let point = folder.url.appending(path: "mount")
      try? FileManager.default.createDirectory(at: point, withIntermediateDirectories: true)
      guard (try? makeImage(image, megabytes: 8)) != nil else { return false }
      guard run("mount", "-o", "loop", image.path, point.path) == 0 else { return false }
      return run("umount", point.path) == 0
    #else
      return false
    #endif
  }()

  var mountPoint: URL { folder.url.appending(path: "mount", directoryHint: .isDirectory) }

  /// An ext4 file system in a file, mounted.
  init(megabytes: Int) async throws {
    folder = try TemporaryFolder()
    let image = folder.url.appending(path: "image")
    try Self.makeImage(image, megabytes: megabytes)
    arguments = ["-o", "loop", image.path]
    try await mount()
  }

  /// A file system in memory, mounted.
  init(tmpfsKilobytes size: Int) async throws {
    folder = try TemporaryFolder()
    arguments = ["-t", "tmpfs", "-o", "size=\(size)k", "swift-crm-test"]
    try await mount()
  }

  func mount() async throws {
    try FileManager.default.createDirectory(at: mountPoint, withIntermediateDirectories: true)
    try #require(Self.run("mount", arguments + [mountPoint.path]) == 0, "cannot mount")
  }

  /// A process that has just ended may hold the mount for a moment.
  func unmount() async throws {
    for _ in 0..<200 {
      if Self.run("umount", mountPoint.path) == 0 { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("cannot unmount")
  }

  /// Runs `body`, and takes the file system away whatever happens.
  func using(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch {
      detach()
      throw error
    }
    detach()
  }

  deinit { detach() }

  /// Unmounts, lazily if somebody still uses it; a loop device goes with its mount.
  private func detach() {
    guard FileManager.default.fileExists(atPath: mountPoint.path) else { return }
    if Self.run("umount", "-q", mountPoint.path) != 0 { _ = Self.run("umount", "-q", "-l", mountPoint.path) }
  }

  private static func makeImage(_ image: URL, megabytes: Int) throws {
    try Data().write(to: image)
    let handle = try FileHandle(forUpdating: image)
    try handle.truncate(atOffset: UInt64(megabytes) << 20)
    try handle.close()
    guard run("mkfs.ext4", "-q", "-F", image.path) == 0 else {
      throw StoreError(.unavailable, "cannot make a file system")
    }
  }

  private static func tool(_ name: String) -> String? {
    ["/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func run(_ name: String, _ arguments: String...) -> Int32 { run(name, arguments) }

  /// The exit code of a command of the system; its output does not matter.
  private static func run(_ name: String, _ arguments: [String]) -> Int32 {
    guard let tool = tool(name) else { return -1 }
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
