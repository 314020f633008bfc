/// Win rates measured on decided deals, by any key: product, owner, stage reached, source.
public struct MeasuredConversion<Key: Hashable & Sendable>: Hashable, Sendable {
  /// The rate of each key that was seen.
  public private(set) var rates: [Key: WinRate]

  /// Nothing measured yet.
  public init() {
    rates = [:]
  }

  /// Measured on deals; a deal counts once for each of its different keys, an open one not at all. O(deals · keys).
  public init(_ deals: some Sequence<Deal>, by keys: (Deal) -> [Key]) {
    self.init()
    for deal in deals { record(deal.status, for: keys(deal)) }
  }

  /// Counts one decided deal for its keys, each once.
  public mutating func record(_ outcome: StageCategory, for keys: [Key]) {
    guard outcome.isClosed else { return }
    for key in Set(keys) { rates[key, default: WinRate()].record(outcome) }
  }

  /// Makes the key known, without any deal.
  public mutating func include(_ key: Key) { rates[key] = rates[key] ?? WinRate() }

  /// The rate of a key; without any deal where the key was not seen.
  public subscript(key: Key) -> WinRate { rates[key] ?? WinRate() }
}

extension MeasuredConversion<Identifier<Product>> {
  /// By the products of a deal's lines.
  public static func byProduct(_ deals: some Sequence<Deal>) -> MeasuredConversion {
    MeasuredConversion(deals) { deal in deal.lines.compactMap(\.product) }
  }
}

extension MeasuredConversion<Identifier<StaffMember>> {
  /// By owner; deals without one do not count.
  public static func byOwner(_ deals: some Sequence<Deal>) -> MeasuredConversion {
    MeasuredConversion(deals) { deal in deal.owner.map { [$0] } ?? [] }
  }
}

extension MeasuredConversion<StageID> {
  /// By every stage that a deal was in: the chance to win once a deal has reached it.
  public static func byStageReached(_ deals: some Sequence<Deal>) -> MeasuredConversion {
    MeasuredConversion(deals) { deal in deal.history.entries.filter { $0.category == .open }.map(\.stage) }
  }
}
