public import CRMCore
public import Foundation

extension FollowUp {
  /// Everything that is wrong with the follow-up: nothing to do, negative reminder offsets, a close without a moment, a
  /// recurrence with problems.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if what.trimmedOrNil == nil { problems.append(FieldProblem("what", FieldProblem.Code.missing)) }
    for (index, offset) in reminderOffsets.enumerated() where offset < 0 {
      problems.append(
        FieldProblem("reminderOffsets[\(index)]", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
    }
    problems += (recurrence?.problems() ?? []).map {
      FieldProblem("recurrence.\($0.field)", $0.reason.code, $0.reason.arguments)
    }
    if isOpen != (closedAt == nil) {
      problems.append(FieldProblem("closedAt", FieldProblem.Code.contradicts, ["other": .text("state")]))
    }
    return problems
  }

  /// The follow-up as done.
  ///
  /// - Parameters:
  ///   - outcome: what came of it.
  ///   - next: the follow-up that comes out of it.
  ///   - now: the moment.
  /// - Throws: ``FollowUpViolation/notOpen(_:)``.
  public func completing(
    outcome: String? = nil, next: Identifier<FollowUp>? = nil, at now: Date
  ) throws(FollowUpViolation) -> FollowUp {
    var copy = try closing(.done, outcome: outcome, at: now)
    copy.next = next
    return copy
  }

  /// The follow-up as not to be done any more.
  ///
  /// - Throws: ``FollowUpViolation/notOpen(_:)``.
  public func cancelling(reason: String? = nil, at now: Date) throws(FollowUpViolation) -> FollowUp {
    try closing(.cancelled, outcome: reason, at: now)
  }

  /// The follow-up put off: it reminds at `moment` and counts as due from then on.
  ///
  /// - Throws: ``FollowUpViolation/notOpen(_:)``, or ``FollowUpViolation/notLater`` if `moment` is not after `now`.
  public func snoozing(until moment: Date, at now: Date) throws(FollowUpViolation) -> FollowUp {
    guard isOpen else { throw .notOpen(state) }
    guard moment > now else { throw .notLater }
    var copy = self
    copy.snoozedUntil = moment
    return copy
  }

  /// A closed follow-up as to be done again.
  ///
  /// - Throws: ``FollowUpViolation/notClosed``.
  public func reopening() throws(FollowUpViolation) -> FollowUp {
    guard !isOpen else { throw .notClosed }
    var copy = self
    copy.state = .open
    copy.closedAt = nil
    copy.outcome = nil
    return copy
  }

  private func closing(_ state: State, outcome: String?, at now: Date) throws(FollowUpViolation) -> FollowUp {
    guard isOpen else { throw .notOpen(self.state) }
    var copy = self
    copy.state = state
    copy.outcome = outcome
    copy.closedAt = now
    copy.snoozedUntil = nil
    return copy
  }
}

/// Why a follow-up could not change its state.
public enum FollowUpViolation: Error, Hashable, Sendable {
  /// It is done or cancelled already.
  case notOpen(FollowUp.State)
  /// It is open.
  case notClosed
  /// It can only be put off to a later moment.
  case notLater
  /// Follow-ups of this kind may be completed only together with the next one.
  case nextRequired(FollowUpKind)
}
