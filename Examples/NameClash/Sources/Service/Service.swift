/// The host's own idea of a service: nothing to do with the tickets of a customer.
public protocol Service {
  /// What the host calls it.
  var name: String { get }
}

/// A service of the host.
public struct Billing: Service {
  /// What the host calls it.
  public let name = "billing"

  /// Creates the service.
  public init() {}
}
