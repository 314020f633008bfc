import Foundation

/// What a person prefers within what they allow: narrows a permit and never creates one. Its scope is that of the act.
public struct ContactPreference: Hashable, Codable, Sendable {
  /// At most so many messages in so many days, rolling. What was authorised counts, unless it is known not to have left.
  public struct Frequency: Hashable, Codable, Sendable {
    /// The most messages.
    public var messages: Int
    /// The length of the window in days.
    public var days: Int

    /// At most `messages` in `days` days.
    public init(messages: Int, days: Int) {
      self.messages = messages
      self.days = days
    }
  }

  /// Nothing of this scope at all.
  public var isOff: Bool
  /// Nothing of this scope during a period; it is sent afterwards.
  public var pause: Period?
  /// The most messages of this scope.
  public var frequency: Frequency?

  /// A preference; the default leaves everything as it is.
  public init(isOff: Bool = false, pause: Period? = nil, frequency: Frequency? = nil) {
    self.isOff = isOff
    self.pause = pause
    self.frequency = frequency
  }
}
