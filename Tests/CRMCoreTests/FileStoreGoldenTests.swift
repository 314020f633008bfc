import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// Stores of format version 1, byte by byte; see ``GoldenStore``.
@Suite struct FileStoreGoldenTests {
  private func open(_ golden: GoldenStore, in folder: TemporaryFolder) async throws -> FileStore {
    let copy = try golden.folder.copy(to: folder.next())
    return try await FileStore.open(at: copy.url, options: .init(durability: .relaxed), environment: .fixed())
  }

  @Test(.enabled(if: GoldenStore.isWriting), arguments: GoldenStore.allCases)
  func writeAnew(_ golden: GoldenStore) async throws {
    try? FileManager.default.removeItem(at: golden.folder.url)
    try await golden.write(to: golden.folder.url)
  }

  @Test(arguments: GoldenStore.allCases)
  func recordsAreRead(_ golden: GoldenStore) async throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 {
      let store = try await open(golden, in: folder)
      let letters = try await store.all(Query<GoldenLetter>())
      #expect(letters == golden.letters.values.sorted { $0.id < $1.id })
      #expect(try await store.all(Query<GoldenBox>()) == [golden.box])
      try await store.close()
      try await FileStore.open(at: folder.current).close()
    }
  }

  @Test(arguments: GoldenStore.allCases)
  func indexesAreRead(_ golden: GoldenStore) async throws {
    let folder = try TemporaryFolder()
    let store = try await open(golden, in: folder)
    // As they stand in the file, before anything could have built them.
    let kept = store.published.withLock { $0.image.collections.mapValues { $0.indexes.map(\.declaration.name) } }
    #expect(kept == ["letters": ["text", "ref:answers"], "boxes": ["code", "tags"]])
    let isCompacted = golden == .compacted
    func names(_ query: Query<GoldenLetter>) async throws -> [String] {
      let found = try await store.all(query).map(\.id)
      return found.map { id in golden.letters.first { $0.value.id == id }?.key ?? "?" }
    }
    let byText = try await names(Query(GoldenLetter.byText))
    #expect(byText == (isCompacted ? ["first", "letter", "second", "reply"] : ["letter", "reply"]))
    #expect(try await names(Query(GoldenLetter.byText, "ЗДРАВСТВУЙТЕ")) == ["reply"])
    #expect(try await names(Query(GoldenLetter.byText, "")) == [], "the draft is gone")
    #expect(try await names(Query(GoldenLetter.answers, to: GoldenLetter.id("letter"))) == ["reply"])
    let answers = try await names(Query(GoldenLetter.answers, to: GoldenLetter.id("reply")))
    #expect(Set(answers) == (isCompacted ? ["first", "second"] : []))
    for (tag, isThere) in [("red", true), ("large", !isCompacted), ("second", isCompacted), ("first", false)] {
      #expect(try await store.count(Query(GoldenBox.byTag, tag)) == (isThere ? 1 : 0), "\(tag)")
    }
    let taken = await #expect(throws: StoreError.self) {
      try await store.insert(GoldenBox(id: Identifier(derivedFrom: "other"), code: "B-1", tags: []))
    }
    #expect(taken?.code == .duplicateKey)
    try await store.close()
  }

  @Test(arguments: GoldenStore.allCases)
  func historyIsRead(_ golden: GoldenStore) async throws {
    let folder = try TemporaryFolder()
    let store = try await open(golden, in: folder)
    let start = CRMEnvironment.testStart
    let isCompacted = golden == .compacted
    let history = try await store.history(after: isCompacted ? CommitPosition(5) : nil, limit: 100)
    #expect(history.map(\.position.value) == (isCompacted ? [6, 7] : [1, 2, 3, 4, 5]))
    #expect(history.allSatisfy { $0.origin == store.origin })
    #expect(store.openReport.commits == history.count)
    if isCompacted {
      let error = await #expect(throws: StoreError.self) { _ = try await store.history(after: nil, limit: 1) }
      #expect(error?.code == .historyTruncated)
      #expect(history.map(\.author) == [.dataSubject, .dataSubject])
      #expect(history.map(\.date) == [61.25, 62.25].map { start.addingTimeInterval($0) })
      #expect(try history[1].records(of: GoldenLetter.self) == [GoldenLetter("second", "second", to: "reply")])
    } else {
      #expect(history.map(\.author) == [.system, Author(.staff, "ada"), nil, .rule("tidy"), .system])
      #expect(history.map(\.reason) == [nil, "Übernahme", nil, nil, nil])
      #expect(history.map(\.idempotencyKey) == [nil, "import-1", nil, nil, nil])
      #expect(history.map(\.date) == [0, 60, 60, 60.25, 60.25].map { start.addingTimeInterval($0) })
      #expect(history.map(\.time.counter) == [0, 0, 1, 0, 1])
      #expect(
        history.map { $0.changes.map(\.kind) } == [
          [.inserted], [.inserted, .inserted, .inserted], [.updated], [.deleted], [.touched],
        ])
      #expect(try history[0].records(of: GoldenLetter.self) == [GoldenLetter("letter", "Hello")])
      #expect(try history[1].records(of: GoldenBox.self).map(\.tags) == [["large", "red"]])
    }
    // A key that was used before the horizon counts as well.
    let again = try await store.commit(
      changeSet(idempotencyKey: "import-1") { $0.insert(GoldenLetter("never", "never")) })
    #expect(again.position == CommitPosition(2) && again.date == start.addingTimeInterval(60))
    try await store.close()
  }

  @Test func tornTailIsSetAside() async throws {
    let folder = try TemporaryFolder()
    let store = try await open(.torn, in: folder)
    let report = store.openReport
    let golden = try GoldenStore.torn.folder.bytes("log-1")
    #expect(report.commits == 5 && report.tornBytes > 100)
    #expect(report.tornFile == "torn-1-\(golden.count - report.tornBytes)")
    #expect(try StoreFolder(url: folder.current).bytes(report.tornFile ?? "") == Array(golden.suffix(report.tornBytes)))
    try await store.insert(GoldenLetter("next", "next"))
    #expect(try await store.position() == CommitPosition(6))
    try await store.close()
  }

  @Test(arguments: GoldenStore.allCases)
  func sameBytesAreWritten(_ golden: GoldenStore) async throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 {
      try await golden.write(to: folder.next())
      let written = try StoreFolder(url: folder.current).contents()
      let expected = try golden.folder.contents()
      #expect(written.keys.sorted() == expected.keys.sorted())
      for (name, data) in expected { #expect(written[name] == data, "\(name)") }
    }
  }
}
