public import CRMCore

/// The group that a product belongs to. The code is free; a path such as `hardware/laptops` groups groups.
public struct ProductCategory: OpenVocabulary, FieldConvertible {
  /// The stable code, as it is on disk.
  public let rawValue: String

  /// The value with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

}
