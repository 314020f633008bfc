import Foundation

/// The rules: functions of the value, of `now` and of who acts. Each thing that happens adds one entry to the log.
extension SubjectRequest {
  /// Who stands in the log for what time does.
  static let clock = Author.rule("rights.deadlines")

  /// Moves it along its life cycle.
  mutating func move(
    to next: RequestState, at now: Date, by author: Author, because reason: Reason? = nil
  ) throws(IllegalTransition) {
    guard mayBecome(next) else { throw IllegalTransition(id, from: state, to: next) }
    note(.moved, to: next, at: now, by: author, because: reason)
    stateBeforeExpiry = next == .expired ? state : nil
    state = next
    if next.isClosed {
      alarms = []
      code = nil
      let days = next == .complete ? fulfilment?.order.documentDays ?? 0 : 0
      fulfilment?.documentsEnd = now.addingTimeInterval(86_400 * Double(days))
    }
  }

  /// Does what time alone does until an instant: warnings, and the end of the time. Each stands in the log at its own moment, so it
  /// does not matter when, by whom or how often this is called.
  mutating func catchUp(to now: Date) {
    while let alarm = alarms.first, alarm.moment <= now {
      alarms.removeFirst()
      let reason = Reason(RequestCode.daysLeft, ["days": .integer(Int64(alarm.daysLeft))])
      if alarm.daysLeft > 0 {
        note(.warned, to: state, at: alarm.moment, by: Self.clock, because: reason)
      } else if mayBecome(.expired) {
        note(.moved, to: .expired, at: alarm.moment, by: Self.clock, because: Reason(RequestCode.timeRanOut))
        stateBeforeExpiry = state
        state = .expired
      }
    }
  }

  /// Takes a check of who asks into account: the state follows, and where the law counts from here the time does.
  mutating func identify(
    _ check: IdentityCheck, at now: Date, by author: Author, deadline: (Date) -> RequestDeadline, warning days: [Int]
  ) throws(IllegalTransition) {
    var check = check
    check.date = now
    check.author = author
    guard check.isPassed else {
      if standing == .received { try move(to: .identityCheck, at: now, by: author) }
      guard standing == .identityCheck else { throw IllegalTransition(id, from: state, to: .identityCheck) }
      note(.identityFailed, to: state, at: now, by: author, because: RequestCode.checked(check))
      identity.append(check)
      return
    }
    try move(to: .pending, at: now, by: author, because: RequestCode.checked(check))
    identity.append(check)
    code = nil
    let counted = deadline(now)
    guard counted.end > self.deadline.end else { return }
    setDeadline(counted, warning: days, at: now)
  }

  /// Extends the time, once and within the first time.
  mutating func extend(
    to later: RequestDeadline, _ notice: ExtensionNotice, warning days: [Int], at now: Date, by author: Author
  ) throws(RequestRefusal) {
    guard isOpen, state != .expired, now < deadline.end, notice.date < deadline.end else { throw .tooLate }
    guard extensionNotice == nil else { throw .extendedBefore }
    guard !notice.reasons.isEmpty, notice.date <= now, notice.date >= receivedAt else { throw .noticeMissing }
    guard later.end > deadline.end else { throw .notExtendable }
    extensionNotice = notice
    let reasons = notice.reasons.map(\.rawValue)
    note(
      .extended, to: state, at: now, by: author,
      because: Reason(RequestCode.extended, ["until": .day(later.day), "reasons": .choices(reasons.sorted())]))
    setDeadline(later, warning: days, at: now)
  }

  /// Writes down what came of a step. A step that is done stays done.
  ///
  /// - Parameters:
  ///   - name: the step.
  ///   - outcome: what came of it.
  ///   - now: when.
  ///   - author: who did it.
  ///   - evidence: what shows that it is done.
  ///   - retry: before when the system does not try a failed one again.
  mutating func settle(
    _ name: ParticipantName, _ outcome: StepOutcome, at now: Date, by author: Author,
    evidence: [String: FieldValue] = [:], retry: Date? = nil
  ) throws {
    guard let place = try openPlace(of: name) else { return }
    let wasFailing = steps.contains { $0.status == .failed }
    steps[place].date = now
    steps[place].question = nil
    steps[place].notBefore = retry
    steps[place].participant = nil
    var details: [String: FieldValue] = ["step": .choice(name.rawValue)]
    switch outcome {
    case .done:
      steps[place].status = .done
      steps[place].failure = nil
      details.merge(evidence) { $1 }
      note(.stepDone, to: state, at: now, by: author, because: Reason(RequestCode.stepDone, details))
      if wasFailing { try recover(at: now, by: author) }
    case .failed(let code, let participant):
      steps[place].status = .failed
      steps[place].failure = code
      steps[place].participant = participant
      details["participant"] = participant.map { .choice($0.rawValue) }
      steps[place].failures += 1
      details["code"] = .choice(code.rawValue)
      note(.stepFailed, to: state, at: now, by: author, because: Reason(RequestCode.stepFailed, details))
      if standing == .inProgress { try move(to: .partiallyDone, at: now, by: author) }
    }
  }

  /// Leaves a step open until a moment, or until a person has said something.
  mutating func hold(
    _ name: ParticipantName, until date: Date? = nil, asking question: Reason? = nil, at now: Date, by author: Author
  ) throws {
    guard let place = try openPlace(of: name) else { return }
    steps[place].notBefore = date
    if steps[place].status == .failed {
      steps[place].status = .waiting
      steps[place].failure = nil
      steps[place].participant = nil
      try recover(at: now, by: author)
    }
    guard let question, steps[place].question != question else { return }
    steps[place].question = question
    note(.asked, to: state, at: now, by: author, because: question)
  }

  /// Goes on as in progress where no step is failed any more.
  private mutating func recover(at now: Date, by author: Author) throws {
    guard standing == .partiallyDone, !steps.contains(where: { $0.status == .failed }) else { return }
    try move(to: .inProgress, at: now, by: author)
  }

  /// The place of a step that is not done; `nil` if it is done.
  private func openPlace(of name: ParticipantName) throws -> Int? {
    guard let place = steps.firstIndex(where: { $0.name == name }) else { throw RequestRefusal.unknownStep }
    guard standing == .inProgress || standing == .partiallyDone else {
      throw IllegalTransition(id, from: state, to: .partiallyDone)
    }
    return steps[place].status == .done ? nil : place
  }

  /// Whether another request asks for the same: the same right and matter, of the same person, or of a common contact point where
  /// one of the two knows no person.
  func repeats(_ other: SubjectRequest) -> Bool {
    guard right == other.right, matter == other.matter, other.isOpen else { return false }
    // Nobody showed who they are in time: whoever asks now is not to be kept from it.
    if other.state == .expired, !other.isVerified { return false }
    if let party = subject.party, let known = other.subject.party { return party == known }
    return !Set(subject.points).isDisjoint(with: other.subject.points)
  }

  private mutating func setDeadline(_ deadline: RequestDeadline, warning days: [Int], at now: Date) {
    self.deadline = deadline
    alarms = RequestAlarm.alarms(of: deadline, warning: days, after: now)
  }

  /// Adds an entry to the log, never before the last one: a clock that was set back changes no order.
  mutating func note(
    _ kind: RequestLogEntry.Kind, to next: RequestState, at now: Date, by author: Author, because reason: Reason? = nil
  ) {
    let date = max(now, log.last?.date ?? now)
    log.append(RequestLogEntry(date: date, author: author, kind: kind, from: state, to: next, reason: reason))
  }
}
