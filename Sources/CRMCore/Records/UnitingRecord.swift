/// A record that lists what is only ever added, such as the head of a contact point its acts. Where two stores have written theirs on
/// their own, neither takes the other's place: reading exported records brings both together, whatever is done with other conflicts.
public protocol UnitingRecord: Record {
  /// This record with what another one of the same identity has besides. Which of both is asked makes no difference but in order, and
  /// asking again none.
  func united(with other: Self) -> Self
}
