import CRM
import Foundation
import Testing

/// The program of "Answering a data subject" does what the page says.
@Suite struct DataSubjectDocExampleTests {
  @Test func annReadsAndIsErased() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "subject-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let answer = try await answerAnn(in: folder)
    #expect(answer.page.contains("Annabell") && answer.page.contains("Shop Ltd, 1 Example Street"))
    #expect(answer.page.contains("Yes, news."))
    #expect(answer.states == [.inProgress, .complete])
    #expect(answer.left == [])
    #expect(answer.isRefused)
  }
}
