import Foundation
import Testing

@testable import CRMCore
@testable import StoreProbe

/// The loss of power and the full disk for real. Both need a file system of their own, so they run only as root on Linux, where
/// loop devices, `mkfs.ext4` and `mount` are; elsewhere they are reported as skipped, and simulated devices have to do.
@Suite(.serialized, .timeLimit(.minutes(ProcessSweep.isOn ? 15 : 5))) struct ProcessPowerTests {
  /// Ext4 is cut off from its device without its log being written, and mounted anew. Nothing that was acknowledged is missing.
  @Test(.enabled(if: MountedImage.isPossible, "needs root, loop devices, mkfs.ext4 and mount"))
  func whatWasAcknowledgedSurvivesALossOfPower() async throws {
    let seed = ProcessSweep.seed
    let image = try await MountedImage(megabytes: 64)
    try await image.using {
      var acknowledged: [Acknowledgement] = []
      var late: [Acknowledgement] = []
      for round in 0..<(ProcessSweep.isOn ? 40 : 4) {
        let number = seed &+ UInt64(round)
        // Every other writer compacts the store all the while.
        let options = round % 2 == 1 ? ["--maintain", "5", "--segment", "20000"] : []
        let done = try await writeUntilThePowerFails(image, "full", seed: number, options)
        acknowledged += done.before
        late += done.after
        #expect(acknowledged.count > 0)
        try await image.mount()
        let problems = try await problems(in: image, acknowledged, late)
        #expect(problems.isEmpty, "round \(round) of seed \(seed): \(problems.prefix(5))")
      }
      print(
        "power cut: seed \(seed), \(acknowledged.count) acknowledged commits, none lost; \(late.count) came too late to count"
      )
    }
  }

  /// The same without syncs has to lose commits: otherwise the test above would show nothing.
  @Test(.enabled(if: MountedImage.isPossible, "needs root, loop devices, mkfs.ext4 and mount"))
  func withoutSyncsALossOfPowerLosesCommits() async throws {
    let image = try await MountedImage(megabytes: 64)
    try await image.using {
      var lost = 0
      for round in 0..<5 where lost == 0 {
        let folder = "relaxed-\(round)"
        let done = try await writeUntilThePowerFails(
          image, "relaxed", seed: ProcessSweep.seed &+ UInt64(round), in: folder)
        try await image.mount()
        lost += try await problems(in: image, done.before, done.after, folder).count
      }
      #expect(lost > 0, "THE POWER CUT LOSES NOTHING: what the tests of this suite show about durability is worthless")
      print("power cut without syncs: \(lost) commits lost, as it must be")
    }
  }

  /// The bytes and the name of an entry are on the device when `put` returns, and its commit is there before it is removed.
  @Test(.enabled(if: MountedImage.isPossible, "needs root, loop devices, mkfs.ext4 and mount"))
  func whatWasPutIntoAnInboxSurvivesALossOfPower() async throws {
    let seed = ProcessSweep.seed
    let image = try await MountedImage(megabytes: 64)
    try await image.using {
      let directory = image.mountPoint.appending(path: "store")
      var put: Set<Substring> = []
      var merged = 0
      for round in 0..<(ProcessSweep.isOn ? 40 : 2) {
        let number = seed &* 1000 &+ UInt64(round)
        let putter = try ProcessProbe(
          "put", directory, "--seed", "\(number)", also: Self.patience, printingTo: image.folder)
        _ = try await putter.line("put")
        let owner = try ProcessProbe(
          "own", directory, "--seed", "\(number)", also: Self.patience, printingTo: image.folder)
        _ = try await owner.line("merged")
        try await Task.sleep(for: .milliseconds(Int(number % 60)))
        let length = try await cutThePower(image, watching: putter)
        #expect(try await putter.finish() == 3)
        // The owner fails too, unless it has nothing to write just now.
        try await owner.end()
        try await image.unmount()
        put.formUnion(try putter.lines(upTo: length).filter { $0.hasPrefix("put ") })
        merged += try owner.lines().count { $0.hasPrefix("merged") }
        try await image.mount()
      }
      let store = try await FileStore.open(at: directory, options: .init(registry: probeRegistry))
      let rest = try await Inbox(directory: directory).drain(into: store, registry: probeRegistry)
      let ledger = try await Ledger(of: store)
      #expect(ledger.problems == [] && rest.refused.isEmpty, "seed \(seed)")
      let arrived = Set(ledger.slips.map { Substring("put " + $0.number) })
      #expect(put.isSubset(of: arrived), "seed \(seed) lost \(put.subtracting(arrived).count) of \(put.count) entries")
      print(
        "inbox and power cut: seed \(seed), \(put.count) entries put, \(merged) merged before, \(rest.merged.count) after"
      )
      try await store.close()
    }
  }

  /// On a full disk commits are refused and reads go on; when there is room again so do commits.
  @Test(.enabled(if: MountedImage.isPossible, "needs root, loop devices, mkfs.ext4 and mount"))
  func aFullDiskRefusesCommitsAndLosesNothing() async throws {
    let disk = try await MountedImage(tmpfsKilobytes: 1024)
    try await disk.using {
      let directory = disk.mountPoint.appending(path: "store")
      let ballast = disk.mountPoint.appending(path: "ballast")
      try Data(count: 300_000).write(to: ballast)
      var store = try await FileStore.open(at: directory)
      var kept: [Slip] = []
      func fill() async throws {
        for _ in 0..<500 {
          let slip = Slip(number: "\(kept.count)", text: String(repeating: "x", count: 5000))
          try await store.insert(slip)
          kept.append(slip)
        }
      }
      let full = await #expect(throws: StoreError.self) { try await fill() }
      #expect(full?.code == .full)
      #expect(kept.count > 20)
      let again = await #expect(throws: StoreError.self) { try await fill() }
      #expect(again?.code == .full)
      #expect(try await store.all(Query(Slip.byNumber)).count == kept.count)
      #expect(try await store.require(kept[3].id).record == kept[3])
      let inbox = Inbox(directory: directory)
      var changes = ChangeSet()
      changes.insert(Slip(number: "put", text: String(repeating: "x", count: 100_000)))
      let refused = await #expect(throws: StoreError.self) { try await inbox.put(changes) }
      #expect(refused?.code == .full)

      try FileManager.default.removeItem(at: ballast)
      let slip = Slip(number: "after", text: String(repeating: "y", count: 5000))
      try await store.insert(slip)
      kept.append(slip)
      try await inbox.put(changes)
      #expect(try await inbox.drain(into: store, registry: probeRegistry).merged.count == 1)
      try await store.close()
      store = try await FileStore.open(at: directory, options: .init(registry: probeRegistry))
      #expect(store.openReport.tornBytes == 0)
      let found = try await store.all(Query(Slip.byNumber)).map(\.record)
      #expect(Set(found).isSuperset(of: kept) && found.count == kept.count + 1)
      #expect(try await Ledger(of: store).problems == [])

      // A store that is on a full disk opens, and closes as well as it can.
      try await store.close()
      #expect(throws: (any Error).self) { try Data(count: 2_000_000).write(to: ballast) }
      store = try await FileStore.open(at: directory)
      #expect(try await store.count(Query(Slip.self)) == kept.count + 1)
      try? await store.close()
    }
  }

  /// On a busy machine it may take minutes until the power is cut: until then a probe neither ends nor fills the small device.
  private static let patience = ["--seconds", "900", "--sprint", "400"]

  /// Lets a probe write, cuts the power, and returns what the probe had acknowledged before that and after it. Leaves the image
  /// unmounted.
  private func writeUntilThePowerFails(
    _ image: MountedImage, _ durability: String, seed: UInt64, _ options: [String] = [],
    in folder: String = "store"
  ) async throws -> (before: [Acknowledgement], after: [Acknowledgement]) {
    let directory = image.mountPoint.appending(path: folder)
    let writer = try ProcessProbe(
      "write", directory, "--durability", durability, "--seed", "\(seed)", also: options + Self.patience,
      printingTo: image.folder)
    _ = try await writer.line("done")
    var generator = SeededGenerator(seed: seed)
    try await Task.sleep(for: .milliseconds(Int.random(in: 20..<150, using: &generator)))
    let length = try await cutThePower(image, watching: writer)
    // Its device is gone: the writer fails by itself.
    #expect(try await writer.finish() == 3)
    #expect(try writer.lines().last == "error unavailable")
    try await image.unmount()
    let before = Acknowledgement.all(in: try writer.printed(upTo: length))
    return (before, Array(Acknowledgement.all(in: try writer.printed()).dropFirst(before.count)))
  }

  /// - Returns: how much the writer had printed when the power still was on.
  private func cutThePower(_ image: MountedImage, watching writer: ProcessProbe) async throws -> Int {
    let cut = try ProcessProbe(
      "shutdown", image.mountPoint, "--watching", writer.output.path, printingTo: image.folder)
    let line = try await cut.line("shut down")
    #expect(try await cut.finish() == 0)
    return try #require(Int(line.dropFirst("shut down ".count)))
  }

  private func problems(
    in image: MountedImage, _ acknowledged: [Acknowledgement], _ late: [Acknowledgement], _ folder: String = "store"
  ) async throws -> [String] {
    let store = try await FileStore.open(
      at: image.mountPoint.appending(path: folder), options: .init(registry: probeRegistry))
    let ledger = try await Ledger(of: store)
    let problems =
      try await ledger.problems(with: acknowledged, andPerhaps: late) + ledger.lost(acknowledged, in: store)
    try await store.close()
    return problems
  }
}
