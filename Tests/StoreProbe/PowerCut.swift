#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Cuts a file system off from its device, as a loss of power does: what was not yet sent there is gone.
enum PowerCut {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Shuts down the file system mounted at `path` without writing its log (FS_IOC_SHUTDOWN with NOLOGFLUSH, see
  /// ioctl_xfs_goingdown(2); ext4 and xfs know it). It has to be unmounted afterwards. Linux only, for root only.
  ///
  /// - Parameter output: a file on another file system that a writer appends to.
  /// - Returns: how long `output` was when the power still was on. What comes later does not count: a sync that is under way while
  ///   ext4 is shut down may return without an error although nothing was written. Where the power is really cut nobody sees that.
  static func shutDown(fileSystemAt path: String, watching output: String) throws -> Int {
    #if os(Linux)
      let root = try descriptor(path)
      defer { _ = close(root) }
      let watched = try descriptor(output)
      defer { _ = close(watched) }
      var flag: UInt32 = 2
      let length = lseek(watched, 0, SEEK_END)
      let result = unsafe withUnsafeMutablePointer(to: &flag) {
        unsafe ioctl(root, 0x8004_587D, UnsafeMutableRawPointer($0))
      }
      guard result == 0, length >= 0 else { throw Failure(description: "cannot be shut down: \(errno)") }
      return Int(length)
    #else
      throw Failure(description: "there is no such call on this system")
    #endif
  }

  #if os(Linux)
    private static func descriptor(_ path: String) throws -> Int32 {
      let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw Failure(description: "cannot open \(path): \(errno)") }
      return descriptor
    }
  #endif
}
