import CRMTesting
import Foundation

@testable import CRMCore

/// The stores in `Tests/GoldenFiles/store-v1`, which every later version must read. `CRM_WRITE_GOLDEN=1 swift test --filter
/// FileStoreGoldenTests` writes them anew; that is right only while the format was never released.
enum GoldenStore: String, CaseIterable {
  /// One log, closed.
  case plain
  /// A base, a snapshot behind it, and commits behind that; closed.
  case compacted
  /// One log whose last commit is cut off in the middle.
  case torn

  static let isWriting = ProcessInfo.processInfo.environment["CRM_WRITE_GOLDEN"] == "1"

  var folder: StoreFolder {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return StoreFolder(url: tests.appending(path: "GoldenFiles/store-v1/\(rawValue)"))
  }

  /// Makes the same store again.
  func write(to url: URL) async throws {
    let clock = TestClock()
    let options = FileStore.Options(durability: .relaxed)
    let store = try await FileStore.open(at: url, options: options, environment: .fixed(clock: clock))
    try await Self.history(store, clock)
    switch self {
    case .plain: break
    case .compacted:
      try await store.compact()
      try await Self.more(store, clock, "first")
      try await store.checkpoint()
      try await Self.more(store, clock, "second")
    case .torn:
      try await Self.more(store, clock, "torn")
      let files = try StoreFolder(url: url).contents()
      try await store.close()
      for (name, data) in files { try data.write(to: url.appending(path: name)) }
      try (files["log-1"] ?? Data()).dropLast(20).write(to: url.appending(path: "log-1"))
      return
    }
    try await store.close()
  }

  /// Five commits: all kinds of changes, authors, reasons and keys.
  private static func history(_ store: FileStore, _ clock: TestClock) async throws {
    try await store.commit(changeSet(author: .system) { $0.insert(GoldenLetter("letter", "Hello")) })
    clock.advance(by: 60)
    var changes = ChangeSet(author: Author(.staff, "ada"), reason: "Übernahme", idempotencyKey: "import-1")
    changes.insert(GoldenLetter("reply", "Здравствуйте", stars: 5, to: "letter"))
    changes.insert(GoldenLetter("draft", "", stars: -70_000))
    changes.insert(GoldenBox(id: Identifier(derivedFrom: "box"), code: "B-1", tags: ["large", "red"]))
    try await store.commit(changes)
    // At the same moment: only the counter of the hybrid time goes on.
    var letter = try await store.require(GoldenLetter.id("letter"))
    letter.text = GoldenLetter.longText
    letter.stars = 63
    try await store.commit(changeSet { $0.update(letter) })
    clock.advance(by: 0.25)
    let draft = try await store.require(GoldenLetter.id("draft"))
    try await store.commit(changeSet(author: .rule("tidy")) { $0.delete(draft) })
    let reply = try await store.require(GoldenLetter.id("reply"))
    try await store.commit(changeSet(author: .system) { $0.touch(reply) })
  }

  /// One more commit.
  private static func more(_ store: FileStore, _ clock: TestClock, _ name: String) async throws {
    clock.advance(by: 1)
    var box = try await store.require(Identifier<GoldenBox>(derivedFrom: "box"))
    box.tags = [name, "red"]
    var changes = ChangeSet(author: .dataSubject, idempotencyKey: name)
    changes.insert(GoldenLetter(name, name, to: "reply"))
    changes.update(box)
    try await store.commit(changes)
  }

  // MARK: What is in it

  /// The letters with their revisions.
  var letters: [String: Stored<GoldenLetter>] {
    var letters = [
      "letter": Stored(GoldenLetter("letter", GoldenLetter.longText, stars: 63), revision: Revision(3)),
      "reply": Stored(GoldenLetter("reply", "Здравствуйте", stars: 5, to: "letter"), revision: Revision(5)),
    ]
    guard self == .compacted else { return letters }
    letters["first"] = Stored(GoldenLetter("first", "first", to: "reply"), revision: Revision(6))
    letters["second"] = Stored(GoldenLetter("second", "second", to: "reply"), revision: Revision(7))
    return letters
  }

  var box: Stored<GoldenBox> {
    let isNew = self == .compacted
    return Stored(
      GoldenBox(id: Identifier(derivedFrom: "box"), code: "B-1", tags: isNew ? ["second", "red"] : ["large", "red"]),
      revision: Revision(isNew ? 7 : 2))
  }
}

struct GoldenLetter: Record {
  static let collection: CollectionName = "letters"
  static let byText = Index<GoldenLetter>("text") { IndexKey($0.text) }
  static let answers = Reference<GoldenLetter>("answers", \.to)
  static var indexes: [Index<GoldenLetter>] { [byText] }
  static var references: [Reference<GoldenLetter>] { [answers] }
  static let longText = String(repeating: "Hello again. ", count: 8)

  var id: Identifier<GoldenLetter>
  var text: String
  var stars: Int?
  var to: Identifier<GoldenLetter>?

  init(_ name: String, _ text: String, stars: Int? = nil, to other: String? = nil) {
    id = Self.id(name)
    self.text = text
    self.stars = stars
    to = other.map { Self.id($0) }
  }

  static func id(_ name: String) -> Identifier<GoldenLetter> { Identifier(derivedFrom: name) }
}

struct GoldenBox: Record {
  static let collection: CollectionName = "boxes"
  static let schemaVersion = 2
  static let byCode = Index<GoldenBox>("code", unique: true) { IndexKey(ExactText($0.code)) }
  static let byTag = Index<GoldenBox>("tags", version: 2) { box in box.tags.map { IndexKey($0) } }
  static var indexes: [Index<GoldenBox>] { [byCode, byTag] }

  var id: Identifier<GoldenBox>
  var code: String
  var tags: [String]
}
