import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct WorkProgressTests {
  private func progress(_ done: Int, of total: Int?, after seconds: TimeInterval) -> WorkProgress {
    let started = CRMEnvironment.testStart
    return WorkProgress(
      phase: "import.rows", done: done, total: total, started: started, date: started.addingTimeInterval(seconds))
  }

  @Test func fraction() {
    #expect(progress(0, of: 4, after: 1).fraction == 0)
    #expect(progress(1, of: 4, after: 1).fraction == 0.25)
    #expect(progress(9, of: 4, after: 1).fraction == 1, "more than announced is all")
    #expect(progress(0, of: 0, after: 1).fraction == 1, "nothing to do is done")
    #expect(progress(3, of: nil, after: 1).fraction == nil)
  }

  @Test func rateAndRemaining() {
    #expect(progress(30, of: 120, after: 10).rate == 3)
    #expect(progress(30, of: 120, after: 10).remaining == 30)
    #expect(progress(30, of: 120, after: 0).rate == nil && progress(30, of: 120, after: 0).remaining == nil)
    #expect(progress(30, of: 120, after: -5).rate == nil, "the clock was set back")
    #expect(progress(0, of: 120, after: 10).rate == 0 && progress(0, of: 120, after: 10).remaining == nil)
    #expect(progress(120, of: 120, after: 10).remaining == 0 && progress(150, of: 120, after: 10).remaining == 0)
    #expect(progress(30, of: nil, after: 10).remaining == nil)
  }
}
