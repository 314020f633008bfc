import ArgumentParser
import CRMCore
import Consent
import Foundation

/// `benchmarks audit`: what it costs to seal a ledger, and to verify what was sealed.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Sealing the acts of a ledger in a trail, and verifying it, in memory and on a durable FileStore.",
    discussion: """
      "single" are acts with a commit each, as people make them; "batch" are 500 to a commit, as a campaign authorises. \
      Lines are those of the exported trail, verified without a store.
      """)

  @Option(help: "Acts in the ledger.")
  var acts = 100_000

  @Option(help: "Where the stores are made; a folder in it is used and removed.")
  var directory: String = FileManager.default.temporaryDirectory.path

  func validate() throws {
    guard acts >= 1_000 else { throw ValidationError("--acts must be at least 1000") }
  }

  @concurrent
  func run() async throws {
    let folder = URL(filePath: directory).appending(path: "swift-crm-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var table = TextTable([
      "store", "acts", "sealed/s", "verified/s", "with facts/s", "lines/s", "lines MB/s", "page, µs", "forget, ms",
    ])
    for (name, size) in [("single", 1), ("batch", 500)] {
      progress("\(acts) acts, \(size) to a commit")
      table.add(try await row("memory, " + name, InMemoryStore(), size))
      let store = try await FileStore.open(at: folder.appending(path: name))
      table.add(try await row("file, " + name, store, size))
      try await store.close()
    }
    print(table.text)
  }

  private func row(_ name: String, _ store: any Store, _ size: Int) async throws -> [String] {
    let people = (0..<max(100, acts / 10)).map { ContactDigest(SHA256.hash("person \($0)")) }
    let environment = CRMEnvironment.live
    for start in stride(from: 0, to: acts, by: size) {
      var changes = ChangeSet(author: .dataSubject, reason: "consent.record")
      for number in start..<min(start + size, acts) {
        changes.insert(
          ConsentAct(
            id: environment.id(), subject: people[number % people.count], kind: .given,
            scope: ConsentScope(purpose: "marketing.news", channel: .email), date: environment.now(), actor: .subject,
            method: .form,
            proof: .shown("Yes, send me news. I can stop at any time.", at: "https://shop.example/signup")))
      }
      try await store.commit(changes)
    }
    let trail = AuditTrail(origin: "shop.example/consent", types: ConsentLedger.auditedTypes, store: store)
    let sealing = try await seconds { try await trail.seal() }
    let chain = try await seconds { try await trail.verify() }
    let facts = try await seconds { try await trail.verify(opening: true) }
    guard facts.result.isComplete, facts.result.proven == UInt64(acts) else {
      throw BenchmarkError("a trail is not whole")
    }
    var lines: [String] = []
    try await trail.export { lines += $0 }
    let reading = await seconds {
      var verifier = AuditVerifier(origin: trail.origin)
      for line in lines { verifier.add(exported: line) }
      return verifier.report()
    }
    guard reading.result.isComplete else { throw BenchmarkError("the exported trail is not whole") }
    let bytes = lines.reduce(0) { $0 + $1.utf8.count + 1 }
    let pages = try await seconds {
      for person in people.prefix(100) { _ = try await trail.entries(about: .contact(person.value)) }
    }
    let forgetting = try await seconds {
      for person in people.prefix(100) { try await trail.forget([.contact(person.value)]) }
    }
    let count = Double(acts)
    return [
      name, Format.count(acts), Format.rate(count / sealing.seconds), Format.rate(count / chain.seconds),
      Format.rate(count / facts.seconds), Format.rate(count / reading.seconds),
      Format.ratio(Double(bytes) / 1e6 / reading.seconds), Format.ratio(pages.seconds / 100 * 1e6),
      Format.ratio(forgetting.seconds / 100 * 1e3),
    ]
  }
}
