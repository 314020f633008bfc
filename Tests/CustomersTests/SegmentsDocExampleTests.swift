import Customers
import Foundation
import Testing

/// The programs of the pages `Segments.md` and `LifeCycle.md` do what the pages say, and are the text on the pages.
@Suite struct SegmentsDocExampleTests {
  private let directory = CustomerDirectory(store: InMemoryStore())
  private let me = Author(.staff, "anna")

  @Test func whoHasGoneQuiet() async throws {
    let acme = try await directory.create(.organisation, by: me) {
      $0.legalName = "Acme"
      $0.tags = ["Key Account"]
    }
    _ = try await directory.create(.organisation, by: me) { $0.legalName = "Bolt" }
    let now = directory.environment.now()
    for day in [200.0, 150] {
      let line = PurchaseLine(amount: Money(minorUnits: 80_000, currency: .eur))
      let purchase = Purchase(
        id: directory.environment.id(), customer: acme.id, date: now - day * 86_400, currency: .eur, lines: [line])
      try await directory.record(purchase, by: me)
    }
    let (members, verdict, next) = try await watchTheBase(of: directory, by: me)
    #expect(members.map(\.customer) == [acme.id])
    #expect(verdict.isMember && verdict.explanation?.leaves.contains { $0.actual == .integer(2) } == true)
    #expect(next != nil)
  }

  @Test func whoSigns() async throws {
    let kim = try await directory.create(.person, by: me) {
      $0.personName = PersonName(given: "Kim")
      $0.contactPoints = [ContactPoint(.email(try EmailAddress("kim@example.com")))]
    }
    let (refusal, stages) = try await accompany(kim.id, in: directory, by: me)
    #expect(refusal?.missing == ["paid"])
    #expect(stages == [.lead, "trial", .customer])
  }

  @Test(arguments: ["Segments", "LifeCycle"])
  func thePageShowsTheProgramThatIsTested(_ page: String) throws {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    let program = try String(contentsOf: folder.appending(path: "\(page)DocExample.swift"), encoding: .utf8)
    folder.deleteLastPathComponent()
    folder.deleteLastPathComponent()
    let text = try String(
      contentsOf: folder.appending(path: "Documentation/CRM.docc/\(page).md"), encoding: .utf8)
    #expect(text.contains("```swift\n\(program)```"))
  }
}
