import CRMTesting
import Consent
import Foundation
import Testing

/// Two processes over one file store: one stops, the other sends to the same address.
@Suite(.timeLimit(.minutes(10))) struct ConsentProcessTests {
  private typealias Fixture = ConsentFixture

  private static let isSweep = ConsentHistories.isSweep
  /// A new seed for each run of the tests unless `CRM_SEED` gives one; failures print it.
  private static let seed =
    ProcessInfo.processInfo.environment["CRM_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)

  private enum Role: Sendable { case sender, stopper }

  /// One command of one process.
  private struct Step: CustomStringConvertible {
    var role: Role
    var command: String
    var description: String { "\(role) \(command)" }
  }

  /// How a sender can spread its steps over stretches in which it has the store's lock, or read beside the owner.
  private static let senders = [
    ["acquire", "decide", "authorize", "deliver", "release"],
    ["acquire", "decide", "release", "acquire", "authorize", "deliver", "release"],
    ["acquire", "decide", "authorize", "release", "deliver"],
    ["acquire", "decide", "release", "acquire", "authorize", "release", "acquire", "deliver", "release"],
    ["read", "decide", "acquire", "authorize", "deliver", "release"],
  ]
  private static let stopper = ["acquire", "stop", "release"]

  /// Every order in which the commands of both can come if only one has the lock at a time.
  private static func orders(_ sender: ArraySlice<String>, _ stopper: ArraySlice<String>, owner: Role? = nil)
    -> [[Step]]
  {
    var orders: [[Step]] = []
    func go(_ role: Role, _ command: String?, _ rest: (ArraySlice<String>, ArraySlice<String>)) {
      guard let command, command != "acquire" || owner == nil else { return }
      let next: Role? = command == "acquire" ? role : command == "release" ? nil : owner
      orders += Self.orders(rest.0, rest.1, owner: next).map { [Step(role: role, command: command)] + $0 }
    }
    if sender.isEmpty, stopper.isEmpty { return [[]] }
    go(.sender, sender.first, (sender.dropFirst(), stopper))
    go(.stopper, stopper.first, (sender, stopper.dropFirst()))
    return orders
  }

  /// A store in which so many addresses opted in, and the processes that use it.
  private final class World {
    let folder: URL
    var store: URL { folder.appending(path: "store") }
    private var running: [Role: ConsentProcess] = [:]
    private var all: [ConsentProcess] = []

    init(names: [String]) async throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "swift-crm-" + UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let store = try await FileStore.open(at: store, options: .init(durability: .relaxed))
      let fixture = Fixture(at: Date().addingTimeInterval(-3_600), store: store)
      for name in names { try await fixture.optIn(try Fixture.address(name)) }
      try await store.close()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The process that has a role; a new one if the last was killed.
    func process(_ role: Role) throws -> ConsentProcess {
      if let process = running[role] { return process }
      let process = try ConsentProcess(store: store, printingTo: folder)
      running[role] = process
      all.append(process)
      return process
    }

    func kill(_ role: Role) async throws { try await running.removeValue(forKey: role)?.killNow() }

    /// Ends all processes and looks at what they left behind.
    func audit(also forged: [String] = []) async throws -> ConsentAudit {
      for process in all { try await process.killNow() }
      let store = try await FileStore.open(at: store, options: .init(durability: .relaxed))
      let printed = try all.map { try $0.lines() } + [forged]
      let audit = try await ConsentAudit(Fixture(store: store).ledger, printed: printed)
      try await store.close()
      return audit
    }
  }

  /// Does the steps; the one with number `crash` is the last that its process does.
  private func run(_ steps: [Step], name: String, crash: Int?, in world: World) async throws {
    var owner: Role?
    var dead: Role?
    var isStopped = false
    for (number, step) in steps.enumerated() where step.role != dead {
      let process = try world.process(step.role)
      let needsName = step.command == "decide" || step.command == "stop"
      // Who does not have the lock does not get it.
      if step.command == "acquire", let other = owner { Issue.record("\(other) has the lock in \(steps)") }
      let answer = try await process.ask(needsName ? "\(step.command) \(name)" : step.command)
      switch step.command {
      case "acquire":
        #expect(answer == "acquired", "\(steps)")
        owner = step.role
        let other: Role = step.role == .sender ? .stopper : .sender
        if dead == nil { #expect(try await world.process(other).ask("acquire") == "error locked", "\(steps)") }
      case "release": owner = nil
      case "stop":
        #expect(answer.hasPrefix("stopped "), "\(answer) in \(steps)")
        isStopped = true
      case "decide": #expect(answer == (isStopped ? "denied " : "permit ") + name, "\(steps)")
      case "authorize" where isStopped: #expect(!answer.hasPrefix("authorized"), "\(answer) in \(steps)")
      case "authorize": #expect(answer.hasPrefix("authorized"), "\(answer) in \(steps)")
      default: break
      }
      if number == crash {
        try await world.kill(step.role)
        dead = step.role
        if owner == step.role { owner = nil }
      }
    }
  }

  /// What is left to be done after a crash is done by new processes, in the plainest order.
  private func finish(_ name: String, in world: World) async throws {
    for role in [Role.sender, .stopper] {
      let commands = role == .sender ? Self.senders[0] : Self.stopper
      for command in commands {
        let needsName = command == "decide" || command == "stop"
        _ = try await world.process(role).ask(needsName ? "\(command) \(name)" : command)
      }
    }
  }

  @Test func noScheduleOfTwoProcessesPassesOverAStop() async throws {
    var generator = SeededGenerator(seed: Self.seed)
    let orders = Self.senders.flatMap { Self.orders($0[...], Self.stopper[...]) }
    // Every order as it is, and with a process that is killed after one of the steps.
    var cases: [(steps: [Step], crash: Int?)] = orders.map { ($0, nil) }
    let crashes = orders.flatMap { order in order.indices.map { (steps: order, crash: Optional($0)) } }
    cases += Self.isSweep ? crashes : Array(crashes.shuffled(using: &generator).prefix(30))
    let names = cases.indices.map { "s\($0)" }
    let world = try await World(names: names)
    for (entry, name) in zip(cases, names) {
      try await run(entry.steps, name: name, crash: entry.crash, in: world)
      if entry.crash != nil { try await finish(name, in: world) }
    }
    let audit = try await world.audit()
    #expect(audit.problems.isEmpty, "seed \(Self.seed): \(audit.problems.prefix(5))")
    #expect(audit.stops >= cases.count && audit.deliveries > 8 && audit.unconfirmed > 2, "\(audit)")
    #expect(audit.authorised < cases.count, "no stop came first")
  }

  @Test func killsAtRandomMomentsPassOverNoStop() async throws {
    let seed = Self.seed
    var generator = SeededGenerator(seed: seed)
    let (rounds, count) = Self.isSweep ? (60, 60) : (4, 30)
    var (unconfirmed, deliveries, authorised) = (0, 0, 0)
    for round in 0..<rounds {
      let world = try await World(names: (0..<count).map { "p\($0)" })
      for start in 0..<4 {
        for (role, job) in [(Role.sender, "send"), (.stopper, "stop")] {
          let order = UInt64.random(in: 1...1_000_000, using: &generator)
          try world.process(role).tell("run \(job) \(count) \(order)")
        }
        guard start < 3 else { break }
        while try world.process(.sender).lines().isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...30, using: &generator)))
        try await world.kill(.sender)
        try await world.kill(.stopper)
      }
      for role in [Role.sender, .stopper] {
        let answer = try await world.process(role).answer()
        #expect(answer == "done", "round \(round) of seed \(seed)")
      }
      let audit = try await world.audit()
      #expect(audit.problems.isEmpty, "round \(round) of seed \(seed): \(audit.problems.prefix(5))")
      unconfirmed += audit.unconfirmed
      deliveries += audit.deliveries
      authorised += audit.authorised
    }
    #expect(unconfirmed > 0 && deliveries > rounds && authorised < rounds * count, "\(deliveries) delivered")
    print(
      "two processes: seed \(seed), \(authorised) authorised, \(deliveries) handed over, \(unconfirmed) unconfirmed")
  }

  /// The audit is what finds a stop that was passed over: here are some.
  @Test func theAuditFindsWhatCannotBe() async throws {
    let world = try await World(names: ["a", "b", "c"])
    let steps = Self.senders[1].map { Step(role: .sender, command: $0) }
    try await run(steps, name: "a", crash: nil, in: world)
    let key = try #require(try world.process(.sender).lines().last { $0.hasPrefix("authorized a") }).split(
      separator: " ")
    #expect(try await world.audit().problems == [])
    let forged = [
      "stopped b 1", "stopped a 1", "authorized c 00 5", "#delivered a \(key[2]) \(key[3])", "#delivered c \(key[2]) 5",
    ]
    #expect(try await world.audit(also: forged).problems.count == 8)
  }
}
