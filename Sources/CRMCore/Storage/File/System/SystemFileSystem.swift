import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The real file system through POSIX calls.
struct SystemFileSystem: FileSystem {
  func createDirectory(_ directory: URL) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  func list(_ directory: URL) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: directory.path) }

  func open(_ file: URL, create: Bool) throws -> any OpenFile {
    let flags = O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0)
    return SystemFile(try Self.descriptor("open") { Self.posixOpen(file.path, flags, 0o600) })
  }

  func rename(_ file: URL, to target: URL) throws {
    try Self.check("rename", posixRename(file.path, target.path))
  }

  func remove(_ file: URL) throws { try Self.check("unlink", posixUnlink(file.path)) }

  func syncDirectory(_ directory: URL) throws {
    let descriptor = try Self.descriptor("open directory") { Self.posixOpen(directory.path, O_RDONLY | O_CLOEXEC, 0) }
    defer { _ = posixClose(descriptor) }
    try Self.check("fsync directory", fsync(descriptor))
  }

  func lock(_ file: URL) throws -> (any OpenFile)? {
    let descriptor = try Self.descriptor("open lock") { Self.posixOpen(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      _ = posixClose(descriptor)
      if code == EWOULDBLOCK { return nil }
      throw SystemError(call: "flock", code: code)
    }
    return SystemFile(descriptor, isLocked: true)
  }

  private static func posixOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    unsafe path.withCString { unsafe openDescriptor($0, flags, mode) }
  }

  static func descriptor(_ call: String, _ body: () -> Int32) throws -> Int32 {
    while true {
      let descriptor = body()
      if descriptor >= 0 { return descriptor }
      guard errno == EINTR else { throw SystemError(call: call, code: errno) }
    }
  }

  static func check(_ call: String, _ result: @autoclosure () -> Int32) throws {
    while result() != 0 {
      guard errno == EINTR else { throw SystemError(call: call, code: errno) }
    }
  }
}

/// A POSIX file descriptor.
final class SystemFile: OpenFile {
  private let descriptor: Int32
  private let isLocked: Bool
  private let isOpen = Mutex(true)

  init(_ descriptor: Int32, isLocked: Bool = false) {
    self.descriptor = descriptor
    self.isLocked = isLocked
  }

  deinit { close() }

  func size() throws -> Int {
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0 else { throw SystemError(call: "lseek", code: errno) }
    return Int(end)
  }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    var failure: Int32?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      filled = 0
      while filled < count {
        let got = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled, off_t(offset + filled))
        if got == 0 { return }
        if got > 0 {
          filled += got
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    if let failure { throw SystemError(call: "pread", code: failure) }
    return bytes
  }

  func write(_ bytes: [UInt8], at offset: Int) throws {
    var failure: SystemError?
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let wrote = unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done, off_t(offset + done))
        if wrote > 0 {
          done += wrote
        } else if wrote == 0 {
          // A device that takes nothing and names no error is as good as full.
          failure = SystemError(call: "pwrite", code: ENOSPC)
          return
        } else if errno != EINTR {
          failure = SystemError(call: "pwrite", code: errno)
          return
        }
      }
    }
    if let failure { throw failure }
  }

  func truncate(to size: Int) throws { try SystemFileSystem.check("ftruncate", ftruncate(descriptor, off_t(size))) }

  func sync(_ durability: FileStore.Durability) throws {
    #if canImport(Darwin)
      switch durability {
      case .full: try SystemFileSystem.check("fcntl", fcntl(descriptor, F_FULLFSYNC))
      case .barrier: try SystemFileSystem.check("fcntl", fcntl(descriptor, F_BARRIERFSYNC))
      case .relaxed: break
      }
    #else
      switch durability {
      case .full, .barrier: try SystemFileSystem.check("fdatasync", fdatasync(descriptor))
      case .relaxed: break
      }
    #endif
  }

  func close() {
    let wasOpen = isOpen.withLock { open in
      defer { open = false }
      return open
    }
    guard wasOpen else { return }
    // A child process that is just being started has a copy of the descriptor, and the lock lasts as long as any copy.
    if isLocked { _ = flock(descriptor, LOCK_UN) }
    _ = posixClose(descriptor)
  }
}

// `open`, `rename`, `unlink` and `close` by names that the methods above do not hide.
private func openDescriptor(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
  unsafe open(path, flags, mode)
}

private func posixRename(_ from: String, _ to: String) -> Int32 { unsafe rename(from, to) }

private func posixUnlink(_ path: String) -> Int32 { unsafe unlink(path) }

private func posixClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
