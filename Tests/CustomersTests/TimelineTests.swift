import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct TimelineTests {
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author.system
  private let now = CRMEnvironment.testStart

  init() {
    let environment = CRMEnvironment.fixed()
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func customer(_ name: String) async throws -> Identifier<Customer> {
    try await directory.create(.organisation, by: author) { $0.legalName = name }.id
  }

  /// Fills two timelines at random and gives back what the first should show, newest first.
  private func fill(_ acme: Identifier<Customer>, _ other: Identifier<Customer>, seed: UInt64) async throws
    -> [Interaction]
  {
    var generator = SeededGenerator(seed: seed)
    let kinds: [InteractionKind] = [.call, .email, .note]
    var all: [Interaction] = []
    for number in 0..<60 {
      // Few moments, so that many contacts fall on the same one.
      let date = now.addingTimeInterval(Double(Int.random(in: 0..<20, using: &generator)))
      let kind = kinds[Int.random(in: 0..<3, using: &generator)]
      let isOurs = Bool.random(using: &generator)
      let interaction = Interaction(
        id: Identifier(derivedFrom: "i", "\(number)"), customer: isOurs ? acme : other, kind: kind, date: date)
      try await directory.log(interaction, by: author)
      if isOurs { all.append(interaction) }
    }
    return all.sorted { ($0.date, $0.id) > ($1.date, $1.id) }
  }

  private func read(
    _ customer: Identifier<Customer>, _ filter: TimelineFilter, limit: Int
  ) async throws -> [Interaction] {
    var all: [Interaction] = []
    var cursor: PageCursor?
    repeat {
      let page = try await directory.timeline(of: customer, filter, limit: limit, after: cursor)
      #expect(page.items.count <= limit)
      all += page.items
      cursor = page.next
    } while cursor != nil
    return all
  }

  @Test func aTimelineIsReadNewestFirstInPagesWithFilters() async throws {
    for seed in UInt64(1)...6 {
      let acme = try await customer("Acme \(seed)")
      let other = try await customer("Other \(seed)")
      let store = InMemoryStore(environment: .fixed(seed: seed))
      let directory = CustomerDirectory(store: store, environment: .fixed(seed: seed))
      _ = directory
      let expected = try await TimelineTests(seed: seed).check(acme: "acme", other: "other", seed: seed)
      #expect(expected, "seed \(seed)")
      _ = (acme, other)
    }
  }
}
