import CRMCore
import Consent
import Foundation

/// One who stops or sends: its store, and the permit and message that it has in hand.
struct ProbeDesk: ~Copyable {
  private let directory: URL
  private var store: FileStore?
  private var reader: FileStore?
  private var isOwner = false
  private var permit: SendPermit<EmailChannel>?
  private var message: Authorized<EmailChannel>?
  /// Whom the permit and the message are for.
  private var name = ""

  private static let options = FileStore.Options(
    durability: .relaxed, registry: RecordRegistry(ConsentLedger.recordTypes + [Event.self]))

  init(directory: URL) {
    self.directory = directory
  }

  /// Does what is asked; refusals and failures of the store are answers too.
  mutating func answer(_ words: [String]) async -> String {
    do {
      return try await follow(words)
    } catch let refusal as SendRefusal {
      return "refused \(name) \(Self.code(of: refusal))"
    } catch let error as StoreError {
      return "error \(error.code.rawValue)"
    } catch {
      return "error \(error)"
    }
  }

  private mutating func follow(_ words: [String]) async throws -> String {
    switch words.first {
    case "acquire": return try await acquire()
    case "release":
      isOwner = false
      try await store?.suspend()
      return "released"
    case "read":
      reader = try await FileStore.readOnly(at: directory, options: Self.options)
      return "reading"
    case "stop": return try await stop(words[1])
    case "decide": return try await decide(words[1])
    case "authorize": return try await authorize()
    case "deliver": return try await deliver()
    case "run": return try await run(words[1], count: Int(words[2]) ?? 0, seed: UInt64(words[3]) ?? 0)
    default: return "error unknown"
    }
  }

  /// Takes the store's lock and everything that others have committed.
  private mutating func acquire() async throws -> String {
    if let store {
      try await store.resume()
    } else {
      store = try await FileStore.open(at: directory, options: Self.options)
    }
    isOwner = true
    return "acquired"
  }

  /// Over the store if this process owns it or has nothing else, else over the reader beside its owner.
  private func ledger() throws -> ConsentLedger {
    guard let store = isOwner ? store : reader ?? store else { throw StoreError(.unavailable) }
    return ConsentLedger(store: store, digester: ContactDigester(insecureText: "tests only"))
  }

  private func stop(_ name: String) async throws -> String {
    let address = try EmailAddress("\(name)@example.com")
    try await ledger().withdraw(.email(address), method: .oneClick, by: .dataSubject)
    return "stopped \(name) \(Date().millisecondsSince1970)"
  }

  private mutating func decide(_ name: String) async throws -> String {
    self.name = name
    let context = MessageContext(
      .marketing, purpose: "marketing.news", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"])
    let address = try EmailAddress("\(name)@example.com")
    permit = try await ledger().gate.decide(SendRequest(to: address, run: "run", step: "1", context: context)).permit()
    return (permit == nil ? "denied " : "permit ") + name
  }

  private mutating func authorize() async throws -> String {
    guard let permit = permit.take() else { return "nothing" }
    let draft = EmailDraft(
      sender: try EmailAddress("news@shop.example"), senderName: "Shop", subject: "News",
      text: "Hello. Unsubscribe: https://shop.example/u/1", unsubscribeLink: "https://shop.example/u/1",
      containsPromotion: true, disclosures: [.advertisingLabel])
    let message = try await ledger().gate.authorize(permit, draft: draft)
    let line = "authorized \(name) \(message.idempotencyKey) \(message.date.millisecondsSince1970)"
    self.message = consume message
    return line
  }

  private mutating func deliver() async throws -> String {
    guard let message = message.take() else { return "nothing" }
    try await ledger().gate.deliver(message, through: PrintingTransport())
    return "handed over"
  }

  // MARK: On its own

  /// Stops or sends one after the other in an order of its own, and hands the lock over in between as it comes.
  private mutating func run(_ job: String, count: Int, seed: UInt64) async throws -> String {
    var generator = SeededGenerator(seed: seed)
    for number in (0..<count).shuffled(using: &generator) {
      let commands =
        job == "stop" ? [["stop", "p\(number)"]] : [["decide", "p\(number)"], ["authorize"], ["deliver"]]
      for command in commands {
        // What was authorised may be handed over without the lock; then nobody comes to know that it has left.
        if !isOwner, command != ["deliver"] || Bool.random(using: &generator) { try await waitForLock() }
        let line = await answer(command)
        ConsentProbe.say("#" + line)
        guard !line.hasPrefix("denied"), !line.hasPrefix("refused") else { break }
        if Bool.random(using: &generator) { _ = await answer(["release"]) }
        try await Task.sleep(for: .microseconds(Int.random(in: 0...1_000, using: &generator)))
      }
      _ = await answer(["release"])
    }
    return "done"
  }

  private mutating func waitForLock() async throws {
    while true {
      let line = await answer(["acquire"])
      if line == "acquired" { return }
      guard line == "error locked" else { throw StoreError(.unavailable, line) }
      try await Task.sleep(for: .microseconds(300))
    }
  }

  private static func code(of refusal: SendRefusal) -> String {
    switch refusal {
    case .denied(let decision): "denied " + decision.codes.map(\.rawValue).joined(separator: ",")
    case .deferred: "deferred"
    case .obligationsUnmet: "obligationsUnmet"
    case .alreadyAuthorized(_, let isConfirmed): isConfirmed ? "sentBefore" : "authorizedBefore"
    case .tooLate: "tooLate"
    }
  }
}
