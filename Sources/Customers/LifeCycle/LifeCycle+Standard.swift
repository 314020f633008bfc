import CRMCore
public import Foundation

extension LifeCycle {
  /// The usual way of a relationship: subscriber, lead, prospect, customer; a customer who has not bought for long lapses and is to be
  /// won back; a purchase makes anybody a customer again.
  ///
  /// - Parameter months: after how many months without a purchase a customer has lapsed.
  public static func standard(lapsedAfter months: Int = 12) -> LifeCycle {
    let lately = HistoryTerms.purchases(within: .last(months, .month))
    let bought = Requirement("bought", HistoryTerms.purchases().happened())
    let boughtAgain = Requirement("boughtAgain", lately.happened())
    let quiet = Requirement("noPurchase", lately.never)
    let reachable = Requirement("reachable", Customer.fields.hasEmail == true || Customer.fields.hasPhone == true)
    let winBack = Effect.createFollowUp(Effect.FollowUpRequest("Win back", dueIn: 7))
    return LifeCycle(
      stages: [
        Stage(.subscriber), Stage(.lead, expectedDays: 30), Stage(.prospect, expectedDays: 90), Stage(.customer),
        Stage(.lapsed, expectedDays: 180, onEntry: [winBack]), Stage(.former),
      ],
      transitions: [
        Transition(.subscriber, .lead), Transition(.subscriber, .customer, requirements: [bought], isAutomatic: true),
        Transition(.lead, .prospect, requirements: [reachable]),
        Transition(.lead, .customer, requirements: [bought], isAutomatic: true), Transition(.lead, .former),
        Transition(.prospect, .customer, requirements: [bought], isAutomatic: true), Transition(.prospect, .lead),
        Transition(.prospect, .former),
        Transition(.customer, .lapsed, requirements: [quiet], isAutomatic: true), Transition(.customer, .former),
        Transition(.lapsed, .customer, requirements: [boughtAgain], isAutomatic: true), Transition(.lapsed, .former),
        Transition(.former, .lead), Transition(.former, .customer, requirements: [boughtAgain], isAutomatic: true),
      ])
  }

  /// For each automatic way the segment of those who are to go it: at its start, with everything fulfilled. Kept by a
  /// ``SegmentKeeper``, it names the moment at which time alone lets a customer go on.
  func automaticSegments(now: Date) -> [(way: Transition, segment: Segment)] {
    transitions.filter(\.isAutomatic).map { way in
      let name = SegmentName(rawValue: "lifeCycle.\(way.from.rawValue).\(way.to.rawValue)")
      let isThere = Customer.fields.stage == way.from
      return (way, Self.segment(name, .all([isThere] + way.requirements.map(\.condition)), now: now))
    }
  }

  /// For each stage with an expected time the segment of those who have been there longer.
  public func stalledSegments(now: Date) -> [Segment] {
    stages.compactMap { stage in
      guard let days = stage.expectedDays else { return nil }
      let since = HistoryTerms.events(
        .customerStageChanged, where: ["to": .choice(stage.stage.rawValue)]
      ).term(.stateSince)
      // Who has been there from the beginning has no event of a change.
      let always = HistoryTerms.events(.customerStageChanged).never
      let name = SegmentName(rawValue: "lifeCycle.stalled.\(stage.stage.rawValue)")
      let isLong: [Condition] = [
        .date(since, .before(-days, .day), zone: nil), always && Customer.fields.createdAt.isBefore(-days, .day),
      ]
      return Self.segment(name, .all([Customer.fields.stage == stage.stage, .any(isLong)]), now: now)
    }
  }

  private static func segment(_ name: SegmentName, _ condition: Condition, now: Date) -> Segment {
    Segment(
      id: Identifier(derivedFrom: Segment.collection.rawValue, name.rawValue), name: name, condition: condition,
      createdAt: now)
  }
}
