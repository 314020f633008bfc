import Foundation
import Testing

@testable import CRMCore

/// The simulated machine does to unsynced data what real ones do, and nothing to synced data.
@Suite struct SimulatedFileSystemTests {
  private let directory = URL(filePath: "/data", directoryHint: .isDirectory)
  private var file: URL { directory.appending(path: "file") }

  private func bytes(_ value: UInt8, sectors: Int) -> [UInt8] { Array(repeating: value, count: 512 * sectors) }

  /// A machine with a durable file of four sectors of ones.
  private func machine(lies: Set<SimulatedFileSystem.Lie> = []) throws -> (SimulatedFileSystem, any OpenFile) {
    let machine = SimulatedFileSystem(seed: 7, lies: lies)
    machine.prepare(directory)
    let open = try machine.open(file, create: true)
    try open.write(bytes(1, sectors: 4), at: 0)
    try open.sync(.full)
    try machine.syncDirectory(directory)
    return (machine, open)
  }

  private func content(_ name: String = "file", on machine: SimulatedFileSystem) throws -> [UInt8]? {
    guard try machine.list(directory).contains(name) else { return nil }
    let open = try machine.open(directory.appending(path: name), create: false)
    return try open.read(at: 0, count: open.size())
  }

  private func sectors(_ bytes: [UInt8]) -> [Set<UInt8>] {
    stride(from: 0, to: bytes.count, by: 512).map { Set(bytes[$0..<min($0 + 512, bytes.count)]) }
  }

  @Test func syncedContentSurvivesEveryCrash() throws {
    for mode in SimulatedDisk.Crash.allCases {
      let (machine, _) = try machine()
      #expect(try content(on: machine.crash(seed: 1, mode)) == bytes(1, sectors: 4))
    }
  }

