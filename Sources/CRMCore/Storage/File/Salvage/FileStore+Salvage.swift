public import Foundation

extension FileStore {
  /// What could be got out of a damaged store, and what could not.
  public struct SalvageReport: Hashable, Sendable {
    /// Bytes that could not be read as what they were.
    public struct Loss: Hashable, Sendable {
      /// The file in the damaged store's directory.
      public var file: String
      /// Where the bytes begin.
      public var offset: Int
      /// How many they are.
      public var count: Int

      /// A loss of `count` bytes.
      public init(file: String, offset: Int, count: Int) {
        self.file = file
        self.offset = offset
        self.count = count
      }
    }

    /// Records that are in the new store.
    public var records = 0
    /// Commits that were read.
    public var commits = 0
    /// Positions of commits that are lost. Records that they wrote have the value that they had before; records that they deleted are
    /// there again: look at what is known of them, and erase again what had been erased.
    public var lostCommits: [ClosedRange<CommitPosition>] = []
    /// Bytes that are lost.
    public var losses: [Loss] = []
  }

  /// Writes a new store with everything that can still be read of a damaged one, which stays as it is.
  ///
  /// Every frame whose checksum is right is taken, in order; the new store has the state after the last one and no history before
  /// that. Indexes are built at their first use.
  ///
  /// - Parameters:
  ///   - damaged: the directory of the damaged store.
  ///   - target: the directory of the new one; it must be empty or not exist.
  ///   - environment: gives the salts of the new files.
  /// - Returns: what was lost.
  /// - Throws: ``StoreError`` with code `locked` while somebody has the damaged store open, `notFound` if there is none,
  ///   `invalidChange` if the target is not empty, `incompatibleVersion` if only a newer program can read it, `full` or `unavailable`.
  ///   O(bytes of all files).
  @concurrent
  public static func salvage(
    at damaged: URL, into target: URL, environment: CRMEnvironment = .live
  ) async throws -> SalvageReport {
    try salvage(at: damaged, into: target, environment: environment, fileSystem: SystemFileSystem())
  }

  static func salvage(
    at damaged: URL, into target: URL, environment: CRMEnvironment, fileSystem: any FileSystem
  ) throws -> SalvageReport {
    try StoreError.wrapping("cannot salvage the store") {
      let source = StoreDirectory(url: damaged, fileSystem: fileSystem)
      guard let lock = try fileSystem.lock(damaged.appending(path: StoreDirectory.lockName)) else {
        throw StoreError(.locked, "another process has the store open")
      }
      defer { lock.close() }
      try fileSystem.createDirectory(target)
      guard try fileSystem.list(target).isEmpty else {
        throw StoreError(.invalidChange, "the directory for the salvaged store is not empty")
      }
      var salvage = try Salvage(source)
      try salvage.read()
      try salvage.write(into: StoreDirectory(url: target, fileSystem: fileSystem), environment)
      return salvage.report
    }
  }
}
