import CRMCore
import Foundation
import Testing

@testable import StoreProbe

/// One run of the program `StoreProbe`, which is killed at the latest when this value goes.
final class ProcessProbe {
  private let process = Process()
  /// The file that it prints to.
  let output: URL
  private let complaints: URL
  private let input = Pipe()

  /// The built program stands beside the tests. Without it the tests fail.
  static func program() throws -> URL {
    #if os(macOS)
      let bundle = try #require(Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }, "no test bundle")
      let folder = bundle.bundleURL.deletingLastPathComponent()
    #else
      let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    #endif
    let program = folder.appending(path: "StoreProbe")
    try #require(FileManager.default.isExecutableFile(atPath: program.path), "StoreProbe is not built beside the tests")
    return program
  }

  /// Starts the program.
  ///
  /// - Parameter folder: takes the file that the program prints to: it can be read to its end when the program is dead.
  init(
    _ command: String, _ directory: URL, _ options: String..., also more: [String] = [],
    printingTo folder: TemporaryFolder
  ) throws {
    output = folder.url.appending(path: "output-\(UUID().uuidString)")
    complaints = folder.url.appending(path: "complaints-\(UUID().uuidString)")
    for file in [output, complaints] { try Data().write(to: file) }
    process.executableURL = try Self.program()
    process.arguments = [command, directory.path] + options + more
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: complaints)
    process.standardInput = input
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// What it has printed so far, or the first bytes of that.
  func printed(upTo length: Int = .max) throws -> String {
    String(decoding: try Data(contentsOf: output).prefix(length), as: UTF8.self)
  }

  /// The lines it has printed so far, or within the first bytes; one that is not yet ended does not count.
  func lines(upTo length: Int = .max) throws -> [Substring] {
    try printed(upTo: length).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }

  /// Returns when the program has printed a line that begins with `start`.
  ///
  /// - Throws: an error if it ends without doing so.
  func line(_ start: String) async throws -> String {
    while true {
      let isRunning = process.isRunning
      let lines = try lines()
      if let line = lines.first(where: { $0.hasPrefix(start) }) { return String(line) }
      let complaint = isRunning ? "" : String(decoding: try Data(contentsOf: complaints), as: UTF8.self)
      try #require(isRunning, "the probe ended without saying \(start): \(complaint)")
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  /// Ends it without any chance to do anything (`kill -9`), and returns when it is gone.
  func killNow() async throws {
    try await end()
    let last = try printed().suffix(80)
    #expect(process.terminationReason == .uncaughtSignal, "the probe ended before it was killed: \(last)")
  }

  /// Ends it unless it has ended by itself, and returns when it is gone.
  func end() async throws {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    while process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
  }

  /// Ends its standard input and waits for its end.
  ///
  /// - Returns: the exit code.
  func finish() async throws -> Int32 {
    try input.fileHandleForWriting.close()
    while process.isRunning { try await Task.sleep(for: .milliseconds(1)) }
    return process.terminationStatus
  }
}

/// How much the tests with processes do: a little unless the environment says `CRM_SWEEP=1`.
enum ProcessSweep {
  static let isOn = ProcessInfo.processInfo.environment["CRM_SWEEP"] == "1"
  /// A new seed for each run of the tests unless `CRM_SEED` gives one; failures print it.
  static let seed =
    ProcessInfo.processInfo.environment["CRM_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
}
