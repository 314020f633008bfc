import CRMCore
import Foundation

/// What is asked and written in each round, made before any clock runs. Every contestant gets the same.
struct Workload: Sendable {
  static let singleCommits = 200
  static let writers = 64
  static let batch = 1_000

  /// Identifiers from the whole base, at random.
  var ids: [[Identifier<Client>]] = []
  /// Identifiers from a thousand of the records, at random: what a user works with.
  var workingSet: [[Identifier<Client>]] = []
  var emails: [[String]] = []
  /// Names at which a page begins.
  var names: [[String]] = []
  var owners: [[String]] = []
  /// Identifiers to edit, each once.
  var edited: [[Identifier<Client>]] = []
  /// New records, one commit each.
  var singles: [[Client]] = []
  /// New records, one commit each, from ``writers`` tasks.
  var concurrent: [[Client]] = []
  /// New records in one commit.
  var batches: [[Client]] = []

  /// - Parameters:
  ///   - base: the records that are in the stores.
  ///   - rounds: how many rounds, with the warm-up.
  ///   - more: makes the records that are added.
  init(base: [Client], rounds: Int, more: inout ClientBase, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let few = Array(base.shuffled(using: &generator).prefix(1_000))
    for _ in 0..<rounds {
      func sample<Value>(_ count: Int, of records: [Client], _ value: (Client) -> Value) -> [Value] {
        (0..<count).map { _ in value(records[Int.random(in: 0..<records.count, using: &generator)]) }
      }
      ids.append(sample(2_000, of: base, \.id))
      workingSet.append(sample(2_000, of: few, \.id))
      emails.append(sample(1_000, of: base, \.email))
      names.append(sample(100, of: base, \.name))
      owners.append(sample(100, of: base, \.owner))
      edited.append(Array(base.shuffled(using: &generator).prefix(Self.singleCommits).map(\.id)))
      singles.append(more.next(Self.singleCommits))
      concurrent.append(more.next(Self.writers * 16))
      batches.append(more.next(Self.batch))
    }
  }
}
