import Customers
import Foundation
import Synchronization
import Testing

/// Where the page's program puts its list.
final class WorkList: Sendable {
  private let kept = Mutex<[String]>([])
  func add(_ line: String) { kept.withLock { $0.append(line) } }
  var lines: [String] { kept.withLock { $0 } }
}

/// The program of the page `Documentation/CRM.docc/DataQuality.md` does what the page says. Imports the module and nothing else of
/// ours, as a host would.
@Suite struct DataQualityDocExampleTests {
  @Test func aBaseIsLookedAtRepairedAndLookedAtAgain() async throws {
    let clock = Mutex(Date(timeIntervalSince1970: 1_795_251_600))
    let live = CRMEnvironment.live
    let environment = CRMEnvironment(
      now: {
        clock.withLock { now in
          now += 1
          return now
        }
      }, uuid: { _ in live.uuid() }, seed: { 1 })
    let directory = CustomerDirectory(store: InMemoryStore(environment: environment), environment: environment)
    let me = Author(.staff, "anna")
    try await directory.create(.organisation, by: me) {
      $0.legalName = "Acme Ltd"
      $0.organisation = OrganisationFacts(industry: "technolgy", employees: 5)
      $0.contactPoints = [ContactPoint(.email(try EmailAddress("sales@gmial.com")))]
      $0.customFields = ["country": .text("Philipines"), "region": .text("n/a")]
    }
    let (before, work, trend) = try await lookAtTheData(of: directory, by: me)
    #expect(before.issues.count { $0.repair != nil } == 4)
    #expect(work.contains("customer.industry: “technolgy” is a misspelling of “technology”. Write “technology”."))
    #expect(work.contains("custom.region: A placeholder stands in for a value. Remove the placeholder."))
    #expect(trend.resolved.count == 4 && trend.appeared.isEmpty && (trend.scoreChange ?? 0) > 0)
    let acme = try #require(await directory.customers(named: "acme").items.first)
    #expect(acme.customFields["country"] == .text("Philippines") && acme.customFields["region"] == nil)
    #expect(acme.organisation?.industry == "technology")
  }
}
