/// An amount with its currency.
public struct Money: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Nothing yet.
  public var description: String { "" }
}
