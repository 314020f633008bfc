import CRMCore
import CRMTesting
import Campaigns
import Consent
import Foundation
import Testing

@Suite struct CampaignRulesTests {
  func campaign() -> Campaign {
    Campaign(
      id: "c", name: "C", audience: CampaignAudience(added: ["customer"]),
      context: MessageContext(.marketing, purpose: "marketing"), createdAt: CRMEnvironment.testStart)
  }

  @Test func onlyDeclaredStatusesFollow() throws {
    for from in CampaignStatus.allCases {
      for to in CampaignStatus.allCases {
        #expect(from.next.contains(to) == allowed.contains("\(from)-\(to)"), "\(from) to \(to)")
      }
    }
    let error = #expect(throws: CampaignViolation.self) { try campaign().moving(to: .finished) }
    #expect(error?.reasons.map(\.code) == [CampaignViolation.Code.wrongStatus])
  }

  private let allowed: Set<String> = [
    "draft-approved", "draft-cancelled", "approved-draft", "approved-running", "approved-cancelled", "running-paused",
    "running-finished", "running-cancelled", "paused-running", "paused-cancelled",
  ]

  @Test func allProblemsAreNamedAtOnce() {
    var bad = campaign()
    bad.name = ""
    bad.audience = CampaignAudience()
    bad.startsAt = CRMEnvironment.testStart
    bad.endsAt = CRMEnvironment.testStart
    #expect(bad.problems.map(\.field) == ["name", "audience", "endsAt"])
    let error = #expect(throws: CampaignViolation.self) { try bad.moving(to: .approved) }
    #expect(error?.reasons.count == 3)
  }

  @Test func mergeTextFillsItsPlaces() throws {
    let text = try MergeText("Dear {{ a }}, {{b|default:\"friend\"}}{{ a }}{{ c | default: '' }}!")
    #expect(try text.rendered { ["a": "Ann"][$0] } == "Dear Ann, friendAnn!")
    #expect(text.fields == ["a", "b", "c"])
    let error = #expect(throws: ContentProblem.self) { try text.rendered { _ in nil } }
    #expect(error?.missingFields == ["a"])
  }

  @Test(arguments: ["{{ open", "a\n{{ }}", "{{ a | upcase }}", "{{ a b }}", "{{ a | default: x }}"])
  func mergeTextRefusesWhatItCannotRead(_ source: String) {
    let error = #expect(throws: MergeText.SyntaxError.self) { try MergeText(source) }
    #expect(error?.line == (source.contains("\n") ? 2 : 1))
  }

  @Test func everyReasonHasASentenceInFourLanguages() {
    for (code, sentences) in CampaignDesk.phrases.sentences {
      #expect(Set(sentences.keys) == ["en", "ru", "uk", "zh"], "\(code)")
    }
  }
}
