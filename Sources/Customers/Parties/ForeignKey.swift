import CRMCore

/// The name that another system has for a record: what makes a repeated hand-over harmless.
public struct ForeignKey: Hashable, Codable, Sendable, Comparable {
  /// The other system, for example `erp`.
  public var system: String
  /// Its identifier, as it writes it; compared exactly.
  public var id: String

  /// The name `id` in `system`.
  public init(_ id: String, in system: String) {
    self.system = system
    self.id = id
  }

  /// The key under which records are found by it.
  var indexKey: IndexKey { IndexKey(ExactText(system), ExactText(id)) }

  /// Orders by system, then by identifier.
  public static func < (left: ForeignKey, right: ForeignKey) -> Bool {
    (left.system, left.id) < (right.system, right.id)
  }
}
