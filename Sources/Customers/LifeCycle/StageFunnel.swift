public import CRMCore
public import Foundation

/// A customer's time at one stage.
public struct StageStay: Hashable, Codable, Sendable {
  /// The customer.
  public var customer: Identifier<Customer>
  /// The stage.
  public var stage: LifecycleStage
  /// When it began.
  public var enteredAt: Date
  /// When it ended; `nil` while it lasts.
  public var leftAt: Date?
  /// Where the customer went; `nil` while it lasts.
  public var next: LifecycleStage?

  /// A stay.
  public init(
    customer: Identifier<Customer>, stage: LifecycleStage, enteredAt: Date, leftAt: Date? = nil,
    next: LifecycleStage? = nil
  ) {
    self.customer = customer
    self.stage = stage
    self.enteredAt = enteredAt
    self.leftAt = leftAt
    self.next = next
  }

  /// The stays that a customer's events tell, oldest first: from `customer.created` and each `customer.stageChanged`.
  ///
  /// - Parameters:
  ///   - customer: the customer.
  ///   - events: that customer's events, oldest first; those of other names are passed over.
  public static func stays(of customer: Identifier<Customer>, from events: [Event]) -> [StageStay] {
    var stays: [StageStay] = []
    for event in events {
      let property: String
      switch event.name {
      case .customerCreated: property = "stage"
      case .customerStageChanged: property = "to"
      default: continue
      }
      guard case .choice(let code) = event.properties[property] else { continue }
      let stage = LifecycleStage(rawValue: code)
      if stays.isEmpty, event.name == .customerStageChanged, case .choice(let from) = event.properties["from"] {
        // The beginning is not known: the record came without an event.
        stays.append(StageStay(customer: customer, stage: LifecycleStage(rawValue: from), enteredAt: .distantPast))
      }
      if let last = stays.indices.last {
        stays[last].leftAt = event.date
        stays[last].next = stage
      }
      stays.append(StageStay(customer: customer, stage: stage, enteredAt: event.date))
    }
    return stays
  }
}

/// How many customers came to each stage in a period, how many went on and how long they stayed.
public struct StageFunnel: Hashable, Codable, Sendable {
  /// One stage.
  public struct Row: Hashable, Codable, Sendable {
    /// The stage.
    public var stage: LifecycleStage
    /// Stays that began in the period.
    public var entered = 0
    /// Of those, the ones whose customer has reached a later stage since, in the order of the life cycle.
    public var wentOn = 0
    /// Stays that ended in the period.
    public var left = 0
    /// Where to, for the stays that ended in the period.
    public var leftTo: [LifecycleStage: Int] = [:]
    /// Customers who are there at the end of the period.
    public var present = 0
    /// The median length of the stays that ended in the period, in seconds; `nil` if there are none of known beginning.
    public var medianStay: TimeInterval?

    /// The share of those who came that have gone on, from 0 to 1; `nil` if nobody came.
    public var conversion: Double? { entered == 0 ? nil : Double(wentOn) / Double(entered) }

    init(stage: LifecycleStage) { self.stage = stage }
  }

  /// The period.
  public var period: Period
  /// The stages, in the order of the life cycle; stages that it does not have follow by name.
  public var rows: [Row]

  /// The funnel of stays. O(stays · log stays).
  ///
  /// - Parameters:
  ///   - stays: all stays of all customers, each customer's oldest first; see ``StageStay/stays(of:from:)``.
  ///   - stages: the order of the stages.
  ///   - period: the period.
  public init(_ stays: [StageStay], stages: [LifecycleStage], in period: Period) {
    self.period = period
    let others = Set(stays.map(\.stage)).subtracting(stages).sorted { $0.rawValue < $1.rawValue }
    let order = stages + others
    let places = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    var rows = order.map { Row(stage: $0) }
    var lengths = Array(repeating: [TimeInterval](), count: order.count)
    // From the end, so that the furthest stage that follows is known.
    var furthest: [Identifier<Customer>: Int] = [:]
    for stay in stays.reversed() {
      guard let place = places[stay.stage] else { continue }
      if period.contains(stay.enteredAt) {
        rows[place].entered += 1
        if let later = furthest[stay.customer], later > place { rows[place].wentOn += 1 }
      }
      // Stages outside of the order are not further than any other.
      if place < stages.count { furthest[stay.customer] = max(furthest[stay.customer] ?? place, place) }
      if let left = stay.leftAt, period.contains(left) {
        rows[place].left += 1
        if let next = stay.next { rows[place].leftTo[next, default: 0] += 1 }
        if stay.enteredAt > .distantPast { lengths[place].append(left.timeIntervalSince(stay.enteredAt)) }
      }
      if stay.enteredAt < period.end, stay.leftAt.map({ $0 >= period.end }) ?? true { rows[place].present += 1 }
    }
    for place in rows.indices { rows[place].medianStay = Self.median(lengths[place]) }
    self.rows = rows
  }

  private static func median(_ values: [TimeInterval]) -> TimeInterval? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension LifeCycleDesk {
  /// Which stages a customer has been at, oldest first. Reads the customer's events of these names.
  public func history(of customer: Identifier<Customer>) async throws -> [StageStay] {
    var events: [Event] = []
    for name in [EventName.customerCreated, .customerStageChanged] {
      let query = Query(Event.byCustomerAndName, customer.uuid, ExactText(name.rawValue))
      events += try await directory.store.all(query).map(\.record)
    }
    return StageStay.stays(of: customer, from: events)
  }

  /// How customers went through the stages in a period. Reads all events of creation and change of stage.
  @concurrent
  public func funnel(in period: Period) async throws -> StageFunnel {
    var events: [Identifier<Customer>: [Event]] = [:]
    for name in [EventName.customerCreated, .customerStageChanged] {
      try await directory.store.forEach(in: Query(Event.byName, ExactText(name.rawValue))) { stored in
        guard let customer = stored.customer?.id(as: Customer.self) else { return }
        events[customer, default: []].append(stored.record)
      }
    }
    let stays = events.sorted { $0.key < $1.key }.flatMap { StageStay.stays(of: $0.key, from: $0.value) }
    return StageFunnel(stays, stages: lifeCycle.stages.map(\.stage), in: period)
  }
}
