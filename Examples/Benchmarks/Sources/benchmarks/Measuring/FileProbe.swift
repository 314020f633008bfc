import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Looks at files and at this process from outside.
enum FileProbe {
  /// The size of a file in bytes.
  static func bytes(of file: URL) throws -> Int {
    let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? NSNumber
    return size?.intValue ?? 0
  }

  /// The size of all files in a folder, without its subfolders.
  static func bytes(in folder: URL) throws -> Int { try files(in: folder).reduce(0) { $0 + (try bytes(of: $1)) } }

  private static func files(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
      .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory != true }
      .sorted { $0.path < $1.path }
  }

  /// Asks the system to forget what it has cached of the files in a folder, so that the next reader meets a cold cache.
  /// Does nothing on Darwin.
  static func evict(_ folder: URL) throws {
    #if !canImport(Darwin)
      for file in try files(in: folder) {
        let descriptor = open(file.path, O_RDONLY)
        guard descriptor >= 0 else { throw BenchmarkError("cannot open \(file.lastPathComponent)") }
        defer { _ = close(descriptor) }
        guard fdatasync(descriptor) == 0, posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0 else {
          throw BenchmarkError("cannot evict \(file.lastPathComponent)")
        }
      }
    #endif
  }

  /// Reads every file of a folder with large reads into one buffer.
  static func readAll(in folder: URL) throws -> Int {
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    for file in try files(in: folder) {
      let descriptor = open(file.path, O_RDONLY)
      guard descriptor >= 0 else { throw BenchmarkError("cannot open \(file.lastPathComponent)") }
      defer { _ = close(descriptor) }
      while true {
        let got = read(descriptor, &buffer, buffer.count)
        guard got >= 0 else { throw BenchmarkError("cannot read \(file.lastPathComponent)") }
        if got == 0 { break }
        total += got
      }
    }
    return total
  }

  /// The resident memory of this process; `nil` without `/proc`.
  static func residentMB() -> Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
    else { return nil }
    return kilobytes / 1024
  }

  /// Runs this program again as a probe and waits for what it prints.
  static func launch(_ kind: ProbeKind, _ target: URL, records: Int) throws -> ProbeResult {
    try launch(["probe", kind.rawValue, target.path, "--records", "\(records)"])
  }

  /// Runs this program again with these arguments and waits for what it prints.
  static func launch(_ arguments: [String]) throws -> ProbeResult {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
    #if os(Linux)
      process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    #endif
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError("\(arguments.prefix(2).joined(separator: " ")) failed")
    }
    return try JSONDecoder().decode(ProbeResult.self, from: data)
  }
}
