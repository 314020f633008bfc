public import Foundation

/// How well duplicates were found in one base of known truth.
public struct DuplicateFigures: Encodable, Hashable, Sendable {
  /// The scripts of the base.
  public var base: String
  /// Its rows.
  public var rows: Int
  /// Groups of rows that were found to be one party.
  public var groups: Int
  /// The share of the pairs found that are right.
  public var precision: Decimal
  /// The share of the true pairs that were found.
  public var recall: Decimal
  /// The harmonic mean of both.
  public var f1: Decimal
  /// Pairs left to somebody's judgement.
  public var possible: Int

  private enum CodingKeys: String, CodingKey { case base, rows, groups, precision, recall, f1, possible }

  /// Writes the shares as numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(base, forKey: .base)
    try container.encode(rows, forKey: .rows)
    try container.encode(groups, forKey: .groups)
    try container.encode(NSDecimalNumber(decimal: precision).doubleValue, forKey: .precision)
    try container.encode(NSDecimalNumber(decimal: recall).doubleValue, forKey: .recall)
    try container.encode(NSDecimalNumber(decimal: f1).doubleValue, forKey: .f1)
    try container.encode(possible, forKey: .possible)
  }

  /// The line for people.
  var text: String {
    "  " + NumberText.left(base, 19) + NumberText.right(NumberText.grouped(rows), 7)
      + " rows, \(NumberText.right(NumberText.grouped(groups), 5)) groups: precision \(precision), recall \(recall), F1 \(f1), "
      + "\(possible) pairs to look at"
  }
}
