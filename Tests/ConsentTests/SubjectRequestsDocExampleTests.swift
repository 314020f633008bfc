import Consent
import Testing

/// Runs the example of the article *Answering a data subject*, which stands word for word in `SubjectRequestsDocExample.swift`.
@Suite struct SubjectRequestsDocExampleTests {
  @Test func fromALetterToTheAnswer() async throws {
    let (mayBeSent, due, states, log) = try await answeringAnn()
    #expect(mayBeSent && due == "2026-12-23")
    #expect(states == [.partiallyDone, .complete])
    #expect(
      log == [
        "rights.received", "rights.identityCheck", "rights.codeIssued", "rights.pending", "rights.approved",
        "rights.inProgress", "rights.stepDone", "rights.stepFailed", "rights.partiallyDone", "rights.inProgress",
        "rights.stepDone", "rights.complete",
      ])
  }
}
