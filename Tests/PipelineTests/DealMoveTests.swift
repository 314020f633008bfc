import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct DealMoveTests {
  /// Random walks: whatever is asked for, the history stays contiguous, its parts sum up, and a refusal changes nothing.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func historyIsContiguousAndSumsUp(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let policies: [MovePolicy] = [
      .free, .strict, MovePolicy(allowsBackward: false), MovePolicy(allowsSkipping: false),
      MovePolicy(allowsReopening: false),
    ]
    let pipeline = Fixture.pipeline(policy: policies[Int(seed) % policies.count])
    var deal = try Fixture.deal()
    var now = Fixture.start
    var moves = 0
    for _ in 0..<80 {
      now = now.addingTimeInterval(Double(Int.random(in: -1...50, using: &generator)) * 3_600.125)
      let target = Fixture.stageIDs.randomElement(using: &generator) ?? "new"
      let facts: MoveFacts = Bool.random(using: &generator) ? .lost(.price) : MoveFacts()
      let before = deal
      let problems = deal.problems(movingTo: target, in: pipeline, at: now, facts: facts)
      do throws(MoveViolation) {
        deal = try deal.moving(to: target, in: pipeline, at: now, by: Fixture.author, facts: facts)
        moves += 1
        #expect(problems.isEmpty, "seed \(seed)")
        #expect(deal.stage == target, "seed \(seed)")
      } catch {
        #expect(deal == before, "seed \(seed)")
        #expect(error.problems == problems && !problems.isEmpty, "seed \(seed)")
      }
      #expect(deal.problems(in: pipeline) == [], "seed \(seed)")
      now = max(now, deal.history.current.entered)
      try expectContiguous(deal.history, at: now, seed: seed)
    }
    #expect(deal.history.entries.count == moves + 1, "seed \(seed)")
  }

  private func expectContiguous(_ history: StageHistory, at now: Date, seed: UInt64) throws {
    let entries = history.entries
    #expect(entries.last?.left == nil, "seed \(seed)")
    for (entry, next) in zip(entries, entries.dropFirst()) {
      #expect(entry.left == next.entered && entry.entered <= next.entered, "seed \(seed)")
    }
    #expect((try? StageHistory(restoring: entries)) == history, "seed \(seed)")
    let total = Fixture.stageIDs.reduce(0) { $0 + history.time(in: $1, at: now) }
    #expect(abs(total - now.timeIntervalSince(history.started)) < 0.001, "seed \(seed)")
  }

  @Test func everythingThatIsMissingIsListed() throws {
    let asked: [EntryRequirement] = [
      .known(field: "deal.amount"), .known(field: "deal.name"), .known(field: "custom.budget"),
      .condition(name: "has a buyer", rule: .known("deal.customer")), .activity(kind: .meeting, times: 2),
      .approval(name: .discount), .approval(name: .legal),
    ]
    let pipeline = Fixture.pipeline(policy: .strict, requirements: ["proposal": asked])
    let deal = try Fixture.deal()
    let facts = MoveFacts(activities: [.meeting: 1], approvals: [.legal])
    let violation = #expect(throws: MoveViolation.self) {
      try deal.moving(
        to: "proposal", in: pipeline, at: Fixture.start.addingTimeInterval(-1), by: Fixture.author, facts: facts)
    }
    #expect(
      violation?.problems == [
        .beforeEntry, .skips(["qualified"]), .unmet(asked[0]), .unmet(asked[2]), .unmet(asked[3]), .unmet(asked[4]),
        .unmet(asked[5]),
      ])
    #expect(violation?.reasons.map(\.code).last == SalesReason.approvalNeeded)
  }

  @Test func whatIsAskedForAndThereLetsTheDealIn() throws {
    let pipeline = Fixture.pipeline(requirements: [
      "proposal": [
        .known(field: "deal.amount"), .known(field: "custom.budget"), .activity(kind: .meeting, times: 2),
        .condition(name: "has a buyer", rule: .known("deal.customer")), .approval(name: .discount),
      ]
    ])
    var deal = try Fixture.deal()
    deal.statedAmount = try Fixture.money(0)
    deal.customFields["budget"] = .integer(5)
    deal.customer = "customer"
    let facts = MoveFacts(activities: [.meeting: 2], approvals: [.discount])
    let moved = try deal.moving(to: "proposal", in: pipeline, at: Fixture.start, by: Fixture.author, facts: facts)
    #expect(moved.stage == "proposal")
  }

  @Test func losingNeedsAReasonAndOtherNeedsAText() throws {
    var pipeline = Fixture.pipeline()
    let deal = try Fixture.deal(in: "proposal")
    func problems(_ facts: MoveFacts) -> [MoveProblem] {
      deal.problems(movingTo: "lost", in: pipeline, at: Fixture.start, facts: facts)
    }
    #expect(problems(MoveFacts()) == [.lossReasonMissing])
    #expect(problems(.lost(.other, text: "  ")) == [.lossTextMissing])
    #expect(problems(.lost(.other, text: "moved to Mars")) == [])
    #expect(problems(.lost(.price)) == [])
    pipeline.lossReasons = [.competitor, .other]
    #expect(problems(.lost(.price)) == [.lossReasonUnknown(.price)])
  }

  @Test func losingKeepsTheStageBeforeAndReopeningClearsTheLoss() throws {
    let pipeline = Fixture.pipeline()
    let lost = try Fixture.deal(in: "proposal").moving(
      to: "lost", in: pipeline, at: Fixture.days(3), by: Fixture.author, facts: .lost(.price))
    #expect(lost.status == .lost)
    #expect(lost.loss == DealLoss(.price))
    #expect(lost.history.lastOpenStage == "proposal")
    #expect(lost.closed == CalendarDay("2026-11-05"))
    let again = try lost.moving(to: "proposal", in: pipeline, at: Fixture.days(4), by: Fixture.author)
    #expect(again.status == .open && again.loss == nil && again.closed == nil)
    #expect(again.timeInStage("proposal", at: Fixture.days(6)) == 5 * 86_400)
    #expect(again.timeInStage(at: Fixture.days(6)) == 2 * 86_400)
  }

  @Test func winningSetsTheDayInTheZoneOrTheDayGiven() throws {
    let pipeline = Fixture.pipeline()
    let late = Date("2026-11-05T23:30:00Z")
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    var deal = try Fixture.deal()
    deal.suspension = Suspension(reason: "budget", resumeOn: .max)
    let won = try deal.moving(
      to: "won", in: pipeline, at: late, by: Fixture.author, facts: MoveFacts(timeZone: zone))
    #expect(won.closed == CalendarDay("2026-11-06"))
    #expect(won.suspension == nil)
    let day = try #require(CalendarDay("2026-10-31"))
    let dated = try deal.moving(to: "won", in: pipeline, at: late, by: Fixture.author, facts: MoveFacts(closedOn: day))
    #expect(dated.closed == day)
  }

  @Test func policiesForbidWhatTheySay() throws {
    let strict = Fixture.pipeline(policy: .strict)
    let start = Fixture.start
    func problems(_ from: StageID, _ to: StageID) throws -> [MoveProblem] {
      try Fixture.deal(in: from).problems(movingTo: to, in: strict, at: start, facts: .lost(.price))
    }
    #expect(try problems("new", "qualified") == [])
    #expect(try problems("new", "negotiation") == [.skips(["qualified", "proposal"])])
    #expect(try problems("new", "won") == [.skips(["qualified", "proposal", "negotiation"])])
    #expect(try problems("negotiation", "won") == [])
    #expect(try problems("proposal", "new") == [.backward])
    #expect(try problems("new", "lost") == [])
    #expect(try problems("won", "new") == [.decided])
    #expect(try problems("won", "lost") == [.decided])
    #expect(try problems("new", "new") == [.sameStage])
    #expect(try problems("new", "elsewhere") == [.unknownStage("elsewhere")])
  }
}
