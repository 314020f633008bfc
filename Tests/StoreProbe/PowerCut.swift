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

  /// Shuts down the file system mounted at `path` without writing its log (FS_IOC_SHUTDOWN with NOLOGFLUSH, see ioctl_xfs_goingdown(2);
  /// ext4 and xfs know it). It has to be unmounted afterwards. Linux only, for root only.
  static func shutDown(fileSystemAt path: String) throws {
    #if os(Linux)
      let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw Failure(description: "cannot open the mount point: \(errno)") }
      defer { _ = close(descriptor) }
      var flag: UInt32 = 2
      let result = unsafe withUnsafeMutablePointer(to: &flag) {
        unsafe ioctl(descriptor, 0x8004_587D, UnsafeMutableRawPointer($0))
      }
      guard result == 0 else { throw Failure(description: "the file system cannot be shut down: \(errno)") }
    #else
      throw Failure(description: "there is no such call on this system")
    #endif
  }
}
