import Testing

/// Runs the example of the article *Consent*, which stands word for word in `ConsentDocExample.swift`.
@Suite struct ConsentDocExampleTests {
  @Test func newsletterFromSignUpToUnsubscribe() async throws {
    let outcome = try await newsletter()
    #expect(outcome.delivered == 1)
    #expect(outcome.reasons.contains("The person does not want these messages."))
    #expect(!outcome.sentAfterwards)
  }
}
