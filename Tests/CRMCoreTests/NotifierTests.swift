import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct NotifierTests {
  private func notice(_ number: Int, to recipient: Notice.Recipient = .endpoint("desk")) -> Notice {
    Notice(
      id: Identifier(derivedFrom: "notice", "\(number)"), to: recipient,
      content: Reason("followUp.overdue", ["days": .integer(Int64(number)), "text": .text("a\nb \"Ж\"")]),
      about: RecordReference(Identifier<Parcel>("a")), urgency: .high,
      date: Date(millisecondsSince1970: 1_795_251_600_123))
  }

  @Test func goesFromTheCommitToTheNotifierOnce() async throws {
    let environment = CRMEnvironment.fixed(at: Date("2026-12-01"))
    let store = InMemoryStore(environment: environment)
    let recipients: [Notice.Recipient] = [.staff("s"), .team("t"), .endpoint("e")]
    let notices = recipients.enumerated().map { notice($0.offset, to: $0.element) }
    try store.commit(try changeSet { changes in for notice in notices { try changes.enqueue(notice) } })
    // The identifier is the idempotency key: the same notice is not put in twice.
    #expect(throws: StoreError.self) { try store.commit(try changeSet { try $0.enqueue(notices[0]) }) }
    let notifier = InMemoryNotifier()
    let pump = OutboxPump(store: store, environment: environment, handlers: [.notice: NoticeHandler(notifier)])
    let outcome = try await pump.run()
    #expect(outcome == OutboxPump.Outcome(delivered: 3))
    #expect(Set(notifier.notices) == Set(notices), "a notice is not what it was")
    notifier.deliver(notices[1])
    #expect(notifier.notices.count == 3)
  }

  @Test func anUnreadablePayloadIsGivenUpAtOnce() async throws {
    let store = InMemoryStore(environment: .fixed())
    let item = OutboxItem(
      id: "x", topic: .notice, payload: Data("{}".utf8), due: CRMEnvironment.testStart)
    try store.commit(changeSet { $0.insert(item) })
    let notifier = InMemoryNotifier()
    let outcome = try await OutboxPump(
      store: store, environment: .fixed(), handlers: [.notice: NoticeHandler(notifier)]
    ).run()
    #expect(outcome == OutboxPump.Outcome(dead: 1) && notifier.notices.isEmpty)
    #expect(try store.fetch(OutboxItem.self, ids: ["x"])[0]?.lastFailure == "notice.unreadable")
  }

  private func lines(_ file: URL) throws -> [Notice] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let text = try decoder.singleValueContainer().decode(String.self)
      return try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
    }
    let bytes = try Data(contentsOf: file)
    #expect(bytes.last == 0x0A)
    return try bytes.split(separator: 0x0A).map { try decoder.decode(Notice.self, from: $0) }
  }

  @Test func theFileNotifierAppendsLines() async throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "notices.jsonl")
    try await FileNotifier(file: file).deliver(notice(1))
    try await FileNotifier(file: file).deliver(notice(2))
    try await FileNotifier(file: file).deliver(notice(2))
    let ids = try lines(file).map(\.id)
    #expect(ids == [notice(1).id, notice(2).id, notice(2).id])
    #expect(try lines(file)[0].content == notice(1).content)
    #expect(try String(contentsOf: file, encoding: .utf8).contains("\"2026-11-21T09:00:00.123Z\""))
    #expect(try lines(file)[0].date.millisecondsSince1970 == notice(1).date.millisecondsSince1970)
  }

  @Test func notifiersAtOnceLoseNoLine() async throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "notices.jsonl")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 { group.addTask { try await FileNotifier(file: file).deliver(notice(number)) } }
      try await group.waitForAll()
    }
    let ids = try lines(file).map(\.id)
    #expect(Set(ids) == Set((0..<20).map { notice($0).id }) && ids.count == 20)
  }

  @Test func aLineCutShortDoesNotSpoilTheNext() async throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "notices.jsonl")
    try Data(#"{"cut":"#.utf8).write(to: file)
    try await FileNotifier(file: file).deliver(notice(1))
    let bytes = try Data(contentsOf: file).split(separator: 0x0A)
    #expect(bytes.count == 2 && bytes[0] == Data(#"{"cut":"#.utf8))
  }

  @Test func anUnwritableFileIsUnavailable() async throws {
    let folder = try TemporaryFolder()
    let error = await #expect(throws: StoreError.self) {
      try await FileNotifier(file: folder.url.appending(path: "missing/notices.jsonl")).deliver(notice(1))
    }
    #expect(error?.code == .unavailable)
  }
}
