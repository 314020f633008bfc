public import Foundation

/// What a person may set on a page of preferences, and how it stands: the model of a view, for web or app.
public struct PreferencePage: Hashable, Codable, Sendable {
  /// Something that the host sends.
  public struct Topic: Hashable, Codable, Sendable {
    /// What for.
    public var purpose: Purpose
    /// The channels through which it is sent.
    public var channels: [Channel]

    /// A topic.
    public init(_ purpose: Purpose, channels: [Channel]) {
      self.purpose = purpose
      self.channels = channels
    }
  }

  /// One switch: a topic through a channel.
  public struct Row: Hashable, Codable, Sendable {
    /// What for.
    public var purpose: Purpose
    /// Through which channel.
    public var channel: Channel
    /// Whether it is on: agreed to, not stopped, not switched off. Other bases than consent do not show here.
    public var isOn: Bool
    /// Whether a confirmation is awaited.
    public var isPending: Bool
    /// Until when it is paused; `nil` if it is not, now.
    public var pausedUntil: Date?
    /// How often the person wants to hear at most, of all that they set for this row.
    public var frequency: ContactPreference.Frequency?
  }

  /// The switches, by topic and channel in the order of the topics.
  public var rows: [Row]
  /// Whether everything is stopped: the switch at the end of the page.
  public var isAllStopped: Bool
  /// The brand whose page it is; `nil` where there is only one.
  public var controller: DataController?

  /// The page of one contact point. Pure. O(topics × acts²).
  ///
  /// - Parameters:
  ///   - topics: what the host sends.
  ///   - acts: the acts on the contact point.
  ///   - controller: the brand whose page it is.
  ///   - now: the present instant.
  public init(topics: [Topic], acts: [ConsentAct], controller: DataController? = nil, at now: Date) {
    let reading = LedgerReading(acts)
    self.controller = controller
    let preferences = reading.preferences()
    let pending = reading.pendingRequests(at: now)
    rows = topics.flatMap { topic in
      topic.channels.map { channel in
        let scope = ConsentScope(purpose: topic.purpose, channel: channel, controller: controller)
        let set = preferences.filter { $0.scope.restricts(scope) }.map(\.preference)
        return Row(
          purpose: topic.purpose, channel: channel,
          isOn: Self.isAgreed(scope, reading, now) && !set.contains(where: \.isOff),
          isPending: pending.contains { $0.scope == scope },
          pausedUntil: set.compactMap(\.pause).filter { $0.contains(now) }.map(\.end).max(),
          frequency: set.compactMap(\.frequency).min { left, right in
            // As rates, compared without dividing; what is stored may be as large as it likes.
            Double(left.messages) * Double(max(1, right.days)) < Double(right.messages) * Double(max(1, left.days))
          })
      }
    }
    let everything = ConsentScope(controller: controller)
    isAllStopped = reading.suppressions(of: everything).contains { entry in
      entry.act.scope.purpose == nil && entry.act.scope.channel == nil
    }
    if rows.contains(where: \.isOn) { isAllStopped = false }
  }

  private static func isAgreed(_ scope: ConsentScope, _ reading: LedgerReading, _ now: Date) -> Bool {
    let stops = reading.suppressions(of: scope)
    return reading.grants(for: scope).contains { grant in
      guard grant.grantedBasis?.kind == .consent, grant.date <= now else { return false }
      if let end = grant.validity?.end(from: grant.date), end <= now { return false }
      if reading.expiry(of: grant, for: scope) != nil { return false }
      return stops.allSatisfy { reading.outlives(grant, $0) }
    }
  }
}

/// What a person changed on a page of preferences.
public enum PreferenceChange: Hashable, Codable, Sendable {
  /// Wants it. Needs what was shown on the page, because it is a consent.
  case on(Purpose, Channel, proof: ConsentProof)
  /// Wants no more of it.
  case off(Purpose, Channel)
  /// Wants nothing of it for a while; `nil` ends a pause.
  case pause(Purpose, Channel, Period?)
  /// Wants so many messages at most; `nil` sets no limit.
  case frequency(Purpose, Channel, ContactPreference.Frequency?)
  /// Wants nothing at all any more.
  case stopEverything
}
