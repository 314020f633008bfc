/// Which decimal separator a column of numbers uses, and whether the column leaves it open.
public struct NumberStyleReport: Hashable, Sendable {
  /// `.point` or `.comma`; nil when neither reads a single sample.
  public let best: NumberParser.Style?
  /// Whether the other style reads at least 95 % as many samples and makes other numbers of some: "1,234" alone.
  public let isAmbiguous: Bool
  /// The number of samples that are not blank.
  public let samplesExamined: Int
  /// How many of them the best style reads.
  public let samplesRead: Int

  /// Examines samples. O(bytes); some hundred samples are enough.
  public init(samples: some Sequence<String>) {
    let texts = samples.map { Array($0.utf8)[...].trimmingBlanks() }.filter { !$0.isEmpty }
    let points = texts.map { try? NumberParser(.point).number($0) }
    let commas = texts.map { try? NumberParser(.comma).number($0) }
    let byPoint = points.count { $0 != nil }
    let byComma = commas.count { $0 != nil }
    samplesExamined = texts.count
    samplesRead = max(byPoint, byComma)
    best = samplesRead == 0 ? nil : byComma > byPoint ? .comma : .point
    let isClose = min(byPoint, byComma) * 100 >= samplesRead * 95
    isAmbiguous = samplesRead > 0 && isClose && zip(points, commas).contains { $0 != nil && $1 != nil && $0 != $1 }
  }
}
