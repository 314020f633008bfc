import Foundation

extension RightsDesk {
  /// Makes a one-time code for a contact point that was known before the request came. Send it there (purpose ``Purpose/rights``),
  /// and nowhere else.
  ///
  /// - Parameters:
  ///   - id: the request.
  ///   - point: one of the contact points of its ``SubjectRequest/subject``.
  ///   - author: who writes it down.
  /// - Returns: the code, which is kept nowhere.
  /// - Throws: ``IdentityRefusal``; ``IllegalTransition`` if nothing is to be checked any more; `StoreError`.
  public func issueCode(
    for id: Identifier<SubjectRequest>, to point: ContactPoint.Value, by author: Author
  ) async throws -> IssuedCode {
    let request = try await store.perform { try await prepareIssueCode(for: id, to: point, by: author) }
    return IssuedCode(request: request, code: request.code.map { code(of: request, $0) } ?? "")
  }

  private func prepareIssueCode(
    for id: Identifier<SubjectRequest>, to point: ContactPoint.Value, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    let digest = ledger.digester.digest(of: point)
    return try await prepare(id, by: author, reason: "rights.code") { request, now in
      if request.standing != .identityCheck { try request.move(to: .identityCheck, at: now, by: author) }
      guard request.subject.points.contains(digest) else { throw IdentityRefusal.unknownPoint }
      if let last = request.code, now < last.issued.addingTimeInterval(60) { throw IdentityRefusal.tooSoon }
      guard request.codesIssued < Self.codesPerRequest else { throw IdentityRefusal.tooMany }
      request.codesIssued += 1
      request.code = IdentityCode(
        point: digest, number: request.codesIssued, issued: now,
        expires: now.addingTimeInterval(60 * Double(codeMinutes)), attemptsLeft: Self.codeAttempts)
      let number = FieldValue.integer(Int64(request.codesIssued))
      request.note(
        .codeIssued, to: request.state, at: now, by: author,
        because: Reason(RequestCode.codeIssued, ["number": number]))
    }
  }

  /// Takes the code that the person gave. It is good once and for a time; a wrong one counts.
  ///
  /// - Parameters:
  ///   - id: the request.
  ///   - code: what the person typed; spaces and hyphens do not matter.
  /// - Returns: the request, pending.
  /// - Throws: ``IdentityRefusal/wrong``, ``IdentityRefusal/expired``; ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func confirm(_ id: Identifier<SubjectRequest>, code: String) async throws -> SubjectRequest {
    let given = Array(code.utf8.filter { $0 != 0x20 && $0 != 0x2D })
    let (request, refusal) = try await store.perform { try await prepareConfirm(id, given) }
    if let refusal { throw refusal }
    return request
  }

  /// A wrong code is written down as well, so the refusal is a value here.
  private func prepareConfirm(
    _ id: Identifier<SubjectRequest>, _ given: [UInt8]
  ) async throws -> Prepared<(SubjectRequest, IdentityRefusal?)> {
    var refusal: IdentityRefusal?
    let prepared = try await prepare(id, by: .dataSubject, reason: "rights.confirm") { request, now in
      guard request.mayBecome(.pending) else {
        throw IllegalTransition(id, from: request.state, to: .pending)
      }
      guard var known = request.code, known.attemptsLeft > 0, now < known.expires else {
        throw IdentityRefusal.expired
      }
      if HMACSHA256.constantTimeEqual(given, Array(self.code(of: request, known).utf8)) {
        var check = IdentityCheck(.oneTimeCode, point: known.point)
        check.compared = ["contactPoint"]
        try identify(&request, check, at: now, by: .dataSubject)
      } else {
        known.attemptsLeft -= 1
        request.code = known
        refusal = .wrong
        let left = FieldValue.integer(Int64(known.attemptsLeft))
        request.note(
          .codeFailed, to: request.state, at: now, by: .dataSubject,
          because: Reason(RequestCode.codeFailed, ["left": left]))
      }
    }
    return Prepared((prepared.value, refusal), changes: prepared.changes)
  }

  private func code(of request: SubjectRequest, _ code: IdentityCode) -> String {
    ledger.digester.identityCode(of: request.id, for: code.point, number: code.number)
  }
}
