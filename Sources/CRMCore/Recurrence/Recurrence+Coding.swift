import Foundation

extension Recurrence: Codable {
  private enum CodingKeys: String, CodingKey {
    case start, timeZone, isAllDay, rules, dates, exceptions, overrides, includesStart, nonexistentTimes
  }

  /// Reads a set; what is absent has its usual value.
  ///
  /// - Throws: a decoding error, also for a time zone that this system does not know.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let zone = TimeZone(identifier: try container.decode(String.self, forKey: .timeZone)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .timeZone, in: container, debugDescription: "not a time zone of this system")
    }
    self.init(start: try container.decode(LocalDateTime.self, forKey: .start), in: zone)
    isAllDay = try container.decodeIfPresent(Bool.self, forKey: .isAllDay) ?? false
    rules = try container.decodeIfPresent([RecurrenceRule].self, forKey: .rules) ?? []
    dates = try container.decodeIfPresent([LocalDateTime].self, forKey: .dates) ?? []
    exceptions = try container.decodeIfPresent(Set<LocalDateTime>.self, forKey: .exceptions) ?? []
    overrides = try container.decodeIfPresent([LocalDateTime: LocalDateTime].self, forKey: .overrides) ?? [:]
    includesStart = try container.decodeIfPresent(Bool.self, forKey: .includesStart) ?? true
    nonexistentTimes = try container.decodeIfPresent(NonexistentTimes.self, forKey: .nonexistentTimes) ?? .shifted
  }

  /// Writes what differs from the usual; the zone is its IANA name, rules are their text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(start, forKey: .start)
    try container.encode(timeZone.identifier, forKey: .timeZone)
    if isAllDay { try container.encode(true, forKey: .isAllDay) }
    if !rules.isEmpty { try container.encode(rules, forKey: .rules) }
    if !dates.isEmpty { try container.encode(dates, forKey: .dates) }
    if !exceptions.isEmpty { try container.encode(exceptions.sorted(), forKey: .exceptions) }
    if !overrides.isEmpty { try container.encode(overrides, forKey: .overrides) }
    if !includesStart { try container.encode(false, forKey: .includesStart) }
    if nonexistentTimes != .shifted { try container.encode(nonexistentTimes, forKey: .nonexistentTimes) }
  }
}
