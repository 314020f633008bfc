import Foundation
import Testing

/// One run of the program `ConsentProbe`, which is killed at the latest when this value goes.
final class ConsentProcess {
  private let process = Process()
  private let input = Pipe()
  private let output: URL
  private let reading: FileHandle
  private var printed: [UInt8] = []
  /// How many lines were taken as answers or passed over.
  private var taken = 0

  /// The built program stands beside the tests. Without it the tests fail.
  private static func program() throws -> URL {
    #if os(macOS)
      let bundle = try #require(Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }, "no test bundle")
      let folder = bundle.bundleURL.deletingLastPathComponent()
    #else
      let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    #endif
    let program = folder.appending(path: "ConsentProbe")
    try #require(
      FileManager.default.isExecutableFile(atPath: program.path), "ConsentProbe is not built beside the tests")
    return program
  }

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - store: the directory of the store.
  ///   - folder: takes the file that the program prints to: it can be read to its end when the program is dead.
  init(store: URL, printingTo folder: URL) throws {
    output = folder.appending(path: "output-\(UUID().uuidString)")
    try Data().write(to: output)
    reading = try FileHandle(forReadingFrom: output)
    process.executableURL = try Self.program()
    process.arguments = [store.path]
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// All whole lines that it has printed so far.
  func lines() throws -> [String] {
    if let more = try reading.readToEnd() { printed += more }
    return printed.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Gives it a command without waiting for the answer.
  func tell(_ command: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
  }

  /// Gives it a command and returns its answer.
  func ask(_ command: String) async throws -> String {
    try tell(command)
    return try await answer()
  }

  /// The next answer.
  func answer() async throws -> String {
    while true {
      let isRunning = process.isRunning
      let lines = try lines()
      while taken < lines.count {
        taken += 1
        if !lines[taken - 1].hasPrefix("#") { return lines[taken - 1] }
      }
      try #require(isRunning, "the probe ended without an answer")
      try await Task.sleep(for: .microseconds(200))
    }
  }

  /// Ends it without any chance to do anything (`kill -9`), and returns when it is gone.
  func killNow() async throws {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    while process.isRunning { try await Task.sleep(for: .microseconds(200)) }
  }
}
