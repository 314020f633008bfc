import CRMTesting
import Consent
import Foundation
import Testing

/// Who asks: one-time codes and other checks.
@Suite struct RequestIdentityTests {
  private typealias Fixture = RightsFixture

  private func code(_ fixture: RightsFixture, _ id: Identifier<SubjectRequest>) async throws -> String {
    try await fixture.desk.issueCode(for: id, to: Fixture.point(), by: Fixture.staff).code
  }

  @Test func aCodeToAKnownContactPointShowsWhoAsks() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    let code = try await code(fixture, request.id)
    #expect(code.count == 8 && code.allSatisfy(\.isNumber))
    let spaced = code.prefix(4) + " " + code.suffix(4)
    let verified = try await fixture.desk.confirm(request.id, code: String(spaced))
    #expect(verified.state == .pending && verified.isVerified && verified.code == nil)
    #expect(verified.identity.map(\.method) == [.oneTimeCode])
    // Once.
    await #expect(throws: IllegalTransition(request.id, from: .pending, to: .pending)) {
      try await fixture.desk.confirm(request.id, code: code)
    }
  }

  @Test func theCodeIsKeptNowhere() async throws {
    let store = InMemoryStore()
    let fixture = RightsFixture(store: store)
    let request = try await fixture.receive()
    let code = try await code(fixture, request.id)
    for commit in try store.history(after: nil, limit: 100) {
      for record in try commit.records(of: SubjectRequest.self) {
        #expect(!String(decoding: try JSONEncoder().encode(record), as: UTF8.self).contains(code))
      }
      for event in try commit.records(of: Event.self) {
        #expect(!String(decoding: try JSONEncoder().encode(event), as: UTF8.self).contains(code))
      }
    }
  }

  @Test func codesOfOtherRequestsPointsAndNumbersDiffer() async throws {
    let fixture = RightsFixture()
    let first = try await fixture.receive(.access, fixture.key(Fixture.ann, "ann", "work"))
    let second = try await fixture.receive(.erasure, fixture.key(Fixture.ann, "ann", "work"))
    var codes = [try await code(fixture, first.id), try await code(fixture, second.id)]
    fixture.clock.advance(by: 60)
    codes.append(try await code(fixture, first.id))
    fixture.clock.advance(by: 60)
    codes.append(
      try await fixture.desk.issueCode(for: first.id, to: Fixture.point("work"), by: Fixture.staff).code)
    #expect(Set(codes).count == 4)
    await #expect(throws: IdentityRefusal.wrong) { try await fixture.desk.confirm(first.id, code: codes[0]) }
  }

  @Test func anAddressThatNobodyKnewShowsNothing() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    await #expect(throws: IdentityRefusal.unknownPoint) {
      try await fixture.desk.issueCode(for: request.id, to: Fixture.point("somebody"), by: Fixture.staff)
    }
    #expect(try await fixture.desk.request(request.id) == request)
  }

  @Test func guessingIsCutOff() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    let code = try await code(fixture, request.id)
    let wrong = code == "00000000" ? "00000001" : "00000000"
    for left in (0..<RightsDesk.codeAttempts).reversed() {
      await #expect(throws: IdentityRefusal.wrong) { try await fixture.desk.confirm(request.id, code: wrong) }
      #expect(try await fixture.desk.request(request.id).code?.attemptsLeft == left)
    }
    await #expect(throws: IdentityRefusal.expired) { try await fixture.desk.confirm(request.id, code: code) }
    for _ in 1..<RightsDesk.codesPerRequest {
      await #expect(throws: IdentityRefusal.tooSoon) { try await self.code(fixture, request.id) }
      fixture.clock.advance(by: 60)
      _ = try await self.code(fixture, request.id)
    }
    fixture.clock.advance(by: 60)
    await #expect(throws: IdentityRefusal.tooMany) { try await self.code(fixture, request.id) }
  }

  @Test func aCodeHasItsTime() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    let code = try await code(fixture, request.id)
    fixture.clock.advance(by: 3_600)
    await #expect(throws: IdentityRefusal.expired) { try await fixture.desk.confirm(request.id, code: code) }
    await #expect(throws: IdentityRefusal.expired) { try await fixture.desk.confirm(request.id, code: "") }
  }

  @Test func guessesAtTheSameMomentAllCount() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    let code = try await code(fixture, request.id)
    let wrong = code == "00000000" ? "00000001" : "00000000"
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask { _ = try? await fixture.desk.confirm(request.id, code: wrong) }
      }
    }
    #expect(try await fixture.desk.request(request.id).code?.attemptsLeft == RightsDesk.codeAttempts - 4)
  }

  @Test func whatWasComparedIsKeptAndNeverTheDocument() async throws {
    let fixture = RightsFixture()
    let request = try await fixture.receive()
    for value in ["AB 123456", "1970-01-01", "ann@example.com", "Ann Lee", "", String(repeating: "a", count: 41)] {
      let check = IdentityCheck(.document, compared: [FieldName(value)])
      let error = await #expect(throws: ValidationError.self) {
        try await fixture.desk.verify(request.id, check, by: Fixture.staff)
      }
      #expect(error?.problems.map(\.field) == ["compared[0]"])
      #expect(value.isEmpty || error?.description.contains(value) == false)
    }
    await #expect(throws: ValidationError.self) {
      try await fixture.desk.verify(request.id, IdentityCheck(.oneTimeCode), by: Fixture.staff)
    }
    let check = IdentityCheck(.document, compared: ["name", "customer.birthDate"], isPassed: false)
    let failed = try await fixture.desk.verify(request.id, check, by: Fixture.staff)
    #expect(failed.state == .identityCheck && !failed.isVerified && failed.identity.count == 1)
    #expect(failed.log.last?.kind == .identityFailed)
    let passed = try await fixture.desk.verify(
      request.id, IdentityCheck(.callBack, compared: ["phone"]), by: Fixture.staff)
    #expect(passed.state == .pending && passed.identity.last?.author == Fixture.staff)
    #expect(passed.identity.last?.date == fixture.clock.now)
  }

  @Test func theAnswerMayBeSentWhateverWasStopped() async throws {
    let fixture = RightsFixture()
    try await fixture.ledger.withdraw(Fixture.point(), method: .form, by: .dataSubject)
    let context = MessageContext(.securityLegal, purpose: .rights, jurisdictions: ["DE"])
    func decide() async throws -> ConsentDecision {
      try await fixture.ledger.decide(context, to: Fixture.point(), through: .email)
    }
    #expect(try await !decide().isPermitted)
    let request = try await fixture.receive()
    #expect(try await decide().isPermitted)
    // Nothing else may.
    for other in MessageClass.allCases where other != .securityLegal {
      let promotion = MessageContext(other, purpose: "marketing.news", jurisdictions: ["DE"])
      #expect(try await !fixture.ledger.decide(promotion, to: Fixture.point(), through: .email).isPermitted)
    }
    // A restriction leaves the duty to answer; death does not.
    fixture.clock.advance(by: 1)
    try await fixture.ledger.restrict(request.subject, because: .objectionPending, by: Fixture.staff)
    #expect(try await decide().isPermitted)
    try await fixture.ledger.restrict(request.subject, because: .deceased, by: Fixture.staff)
    #expect(try await decide().codes.contains(ConsentCode.deceased))
  }
}
