/// Seconds per operation of every figure, contestant and round.
struct Timings: Sendable {
  private var seconds: [Figure: [ContestantName: [Double]]] = [:]

  mutating func add(_ value: Double, _ figure: Figure, _ contestant: ContestantName) {
    seconds[figure, default: [:]][contestant, default: []].append(value)
  }

  /// The median over the rounds; `nil` if the contestant took no part.
  func median(_ figure: Figure, _ contestant: ContestantName) -> Double? {
    (seconds[figure]?[contestant]).flatMap(Self.median)
  }

  /// The median, over the rounds, of one contestant's time through another's in the same round.
  func ratio(_ figure: Figure, _ contestant: ContestantName, to other: ContestantName, of base: Figure? = nil)
    -> Double?
  {
    guard let above = seconds[figure]?[contestant], let below = seconds[base ?? figure]?[other] else { return nil }
    return Self.median(zip(above, below).map { $0 / $1 })
  }

  /// The middle value, or the mean of the two middle ones; `nil` of nothing.
  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

/// The seconds that `body` takes.
func seconds<T>(_ body: () async throws -> T) async rethrows -> (result: T, seconds: Double) {
  let clock = ContinuousClock()
  let start = clock.now
  let result = try await body()
  return (result, (clock.now - start) / .seconds(1))
}
