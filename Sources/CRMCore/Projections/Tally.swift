/// Counts records, and sums one number of them, by group: what boards and scorecards show.
public struct Tally<R: Record>: Projection, Equatable {
  /// A group's figures.
  public struct Figures: Hashable, Sendable {
    /// The number of records.
    public var count = 0
    /// The sum of their numbers.
    public var sum: Int64 = 0

    /// The figures of a group; zero by default.
    public init(count: Int = 0, sum: Int64 = 0) {
      self.count = count
      self.sum = sum
    }
  }

  private struct Contribution: Hashable, Sendable {
    var group: String
    var amount: Int64
  }

  private let group: @Sendable (R) -> String?
  private let amount: @Sendable (R) -> Int64
  private var contributions: [Identifier<R>: Contribution] = [:]
  /// The exact sums: what was added can be taken away again, also beyond 64 bits.
  private var sums: [String: Int128] = [:]
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
    add(Int128(contribution.amount), count: 1, to: group)
  }

  private mutating func remove(_ id: Identifier<R>) {
    guard let contribution = contributions.removeValue(forKey: id) else { return }
    add(-Int128(contribution.amount), count: -1, to: contribution.group)
  }

  private mutating func add(_ amount: Int128, count: Int, to group: String) {
    let figures = Figures(
      count: self[group].count + count, sum: Int64(clamping: (sums[group] ?? 0) + amount))
    self.figures[group] = figures.count == 0 ? nil : figures
    sums[group] = figures.count == 0 ? nil : (sums[group] ?? 0) + amount
  }

  /// Equal contributions and figures.
  public static func == (left: Tally, right: Tally) -> Bool {
    left.contributions == right.contributions && left.figures == right.figures
  }
}
