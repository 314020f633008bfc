import CRMTesting
import Consent
import Foundation
import Testing

/// Two processes on one ledger, each with a clock that goes wrong in its own way. The seed of a failing run is in the message.
@Suite struct ConsentClockLawTests {
  private typealias Fixture = ConsentFixture

  /// 10,000 where CRM_SWEEP is set, 300 otherwise.
  private static let runs: UInt64 = ConsentHistories.isSweep ? 10_000 : 300
  private let news = ConsentScope(purpose: "marketing.news", channel: .email)

  @Test func afterAnAcknowledgedStopNothingIsPermittedUntilTheyAgreeAnew() async throws {
    let ann = try Fixture.address("ann")
    let subject = Fixture.digester.digest(of: ann)
    var (stopped, permitted) = (0, 0)
    for seed in 1...Self.runs {
      var generator = SeededGenerator(seed: seed)
      let store = InMemoryStore()
      let start = Date("2026-11-23T10:00:00Z")
      let processes = (0..<2).map { _ in
        Fixture(at: start.addingTimeInterval(Double(Int.random(in: -600...600, using: &generator))), store: store)
      }
      /// Whether the last that the person said, as the ledger acknowledged it, was a stop.
      var isStopped = false
      for _ in 0..<Int.random(in: 2...8, using: &generator) {
        let process = processes[Int.random(in: 0...1, using: &generator)]
        let steps = [-90_000.0, -600, -1, 0, 0, 1, 61, 3_600, 90_000]
        process.clock.advance(by: steps[Int.random(in: 0..<steps.count, using: &generator)])
        let told = steps[Int.random(in: 0..<steps.count, using: &generator)]
        switch Int.random(in: 0...5, using: &generator) {
        case 0, 1:
          try await process.ledger.optIn(
            .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form,
            date: process.clock.now.addingTimeInterval(told), by: .dataSubject)
          isStopped = false
        case 2:
          try await process.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
          isStopped = true
        case 3:
          try await process.ledger.withdraw(.email(ann), from: news, as: .objected, method: .form, by: .dataSubject)
          isStopped = true
        case 4:
          try await process.ledger.apply([.off("marketing.news", .email)], to: subject, by: .dataSubject)
          isStopped = true
        default:
          // Neither an opt-in of staff nor a release by an import says that the person agrees.
          try await process.ledger.optIn(
            .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .importRun,
            actor: .importRun, by: .importRun("list"))
        }
        for other in processes {
          let later = other.clock.now.addingTimeInterval(told)
          let snapshot = ConsentSnapshot(acts: try await other.ledger.acts(of: .email(ann)))
          let question = ConsentQuestion(subject: subject, channel: .email, context: Fixture.news())
          let now = try await other.ledger.decide(question).isPermitted
          let then = other.ledger.policies.decide(question, given: snapshot, at: later).isPermitted
          if isStopped {
            stopped += 1
            #expect(!now && !then, "seed \(seed)")
          } else if now || then {
            permitted += 1
          }
        }
      }
    }
    #expect(stopped > 100 && permitted > 100)
  }
}
