import CRMCore
import Foundation

/// A program that uses a file store from a process of its own, so that tests can kill it, lock it out and cut its power.
///
/// It prints one line for each thing that happened; an error is `error CODE` and exit code 3.
@main struct Probe {
  static func main() async {
    endWithParent()
    let output = Output()
    do {
      let arguments = try Arguments(CommandLine.arguments.dropFirst())
      guard let command = commands[arguments.command] else {
        throw Arguments.Problem(
          description: "no such command; there are " + commands.keys.sorted().joined(separator: ", "))
      }
      try await command(arguments, output)
    } catch let error as StoreError {
      try? output.print("error \(error.code.rawValue)\n")
      complain("\(error)")
      exit(3)
    } catch {
      complain("\(error)")
      exit(2)
    }
  }

  /// Ends the program when the test that started it has ended, however that came.
  private static func endWithParent() {
    let parent = getppid()
    Thread.detachNewThread {
      while getppid() == parent { Thread.sleep(forTimeInterval: 0.2) }
      exit(4)
    }
  }

  typealias Command = @Sendable (Arguments, Output) async throws -> Void

  static let commands: [String: Command] = [
    "write": write, "hold": hold, "check": check, "shutdown": shutDown, "put": put, "own": own, "read": read,
  ]

  private static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("StoreProbe: \(text)\n".utf8))
  }

  static func open(_ arguments: Arguments) async throws -> FileStore {
    let durability: FileStore.Durability
    switch arguments["durability"] ?? "full" {
    case "full": durability = .full
    case "barrier": durability = .barrier
    case "relaxed": durability = .relaxed
    default: throw Arguments.Problem(description: "--durability is full, barrier or relaxed")
    }
    return try await FileStore.open(
      at: URL(filePath: try arguments.directory(), directoryHint: .isDirectory),
      options: .init(
        durability: durability, registry: probeRegistry,
        segmentSize: try arguments.number("segment", default: 64 << 20)))
  }

  static func deadline(_ arguments: Arguments) throws -> Date {
    Date().addingTimeInterval(TimeInterval(try arguments.number("seconds", default: 60)))
  }

  /// `write DIR [--seed S] [--tasks N] [--steps N] [--durability full|barrier|relaxed] [--seconds N] [--end close|leave]
  /// [--segment BYTES] [--maintain MILLISECONDS] [--sprint N]`: commits and acknowledges; with `--end leave` the process ends without
  /// closing the store; with `--maintain` it compacts the store and writes snapshots all the while; with `--sprint` each task is slow
  /// after N steps.
  @Sendable private static func write(_ arguments: Arguments, _ output: Output) async throws {
    let store = try await open(arguments)
    let writer = Writer(
      store: store, output: output, seed: try arguments.number("seed", default: 1),
      tasks: try arguments.number("tasks", default: 4), steps: try arguments.number("steps", default: .max),
      deadline: try deadline(arguments), sprint: try arguments.number("sprint", default: .max))
    try await maintaining(store, arguments, output) { try await writer.run() }
    try output.print("written\n")
    if arguments["end"] == "leave" { exit(0) }
    try await store.close()
  }

  /// `hold DIR`: opens, says `open`, closes when standard input ends, and says `closed`.
  @Sendable private static func hold(_ arguments: Arguments, _ output: Output) async throws {
    let store = try await open(arguments)
    try output.print("open\n")
    _ = try FileHandle.standardInput.readToEnd()
    try await store.close()
    try output.print("closed\n")
  }

  /// `check DIR`: opens, reads everything, and says what cannot be, a line each, then `checked` and the last position.
  @Sendable private static func check(_ arguments: Arguments, _ output: Output) async throws {
    let store = try await open(arguments)
    for problem in try await Ledger(of: store).problems { try output.print("problem \(problem)\n") }
    let position = try await store.position()
    try output.print("checked \(position?.value ?? 0)\n")
    try await store.close()
  }

  /// `shutdown MOUNTPOINT --watching FILE`: see ``PowerCut``; says `shut down` and how long the file was.
  @Sendable private static func shutDown(_ arguments: Arguments, _ output: Output) async throws {
    guard let file = arguments["watching"] else { throw Arguments.Problem(description: "--watching is missing") }
    let length = try PowerCut.shutDown(fileSystemAt: try arguments.directory(), watching: file)
    try output.print("shut down \(length)\n")
  }
}
