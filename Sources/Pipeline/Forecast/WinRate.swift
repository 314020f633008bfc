public import Foundation

/// How many deals were won and lost, and the share won.
public struct WinRate: Hashable, Codable, Sendable {
  /// Deals won.
  public var won: Int
  /// Deals lost.
  public var lost: Int

  /// Counts; both from 0.
  public init(won: Int = 0, lost: Int = 0) {
    self.won = won
    self.lost = lost
  }

  /// Deals decided.
  public var decided: Int { won + lost }

  /// won ÷ (won + lost) to 38 digits; `nil` when none is decided: no rate is not a rate of 0.
  public var rate: Decimal? { decided == 0 ? nil : Decimal(won) / Decimal(decided) }

  /// The share of an amount that the rate gives, multiplied before it is divided so that no digit is lost; `nil` when none is
  /// decided.
  public func share(of amount: Decimal) -> Decimal? {
    decided == 0 ? nil : amount * Decimal(won) / Decimal(decided)
  }

  /// Counts one deal; an open one counts nothing.
  public mutating func record(_ outcome: StageCategory) {
    switch outcome {
    case .won: won += 1
    case .lost: lost += 1
    case .open: break
    }
  }

  /// Both counts together.
  public static func + (left: WinRate, right: WinRate) -> WinRate {
    WinRate(won: left.won + right.won, lost: left.lost + right.lost)
  }
}
