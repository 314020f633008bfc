import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct SalesPipelineTests {
  @Test func aUsablePipelineHasNoProblems() {
    #expect(Fixture.pipeline().problems == [])
  }

  @Test func allProblemsAtOnce() {
    var pipeline = Fixture.pipeline()
    pipeline.name = " "
    pipeline.stages = [
      Stage("a", name: "A", probability: 2),
      Stage("a", name: "", category: .won, rottingLimit: 0),
      Stage("b", name: "B", requirements: [.known(field: "deal.nonsense"), .activity(kind: .call, times: 0)]),
      Stage(" ", name: "C", expectedDuration: -1),
    ]
    let fields = pipeline.problems.map(\.field)
    #expect(
      fields == [
        "name", "stages[0].probability", "stages[1].id", "stages[1].name", "stages[1].rottingLimit",
        "stages[2].requirements[0]", "stages[2].requirements[1].times", "stages[3].id", "stages[3].expectedDuration",
        "stages",
      ])
    #expect(pipeline.problems.last?.reason.code == SalesReason.categoryWithoutStage)
    #expect(throws: ValidationError.self) { try pipeline.validate() }
  }

  @Test(arguments: [0, 1, 0.5] as [Proportion])
  func probabilitiesFromNoneToOneAreFine(probability: Proportion) {
    #expect(Stage("a", name: "A", probability: probability).problems(in: Fixture.pipeline()) == [])
  }

  @Test func everyReasonHasASentenceInFourLanguages() {
    for (code, sentences) in SalesDesk.phrases.sentences {
      #expect(Set(sentences.keys) == ["en", "ru", "uk", "zh"], "\(code)")
    }
    let problems: [MoveProblem] = [
      .otherPipeline, .unknownStage("a"), .retiringStage("a"), .sameStage, .beforeEntry, .backward, .skips(["a"]),
      .decided, .unmet(.known(field: "deal.amount")), .unmet(.approval(name: .legal)),
      .unmet(.activity(kind: .call, times: 1)), .lossReasonMissing, .lossReasonUnknown(.price), .lossTextMissing,
    ]
    for problem in problems { #expect(SalesDesk.phrases.sentences[problem.reason.code] != nil, "\(problem)") }
    let sentence = SalesDesk.phrases.sentence(for: MoveProblem.skips(["a", "b"]).reason)
    #expect(sentence == "These stages may not be left out: a, b.")
  }

  @Test func recordsKeepTheirFormInJSON() throws {
    let pipeline = Fixture.pipeline(
      policy: .strict,
      requirements: [
        "proposal": [
          .known(field: "deal.amount"), .activity(kind: .meeting, times: 2), .approval(name: .discount),
          .condition(name: "big", rule: .known("deal.customer")),
        ]
      ])
    let decoded = try JSONDecoder().decode(SalesPipeline.self, from: JSONEncoder().encode(pipeline))
    #expect(decoded == pipeline)
  }
}

extension Stage {
  fileprivate func problems(in pipeline: SalesPipeline) -> [FieldProblem] {
    var copy = pipeline
    copy.stages.append(self)
    return copy.problems
  }
}
