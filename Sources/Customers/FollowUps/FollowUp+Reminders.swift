public import Foundation

extension FollowUp {
  /// The moments at which to remind, ascending and each once: the offsets before the due moment, then the due moment itself. One
  /// that was put off reminds at the moment it was put off to, and at later moments of its own.
  public var reminders: [Date] {
    var moments = Set(reminderOffsets.map { due.addingTimeInterval(-Double(max(0, $0))) })
    moments.insert(due)
    if let snoozedUntil {
      moments = moments.filter { $0 > snoozedUntil }
      moments.insert(snoozedUntil)
    }
    return moments.sorted()
  }

  /// The first reminder that has not been given; `nil` when all have been, and for one that is closed.
  public var nextReminder: Date? {
    guard isOpen else { return nil }
    guard let remindedThrough else { return reminders.first }
    return reminders.first { $0 > remindedThrough }
  }

  /// The last of its reminders that is due at `now`: what reminding marks as given, whenever it happens.
  func lastReminder(at now: Date) -> Date? { reminders.last { $0 <= now } }

  /// Whether it is open and past its moment.
  public func isOverdue(at now: Date) -> Bool { isOpen && effectiveDue <= now }
}
