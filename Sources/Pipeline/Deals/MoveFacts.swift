public import Foundation

/// What a move has to know besides the deal and its pipeline. The rule reads nothing itself: the caller gathers it.
public struct MoveFacts: Hashable, Sendable {
  /// How many activities of each kind took place in the deal.
  public var activities: [InteractionKind: Int]
  /// The approvals given.
  public var approvals: Set<ApprovalName>
  /// Why the deal is lost; for a move to a lost stage.
  public var loss: DealLoss?
  /// The day of the decision, if it is not the day of the move.
  public var closedOn: CalendarDay?
  /// The zone in which the moment of the move is a day.
  public var timeZone: TimeZone

  /// Facts for a move.
  public init(
    activities: [InteractionKind: Int] = [:], approvals: Set<ApprovalName> = [], loss: DealLoss? = nil,
    closedOn: CalendarDay? = nil, timeZone: TimeZone = .gmt
  ) {
    self.activities = activities
    self.approvals = approvals
    self.loss = loss
    self.closedOn = closedOn
    self.timeZone = timeZone
  }

  /// Facts for losing a deal.
  public static func lost(_ reason: LossReason, text: String? = nil) -> MoveFacts {
    MoveFacts(loss: DealLoss(reason, text: text))
  }
}
