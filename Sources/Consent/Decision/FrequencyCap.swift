import Foundation

/// How often the person wants to hear at most, and how often they have heard.
struct FrequencyCap {
  /// The act that set it.
  let act: ConsentAct
  /// What was set.
  let frequency: ContactPreference.Frequency
  /// Until when the person has heard as often as they want; `nil` if not, or never again.
  let reachedUntil: Date?
  /// Whether nothing at all is wanted.
  var isNever: Bool { frequency.messages <= 0 }

  init?(
    _ entry: (scope: ConsentScope, act: ConsentAct, preference: ContactPreference), sent: [SentMessage], at now: Date
  ) {
    guard let frequency = entry.preference.frequency else { return nil }
    act = entry.act
    self.frequency = frequency
    let window = TimeInterval(max(0, frequency.days)) * 86_400
    // What lies in the future counts too: a clock that was set back does not make room.
    let dates = sent.filter { entry.scope.restricts($0.scope) }.map(\.date)
      .filter { $0 > now.addingTimeInterval(-window) }.sorted()
    let isReached = frequency.messages > 0 && dates.count >= frequency.messages
    reachedUntil = isReached ? dates[dates.count - frequency.messages].addingTimeInterval(window) : nil
  }

  /// The reason to wait, or to deny.
  var fault: Fault {
    let arguments: [String: FieldValue] = [
      "messages": .integer(Int64(frequency.messages)), "days": .integer(Int64(frequency.days)),
    ]
    return Fault(code: ConsentCode.frequency, arguments: arguments, evidence: [act])
  }
}