  @Test func eachModeDoesWhatItSays() throws {
    var random: Set<[Set<UInt8>]> = []
    for seed in 0..<60 as Range<UInt64> {
      for mode in SimulatedDisk.Crash.allCases {
        let (machine, open) = try machine()
        try open.write(bytes(2, sectors: 2), at: 1024)
        try open.write(bytes(3, sectors: 3), at: 2048)
        let found = sectors(try #require(try content(on: machine.crash(seed: seed, mode))))
        #expect(found.prefix(2).allSatisfy { $0 == [1] }, "\(mode), seed \(seed)")
        switch mode {
        case .losesAll: #expect(found == Array(repeating: [1], count: 4))
        case .keepsAll: #expect(found == [[1], [1], [2], [2], [3], [3], [3]])
        case .inOrder:
          let isWhole = found == [[1], [1], [2], [2], [3], [3], [3]]
          #expect(isWhole || found == [[1], [1], [2], [2]], "seed \(seed)")
        case .reordered:
          #expect(found.count == 7 && found[2] == [1] && found[6] == [3], "seed \(seed)")
        case .torn: #expect(found.count { $0.count == 2 } == 1, "seed \(seed)")
        case .random: random.insert(found)
        }
      }
    }
    // Each sector for itself; the size may survive alone, with zeros for data, or be lost.
    #expect(random.contains { $0.count == 7 && $0.contains([0]) } && random.contains { $0.count == 4 })
    #expect(random.count > 20)
  }

  @Test func aTruncationIsPendingToo() throws {
    let (machine, open) = try machine()
    try open.truncate(to: 600)
    #expect(try content(on: machine)?.count == 600)
    var sizes: Set<Int> = []
    for seed in 0..<20 as Range<UInt64> {
      let (machine, open) = try self.machine()
      try open.truncate(to: 600)
      sizes.insert(try #require(try content(on: machine.crash(seed: seed, .random))).count)
    }
    #expect(sizes == [600, 2048])
    try open.sync(.full)
    #expect(try content(on: machine.crash(seed: 1, .losesAll))?.count == 600)
  }

  @Test func namesArePendingUntilTheDirectoryIsSynced() throws {
    var outcomes: Set<String> = []
    for seed in 0..<80 as Range<UInt64> {
      let (machine, _) = try machine()
      let next = try machine.open(directory.appending(path: "next"), create: true)
      try next.write(bytes(2, sectors: 1), at: 0)
      try next.sync(.full)
      try machine.syncDirectory(directory)
      try machine.rename(directory.appending(path: "next"), to: file)
      try machine.open(directory.appending(path: "new"), create: true).sync(.full)
      let again = machine.crash(seed: seed, .random)
      // Either the old content or the new one, whole; and the creation for itself.
      let found = try #require(try content(on: again))
      #expect(found == bytes(1, sectors: 4) || found == bytes(2, sectors: 1))
      #expect(try content("next", on: again) == (found.count == 512 ? nil : bytes(2, sectors: 1)))
      outcomes.insert("\(found.count) \(try content("new", on: again) != nil)")
    }
    #expect(outcomes.count == 4)
  }

  /// The swap of a small file as a manifest needs it. Without the sync of the directory a removal overtakes the rename.
  @Test(arguments: [[], [SimulatedFileSystem.Lie.syncDirectory]])
  func aRenameThatIsNotSyncedIsOvertaken(_ lies: [SimulatedFileSystem.Lie]) throws {
    var broken = 0
    for seed in 0..<40 as Range<UInt64> {
      let machine = SimulatedFileSystem(seed: seed)
      machine.prepare(directory)
      for name in ["data-1", "data-2", "manifest", "manifest.new"] {
        let open = try machine.open(directory.appending(path: name), create: true)
        try open.write(Array((name == "manifest.new" ? "data-2" : "data-1").utf8), at: 0)
        try open.sync(.full)
      }
      try machine.syncDirectory(directory)
      try machine.rename(directory.appending(path: "manifest.new"), to: directory.appending(path: "manifest"))
      if lies.isEmpty { try machine.syncDirectory(directory) }
      try machine.remove(directory.appending(path: "data-1"))
      let again = machine.crash(seed: seed, .random)
      let name = String(decoding: try #require(try content("manifest", on: again)), as: UTF8.self)
      if try !again.list(directory).contains(name) { broken += 1 }
    }
    #expect(lies.isEmpty ? broken == 0 : broken > 0)
  }

  @Test func aNewDirectoryIsPendingUntilItsParentIsSynced() throws {
    let inner = directory.appending(path: "inner")
    for syncs in [false, true] {
      let (machine, _) = try machine()
      try machine.createDirectory(inner)
      try machine.open(inner.appending(path: "a"), create: true).sync(.full)
      try machine.syncDirectory(inner)
      if syncs { try machine.syncDirectory(directory) }
      let names = try machine.crash(seed: 1, .losesAll).list(directory).sorted()
      #expect(names == (syncs ? ["file", "inner"] : ["file"]))
    }
  }

  @Test func afterAFailedSyncTheNextOneMayLie() throws {
    var found: Set<[Set<UInt8>]> = []
    for seed in 0..<300 as Range<UInt64> {
      let machine = SimulatedFileSystem(seed: seed)
      machine.prepare(directory)
      let open = try machine.open(file, create: true)
      try machine.syncDirectory(directory)
      try open.write(bytes(1, sectors: 2), at: 0)
      machine.fail(.init(number: 1, kind: .sync, effect: .failedSync(EIO)))
      #expect(throws: SystemError.self) { try open.sync(.full) }
      #expect(try content(on: machine) == bytes(1, sectors: 2))
      try open.sync(.full)
      found.insert(sectors(try #require(try content(on: machine.crash(seed: seed, .losesAll)))))
    }
    #expect(found == [[[0], [0]], [[0], [1]], [[1], [0]], [[1], [1]]])
    // What is written again becomes durable.
    let (machine, open) = try machine()
    machine.fail(.init(number: 1, kind: .sync, effect: .failedSync(EIO)))
    try open.write(bytes(2, sectors: 4), at: 0)
    #expect(throws: SystemError.self) { try open.sync(.full) }
    try open.write(open.read(at: 0, count: 2048), at: 0)
    try open.sync(.full)
    #expect(try content(on: machine.crash(seed: 1, .losesAll)) == bytes(2, sectors: 4))
  }

  @Test func relaxedSyncDoesNothing() throws {
    let (machine, open) = try machine()
    try open.write(bytes(2, sectors: 1), at: 0)
    try open.sync(.relaxed)
    #expect(try content(on: machine.crash(seed: 1, .losesAll)) == bytes(1, sectors: 4))
  }

  @Test func aProcessThatIsKilledLosesOnlyItsLocks() throws {
    let (machine, open) = try machine()
    try open.write(bytes(2, sectors: 1), at: 0)
    let lock = try machine.lock(directory.appending(path: "LOCK"))
    #expect(lock != nil)
    #expect(try machine.lock(directory.appending(path: "LOCK")) == nil)
    let killed = machine.kill()
    #expect(throws: SystemError.self) { try open.read(at: 0, count: 1) }
    let next = try #require(try killed.lock(directory.appending(path: "LOCK")))
    next.close()
    #expect(try killed.lock(directory.appending(path: "LOCK")) != nil)
    #expect(try content(on: killed)?.first == 2)
    #expect(try content(on: killed.crash(seed: 1, .losesAll))?.first == 1)
  }

  @Test func faultsComeAtTheirCall() throws {
    let (machine, open) = try machine()
    machine.fail(.init(number: 2, kind: .write, effect: .shortWrite(ENOSPC)))
    try open.write([2], at: 0)
    _ = try open.read(at: 0, count: 1)
    let short = #expect(throws: SystemError.self) { try open.write(bytes(3, sectors: 2), at: 0) }
    #expect(short == SystemError(call: "write", code: ENOSPC))
    #expect(sectors(try open.read(at: 0, count: 2048)) == [[3], [1], [1], [1]])

    machine.fail(.init(number: 2, kind: nil, effect: .error(EINTR)))
    _ = try open.size()
    #expect(throws: SystemError(call: "size", code: EINTR)) { try open.size() }
    #expect(try open.size() == 2048 && machine.isFaultSpent)

    machine.fail(.init(number: 1, kind: nil, effect: .full))
    for _ in 0..<3 {
      #expect(throws: SystemError(call: "write", code: ENOSPC)) { try open.write([9], at: 2048) }
      _ = try open.read(at: 0, count: 1)
    }
    machine.makeRoom()
    try open.write([9], at: 2048)
    try open.sync(.full)

    machine.fail(.init(number: 1, kind: .write, effect: .crashAfter))
    #expect(throws: SystemError.self) { try open.write([8], at: 2048) }
    #expect(throws: SystemError.self) { try open.sync(.full) }
    #expect(try content(on: machine.crash(seed: 1, .keepsAll))?.last == 8)
    #expect(try content(on: machine.crash(seed: 1, .losesAll))?.last == 9)
  }

  @Test func theSameSeedGivesTheSameOutcome() throws {
    func outcome(_ seed: UInt64) throws -> [UInt8]? {
      let (machine, open) = try machine()
      for number in 0..<20 { try open.write([UInt8](repeating: UInt8(number), count: 300), at: number * 300) }
      return try content(on: machine.crash(seed: seed, .random))
    }
    #expect(try outcome(5) == outcome(5))
    #expect(try outcome(5) != outcome(6))
  }
}

/// The real file system tries interrupted calls again.
@Suite struct FaultInterruptedCallTests {
  @Test func interruptedCallsAreRepeated() throws {
    var calls = 0
    func interrupted() -> Int32 {
      calls += 1
      errno = EINTR
      return calls < 4 ? -1 : 0
    }
    try SystemFileSystem.check("test", interrupted())
    #expect(calls == 4)
    calls = 0
    #expect(try SystemFileSystem.descriptor("test", interrupted) == 0)
    #expect(calls == 4)
    #expect(throws: SystemError(call: "test", code: EIO)) {
      try SystemFileSystem.check(
        "test",
        {
          errno = EIO
          return -1
        }())
    }
  }

  @Test func aRemovedFileCanStillBeReadByThoseWhoHaveIt() throws {
    let folder = try TemporaryFolder()
    let system = SystemFileSystem()
    let file = folder.url.appending(path: "file")
    let open = try system.open(file, create: true)
    try open.write([1, 2, 3], at: 0)
    try system.remove(file)
    #expect(try system.list(folder.url).isEmpty)
    #expect(try open.read(at: 0, count: 3) == [1, 2, 3])
    #expect(throws: SystemError(call: "unlink", code: ENOENT)) { try system.remove(file) }
    open.close()
  }
}
