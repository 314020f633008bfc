import Foundation

extension StoreError {
  /// A failure of the file system, as a store tells it.
  init(inboxFailure error: any Error, _ message: String) {
    let isFull = (error as? SystemError)?.code == Int32(POSIXErrorCode.ENOSPC.rawValue)
    self.init(isFull ? .full : .unavailable, message, underlying: error)
  }
}

extension SystemError {
  /// Whether there is no file of that name.
  var isMissingFile: Bool { code == POSIXErrorCode.ENOENT.rawValue }

  /// Whether the trouble lies in the file itself, not in the device or in this process.
  var isOfOneFile: Bool {
    [POSIXErrorCode.EACCES, .EPERM, .EISDIR, .ELOOP, .EIO].contains { $0.rawValue == code }
  }
}
