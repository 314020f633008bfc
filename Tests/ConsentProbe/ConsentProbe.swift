import CRMCore
import Consent
import Foundation

/// A program that stops or sends over a file store from a process of its own, so that tests can schedule it and kill it.
///
/// `ConsentProbe DIRECTORY` reads one command a line and answers each with one line. Lines that begin with `#` are no answers: they
/// tell what happens meanwhile, as it happens.
@main struct ConsentProbe {
  static func main() async {
    guard CommandLine.arguments.count == 2 else { exit(2) }
    var desk = ProbeDesk(directory: URL(filePath: CommandLine.arguments[1], directoryHint: .isDirectory))
    // Ends with the test that started it, however that came.
    while let line = readLine() { say(await desk.answer(line.split(separator: " ").map(String.init))) }
  }

  /// Prints a line at once.
  static func say(_ line: String) {
    do { try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) } catch { exit(3) }
  }
}

/// Says what was handed over, before it is known to anybody else.
struct PrintingTransport: Transport {
  func deliver(_ message: consuming Authorized<EmailChannel>) async throws -> Receipt {
    let key = message.idempotencyKey
    ConsentProbe.say(
      "#delivered \(message.address.text.prefix { $0 != "@" }) \(key) \(message.date.millisecondsSince1970)")
    return Receipt(id: key)
  }
}
