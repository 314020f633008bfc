/// How firmly a deal counts in a forecast.
public enum ForecastCategory: String, Codable, CaseIterable, Sendable {
  /// We promise it.
  case commit
  /// It comes if things go well.
  case bestCase
  /// It is being worked on.
  case pipeline
  /// It does not count.
  case omitted

  /// The chances from which a deal belongs to a category, if nobody put it there.
  public struct Thresholds: Hashable, Codable, Sendable {
    /// From this chance on: ``ForecastCategory/commit``.
    public var commit: Proportion
    /// From this chance on: ``ForecastCategory/bestCase``.
    public var bestCase: Proportion

    /// Chances 0 to 1. By default three quarters and one half.
    public init(
      commit: Proportion = 0.75,
      bestCase: Proportion = 0.5
    ) {
      self.commit = commit
      self.bestCase = bestCase
    }
  }

  /// The category of a chance: above 0 it counts at least as ``pipeline``.
  public init(chance: Proportion, thresholds: Thresholds = Thresholds()) {
    switch chance {
    case thresholds.commit...: self = .commit
    case thresholds.bestCase...: self = .bestCase
    default: self = chance > 0 ? .pipeline : .omitted
    }
  }
}
