import Foundation

/// When a message has to wait: pauses of the person, how often they want to hear, and quiet hours of the packs in every zone
/// the person may be in.
struct QuietTime {
  /// A time that the person does not want to hear in.
  struct Wait {
    let fault: Fault
    let period: Period

    init?(_ entry: (scope: ConsentScope, act: ConsentAct, preference: ContactPreference)) {
      guard let pause = entry.preference.pause else { return nil }
      fault = Fault(code: ConsentCode.paused, evidence: [entry.act])
      period = pause
    }

    init?(_ cap: FrequencyCap, at now: Date) {
      guard let until = cap.reachedUntil, now < until else { return nil }
      fault = cap.fault
      period = Period(start: now, end: until)
    }
  }

  /// What defers now.
  private(set) var grounds: [Fault] = []
  /// The first instant at which nothing defers; `nil` if nothing defers now, or always something.
  private(set) var until: Date?
  /// Whether there is no hour that suits all zones.
  private(set) var isImpossible = false
  /// When the next quiet time begins, if within about a day.
  private(set) var sendBefore: Date?

  private struct Source {
    var rule: QuietHours
    var zone: TimeZone
  }

  private let sources: [Source]
  private let waits: [Wait]

  init(question: ConsentQuestion, packs: [PolicyPack], zones known: [TimeZone], waits: [Wait], now: Date) {
    self.waits = waits
    var sources: [Source] = []
    for pack in packs {
      let rules = pack.quietHours.filter { $0.isAbout(question) }
      guard !rules.isEmpty else { continue }
      let zones = question.context.timeZones.isEmpty ? pack.zones : known
      // A zone that this system does not know may be the one where the person is.
      let isComplete = !question.context.timeZones.isEmpty || zones.count == pack.candidateZones.count
      if zones.isEmpty || !isComplete { isImpossible = true }
      for rule in rules { sources += zones.map { Source(rule: rule, zone: $0) } }
    }
    self.sources = sources
    find(now)
  }

  private mutating func find(_ now: Date) {
    grounds += waits.filter { $0.period.contains(now) }.map(\.fault)
    for source in sources
    where source.rule.stretches(around: now, in: source.zone).contains(where: { $0.contains(now) }) {
      grounds.append(Fault(code: ConsentCode.quietHours, arguments: ["zone": .text(source.zone.identifier)]))
    }
    guard !grounds.isEmpty else {
      let stretches = sources.flatMap { $0.rule.stretches(around: now, in: $0.zone) } + waits.map(\.period)
      sendBefore = stretches.map(\.start).filter { $0 > now }.min()
      return
    }
    // Every round ends one stretch at least; rules of one week in a few zones need far fewer rounds than this.
    var moment = now
    for _ in 0..<400 {
      guard let end = latestEnd(at: moment) else {
        until = moment
        return
      }
      moment = end
    }
    isImpossible = true
  }

  /// The latest end of what is quiet at this instant; `nil` if nothing is.
  private func latestEnd(at moment: Date) -> Date? {
    let paused = waits.map(\.period).filter { $0.contains(moment) }
    let quiet = sources.flatMap { source in
      source.rule.stretches(around: moment, in: source.zone).filter { $0.contains(moment) }
    }
    return (paused + quiet).map(\.end).max()
  }
}
