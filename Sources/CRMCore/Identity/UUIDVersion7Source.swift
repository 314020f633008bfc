public import Foundation
import Synchronization

/// Makes UUIDv7 values (RFC 9562, 5.7) that strictly increase within one source, also inside one millisecond and when the
/// clock is set back.
///
/// 48 bits of Unix milliseconds, then a 12-bit counter (RFC 9562, 6.2 method 1; an exhausted counter borrows the next
/// millisecond), then 62 random bits. The random bits come from ``SeededGenerator`` and are not secret: never use an
/// identifier as a password or link token.
public final class UUIDVersion7Source: Sendable {
  private struct State {
    var milliseconds: UInt64 = 0
    var counter: UInt64 = 0
    var generator: SeededGenerator
  }

  private let state: Mutex<State>

  /// A source whose random bits are determined by `seed`: the same seed and the same instants give the same identifiers.
  public init(seed: UInt64) {
    state = Mutex(State(generator: SeededGenerator(seed: seed)))
  }

  /// The next identifier for the instant `now`.
  public func next(at now: Date) -> UUID {
    // 48 bits hold instants from 1970 to the year 10889; others count as the nearest of these.
    let milliseconds = UInt64(min(max(0, now.millisecondsSince1970), (1 << 48) - 1))
    return state.withLock { state in
      if milliseconds > state.milliseconds {
        state.milliseconds = milliseconds
        state.counter = 0
      } else {
        state.counter += 1
        if state.counter > 0xFFF, state.milliseconds < (1 << 48) - 1 {
          state.milliseconds += 1
          state.counter = 0
        }
      }
      let high: UInt64 = state.milliseconds << 16 | state.counter
      return IdentifierBits(high: high, low: state.generator.next()).marked(version: 7).uuid
    }
  }
}
