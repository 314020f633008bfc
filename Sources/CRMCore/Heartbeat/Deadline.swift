/// The end of a stretch of time on any clock.
struct Deadline: Sendable {
  /// What is left; negative when it is over.
  let remaining: @Sendable () -> Duration
  /// Returns when it is over.
  let wait: @Sendable () async throws -> Void

  /// Whether it is over.
  var isPast: Bool { remaining() <= .zero }
}

extension Clock where Duration == Swift.Duration {
  /// The end of `span`, which begins now.
  func deadline(after span: Duration) -> Deadline {
    let end = now.advanced(by: span)
    return Deadline(remaining: { now.duration(to: end) }, wait: { try await sleep(until: end, tolerance: nil) })
  }
}
