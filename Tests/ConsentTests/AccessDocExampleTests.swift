import Testing

/// Runs the example of the article *Answering access requests*, which stands word for word in
/// `AnsweringAccessRequestsDocExample.swift`.
@Suite struct AccessDocExampleTests {
  @Test func aPageTablesAndAGap() async throws {
    let answer = try await answerAccess()
    #expect(answer.page.contains("Gray") && answer.page.contains("Yes, send me news."))
    #expect(answer.tables == 1)
    #expect(answer.gap == "no personal data declared for memberships.member")
  }
}
