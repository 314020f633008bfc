import Consent
import Foundation

/// What processes printed, held against what the store has in the end: everything that cannot be.
struct ConsentAudit {
  /// What is wrong, in words.
  private(set) var problems: [String] = []
  /// How many messages were authorised, and how many of them are not known to have left.
  private(set) var authorised = 0
  private(set) var unconfirmed = 0
  /// How many stops were acknowledged, and how many messages handed over.
  private(set) var stops = 0
  private(set) var deliveries = 0

  /// Reads the whole history of the ledger. Nobody may write meanwhile.
  ///
  /// - Parameter printed: what each process printed, line by line.
  init(_ ledger: ConsentLedger, printed: [[String]]) async throws {
    let lines = printed.joined().map { line in
      (line.hasPrefix("#") ? line.dropFirst() : line[...]).split(separator: " ").map(String.init)
    }
    func all(_ event: String) -> [[String]] { lines.filter { $0.first == event } }

    var stopped: [ContactDigest: CommitPosition] = [:]
    for commit in try await ledger.store.history(after: nil, limit: .max) {
      for act in try commit.records(of: ConsentAct.self) where act.kind == .withdrawn {
        stopped[act.subject] = stopped[act.subject] ?? commit.position
      }
      for record in try commit.records(of: Authorization.self) where record.state == .authorized {
        authorised += 1
        if stopped[record.subject] != nil { problems.append("\(record.subject) was authorised behind a stop") }
      }
    }
    let kept = try await ledger.store.all(Query<Authorization>()).map(\.record)
    let keys = Dictionary(kept.map { ($0.id.description.lowercased(), $0) }) { first, _ in first }

    var acknowledged: [ContactDigest: Int64] = [:]
    for line in all("stopped") {
      stops += 1
      let subject = try Self.subject(line[1], ledger)
      acknowledged[subject] = min(acknowledged[subject] ?? .max, Int64(line[2]) ?? .min)
      if stopped[subject] == nil { problems.append("the acknowledged stop of \(line[1]) is lost") }
    }
    for line in all("authorized") where keys[line[2]] == nil {
      problems.append("the authorisation of a message to \(line[1]) is lost")
    }
    var delivered: Set<String> = []
    for line in all("delivered") {
      deliveries += 1
      let subject = try Self.subject(line[1], ledger)
      if !delivered.insert(line[2]).inserted { problems.append("\(line[1]) got a message twice") }
      if keys[line[2]]?.subject != subject { problems.append("\(line[1]) got a message that was not authorised") }
      if let end = acknowledged[subject], Int64(line[3]) ?? .max > end {
        problems.append("\(line[1]) got a message of a time after the stop")
      }
    }
    var visible: Set<String> = []
    var cursor: PageCursor?
    repeat {
      let page = try await ledger.gate.unconfirmed(before: .distantFuture, after: cursor)
      visible.formUnion(page.items.map { $0.id.description.lowercased() })
      cursor = page.next
    } while cursor != nil
    unconfirmed = visible.count
    for (key, record) in keys {
      let isOpen = record.state == .authorized
      if isOpen != visible.contains(key) { problems.append("what became of \(key) is shown wrongly") }
      if !isOpen, !delivered.contains(key) { problems.append("\(key) counts as sent and was not handed over") }
    }
  }

  private static func subject(_ name: String, _ ledger: ConsentLedger) throws -> ContactDigest {
    ledger.digester.digest(of: try ConsentFixture.address(name))
  }
}
