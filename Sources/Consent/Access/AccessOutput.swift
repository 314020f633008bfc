import CRMCore
import Synchronization

/// What an export wrote.
public struct AccessSummary: Hashable, Codable, Sendable {
  /// How many records about the subject, by type.
  public var about: [CollectionName: Int] = [:]
  /// How many records of others that name the subject, by type.
  public var named: [CollectionName: Int] = [:]
  /// How many records there are of each category.
  public var categories: [PersonalDataCategory: Int] = [:]
  /// Who was asked besides the declared references.
  public var participants: [ParticipantName] = []

  var tree: JSONTree {
    func counts<Key: RawRepresentable<String>>(_ counts: [Key: Int]) -> JSONTree {
      .object(Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, .integer(Int64($0.value))) }))
    }
    return [
      "about": counts(about), "categories": counts(categories), "complete": true, "named": counts(named),
      "participants": .list(participants.map { .text($0.rawValue) }),
    ]
  }
}

/// Renders the parts of a document and hands the text on in pieces.
final class AccessOutput {
  private var renderer: any AccessRenderer
  private let sink: (String) async throws -> Void
  private var text = ""
  private var summary = AccessSummary()

  init(_ renderer: any AccessRenderer, _ sink: @escaping (String) async throws -> Void) {
    self.renderer = renderer
    self.sink = sink
  }

  func begin(_ header: JSONTree) async throws {
    renderer.begin(header, &text)
    try await flush(from: 65_536)
  }

  func show(_ record: AccessRecord) async throws {
    switch record.role {
    case .about: summary.about[record.reference.collection, default: 0] += 1
    case .mentions: summary.named[record.reference.collection, default: 0] += 1
    }
    summary.categories[record.category, default: 0] += 1
    renderer.show(record.tree, &text)
    try await flush(from: 65_536)
  }

  func end(_ participants: [ParticipantName]) async throws -> AccessSummary {
    summary.participants = participants
    renderer.end(summary.tree, &text)
    try await flush(from: 1)
    return summary
  }

  private func flush(from size: Int) async throws {
    guard text.utf8.count >= size else { return }
    try await sink(text)
    text = ""
  }
}

/// A text that pieces are appended to.
final class TextCollector: Sendable {
  private let text = Mutex("")

  var value: String { text.withLock { $0 } }

  func append(_ piece: String) { text.withLock { $0 += piece } }
}
