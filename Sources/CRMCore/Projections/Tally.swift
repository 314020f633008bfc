/// Counts records, and sums one number of them, by group: what boards and scorecards show.
public struct Tally<R: Record>: Projection, Equatable {
  /// A group's figures.
  public struct Figures: Hashable, Sendable {
    /// The number of records.
    public var count = 0
    /// The sum of their numbers.
    public var sum: Int64 = 0
  }

  private struct Contribution: Hashable, Sendable {
    var group: String
    var amount: Int64
  }

  private let group: @Sendable (R) -> String?
  private let amount: @Sendable (R) -> Int64
  private var contributions: [Identifier<R>: Contribution] = [:]
  /// The figures of every group that has records.
  public private(set) var figures: [String: Figures] = [:]

  /// - Parameters:
  ///   - group: the group of a record; `nil` leaves it out.
  ///   - amount: the number to be summed, for example minor units of one currency; a sum beyond 64 bits stays at the limit.
  public init(
    group: @escaping @Sendable (R) -> String?, amount: @escaping @Sendable (R) -> Int64 = { _ in 0 }
  ) {
    self.group = group
    self.amount = amount
  }

  /// The figures of a group; zero if it has no records.
  public subscript(group: String) -> Figures { figures[group] ?? Figures() }

  /// Reads all records of the collection. O(n).
  public mutating func rebuild(from store: any Store) async throws {
    var fresh = Tally(group: group, amount: amount)
    try await store.forEach(in: Query(R.self)) { fresh.put($0.record) }
    self = fresh
  }

  /// O(changes to records of the collection).
  public mutating func apply(_ commit: Commit) throws {
    for change in commit.changes(to: R.self) {
      if let record = try change.record(as: R.self) {
        put(record)
      } else if change.kind == .deleted {
        remove(Identifier(change.reference.id))
      }
    }
  }

  private mutating func put(_ record: R) {
    remove(record.id)
    guard let group = group(record) else { return }
    let contribution = Contribution(group: group, amount: amount(record))
    contributions[record.id] = contribution
    var figures = self[group]
    figures.count += 1
    figures.sum = Self.clamped(figures.sum.addingReportingOverflow(contribution.amount), contribution.amount)
    self.figures[group] = figures
  }

  private mutating func remove(_ id: Identifier<R>) {
    guard let contribution = contributions.removeValue(forKey: id) else { return }
    var figures = self[contribution.group]
    figures.count -= 1
    let negative = contribution.amount == .min ? Int64.max : -contribution.amount
    figures.sum = Self.clamped(figures.sum.addingReportingOverflow(negative), negative)
    self.figures[contribution.group] = figures.count == 0 ? nil : figures
  }

  private static func clamped(_ sum: (partialValue: Int64, overflow: Bool), _ addend: Int64) -> Int64 {
    sum.overflow ? (addend < 0 ? .min : .max) : sum.partialValue
  }

  /// Equal contributions and figures.
  public static func == (left: Tally, right: Tally) -> Bool {
    left.contributions == right.contributions && left.figures == right.figures
  }
}
