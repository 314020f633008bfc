public import CRMCore
public import Foundation

/// What a company asks of a ticket before it may change its status.
public struct TicketRules: Hashable, Codable, Sendable {
  /// Whether somebody must be assigned before a ticket is solved.
  public var solvingNeedsAssignee: Bool
  /// Whether the customer must have got a public answer before a ticket is solved.
  public var solvingNeedsAnswer: Bool
  /// The custom fields that must be known before a ticket is solved.
  public var solvingNeedsFields: [String]
  /// Seconds after solving in which a ticket may be taken up again; `nil` is without end. A closed ticket never is.
  public var reopenWindow: TimeInterval?

  /// Rules; by default an assignee is needed, and a solved ticket may be taken up again for 14 days.
  public init(
    solvingNeedsAssignee: Bool = true, solvingNeedsAnswer: Bool = false, solvingNeedsFields: [String] = [],
    reopenWindow: TimeInterval? = 14 * 86_400
  ) {
    self.solvingNeedsAssignee = solvingNeedsAssignee
    self.solvingNeedsAnswer = solvingNeedsAnswer
    self.solvingNeedsFields = solvingNeedsFields
    self.reopenWindow = reopenWindow
  }
}

extension Ticket {
  /// The ticket with a new status.
  ///
  /// - Parameters:
  ///   - status: the status to begin.
  ///   - date: when it begins.
  ///   - author: who makes the change.
  ///   - rules: what the company asks.
  ///   - isAnswered: whether the customer has got a public answer.
  /// - Throws: ``TicketViolation`` with every reason against it.
  public func moving(
    to status: TicketStatus, at date: Date, by author: Author, rules: TicketRules = TicketRules(), isAnswered: Bool
  ) throws(TicketViolation) -> Ticket {
    typealias Code = TicketViolation.Code
    var reasons: [Reason] = []
    if status == self.status { reasons.append(Reason(Code.unchanged)) }
    if let last = history.last, date < last.at { reasons.append(Reason(Code.backInTime)) }
    if status.category == .new, self.status.category != .new { reasons.append(Reason(Code.notNewAgain)) }
    if self.status.category == .closed, status.category != .closed { reasons.append(Reason(Code.closed)) }
    if self.status.category == .solved, status.category.isUnresolved, let window = rules.reopenWindow,
      let end = resolvedAt?.addingTimeInterval(window), date >= end
    {
      reasons.append(Reason(Code.reopenWindowOver, ["until": .date(end)]))
    }
    if self.status.category.isUnresolved, status.category == .solved {
      if rules.solvingNeedsAssignee, assignee == nil { reasons.append(Reason(Code.noAssignee)) }
      if rules.solvingNeedsAnswer, !isAnswered { reasons.append(Reason(Code.noAnswer)) }
      for field in rules.solvingNeedsFields where customFields[field] == nil {
        reasons.append(Reason(Code.fieldMissing, ["field": .text(field)]))
      }
    }
    guard reasons.isEmpty else { throw TicketViolation(reasons) }
    var copy = self
    copy.append(TicketStatusChange(status: status, at: date, by: author))
    return copy
  }
}
