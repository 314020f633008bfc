public import CRMCore

/// What an import does with a record that is there already.
public struct UpdatePolicy<R: Record>: Sendable {
  private let resolve: @Sendable (R, R) -> R
  private let extend: (@Sendable (R, R) -> R)?

  /// A policy of one's own.
  ///
  /// - Parameter resolve: from the record that is there and the one that the row makes, the record to keep. If that is equal to the
  ///   first, nothing is written: so a repeated import changes nothing.
  /// - Parameter extend: the same for a record that this very import has written already, out of rows further up; `nil` treats it
  ///   like any other record that is there.
  public init(
    extend: (@Sendable (_ existing: R, _ incoming: R) -> R)? = nil,
    _ resolve: @escaping @Sendable (_ existing: R, _ incoming: R) -> R
  ) {
    self.resolve = resolve
    self.extend = extend
  }

  /// The record to keep.
  ///
  /// - Parameters:
  ///   - existing: the record that is there.
  ///   - incoming: the record that the row makes.
  ///   - isContinuing: whether this import has written the record that is there.
  public func resolved(existing: R, incoming: R, isContinuing: Bool = false) -> R {
    isContinuing ? (extend ?? resolve)(existing, incoming) : resolve(existing, incoming)
  }

  /// Records that are there stay as they are.
  public static var keepExisting: UpdatePolicy { UpdatePolicy { existing, _ in existing } }

  /// The row's record takes the place of the one that is there.
  ///
  /// - Parameter keeping: carries over what no row knows, such as the moment of creation.
  public static func replace(
    keeping: @escaping @Sendable (_ existing: R, _ incoming: inout R) -> Void = { _, _ in }
  ) -> UpdatePolicy {
    UpdatePolicy { existing, incoming in
      var result = incoming
      keeping(existing, &result)
      return result
    }
  }
}

extension UpdatePolicy<Customer> {
  /// What the row knows takes the place of what is there; what it does not know stays. Labels, contact points, foreign keys and
  /// custom fields are united.
  public static var overwrite: UpdatePolicy { UpdatePolicy { $0.united(with: $1, prefersOther: true) } }

  /// Only what is not known yet is taken from the row. Labels, contact points, foreign keys and custom fields are united.
  public static var fillGaps: UpdatePolicy { UpdatePolicy { $0.united(with: $1, prefersOther: false) } }
}

extension UpdatePolicy<Product> {
  /// The row's product takes the place of the one that is there, but for the moment of creation.
  public static var overwrite: UpdatePolicy { .replace { $1.createdAt = $0.createdAt } }
}
