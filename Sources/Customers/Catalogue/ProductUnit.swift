public import CRMCore

/// What one of a product is. Open: hosts add units of their own.
public struct ProductUnit: OpenVocabulary, FieldConvertible {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The value with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A piece.
  public static let piece: ProductUnit = "piece"
  /// An hour of work.
  public static let hour: ProductUnit = "hour"
  /// A day of work.
  public static let day: ProductUnit = "day"
  /// A month of use.
  public static let month: ProductUnit = "month"
  /// A licence.
  public static let licence: ProductUnit = "licence"
  /// A kilogram.
  public static let kilogram: ProductUnit = "kilogram"
  /// A litre.
  public static let litre: ProductUnit = "litre"
  /// A metre.
  public static let metre: ProductUnit = "metre"
  /// A square metre.
  public static let squareMetre: ProductUnit = "squareMetre"
}
