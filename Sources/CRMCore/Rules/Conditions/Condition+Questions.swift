public import Foundation

/// Fields with text in them.
public protocol TextField {}
extension String: TextField {}
extension Optional: TextField where Wrapped: TextField {}

/// Fields with instants or days in them.
public protocol MomentField {}
extension Date: MomentField {}
extension CalendarDay: MomentField {}
extension Optional: MomentField where Wrapped: MomentField {}

extension Field where Value: TextField {
  /// The text has the other in it; case and form do not count.
  public func contains(_ text: String) -> Condition { .compare(term, .contains, .text(text)) }

  /// The text begins with the other; case and form do not count.
  public func beginsWith(_ text: String) -> Condition { .compare(term, .beginsWith, .text(text)) }

  /// The text is this one, also in case and form.
  public func isExactly(_ text: String) -> Condition { .compare(term, .exactlyEqual, .text(text)) }
}

extension Field {
  /// The list has an element equal to the value.
  public func contains<Element: FieldConvertible>(_ element: Element) -> Condition where Value == [Element] {
    .compare(term, .contains, element.fieldValue ?? .null)
  }

  /// The set has an element equal to the value.
  public func contains<Element: FieldConvertible>(_ element: Element) -> Condition where Value == Set<Element> {
    .compare(term, .contains, element.fieldValue ?? .null)
  }
}

extension Field where Value: MomentField {
  /// The instant or day is past or present and not before the start of the day so many units ago; see ``DateTest``.
  public func isWithinLast(_ count: Int, _ unit: TimeUnit, zone: String? = nil) -> Condition {
    .date(term, .withinLast(count, unit), zone: zone)
  }

  /// The instant or day is present or to come and not after the end of the day in so many units.
  public func isWithinNext(_ count: Int, _ unit: TimeUnit, zone: String? = nil) -> Condition {
    .date(term, .withinNext(count, unit), zone: zone)
  }

  /// The instant or day is before the day that lies so many units from today: `isBefore(-6, .month)` is half a year ago or more.
  public func isBefore(_ count: Int, _ unit: TimeUnit, zone: String? = nil) -> Condition {
    .date(term, .before(count, unit), zone: zone)
  }

  /// The instant or day is after the day that lies so many units from today.
  public func isAfter(_ count: Int, _ unit: TimeUnit, zone: String? = nil) -> Condition {
    .date(term, .after(count, unit), zone: zone)
  }

  /// The instant or day is on the day so many days from today.
  public func isOnDay(_ days: Int, zone: String? = nil) -> Condition { .date(term, .on(days: days), zone: zone) }

  /// The next anniversary of the instant or day, today's included, is at most so many days away.
  public func hasAnniversary(withinNext days: Int, zone: String? = nil) -> Condition {
    .date(term, .anniversaryWithinNext(days: days), zone: zone)
  }
}
