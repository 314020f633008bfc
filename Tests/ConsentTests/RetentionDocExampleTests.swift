import Foundation
import Testing

/// The program of the page Retention does what the page says.
@Suite struct RetentionDocExampleTests {
  @Test func keepsForALawsuitAndDeletesAfterwards() async throws {
    let outcome = try await keepAndDelete()
    #expect(outcome.due.count == 1)
    #expect(outcome.due.first?.contains("“de.vouchers” is over") ?? false)
    #expect(outcome.orders == [1, 0])
    #expect(outcome.missing.contains { $0.hasPrefix("The purpose bookkeeping is not described") })
  }
}
