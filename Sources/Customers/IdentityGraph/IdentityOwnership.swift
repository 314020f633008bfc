public import CRMCore

/// Whose an identity is.
public enum IdentityOwnership: Hashable, Sendable {
  /// Nobody's that we know.
  case unknown
  /// One customer's.
  case one(Identifier<Customer>)
  /// Several customers use it: what is done with it belongs to none of them by itself.
  case shared([Identifier<Customer>])
}

/// What came of identities that were seen together.
public struct IdentityFinding: Hashable, Sendable {
  /// Whom they show; `nil` if nobody is known, or if they name several people.
  public var customer: Identifier<Customer>?
  /// The links that are new or in force again.
  public var linked: [IdentityKey]
  /// The people that personal identities among them name, if there is more than one. Nothing is linked then: whether they are one
  /// person is for somebody to decide, by a merge.
  public var conflict: [Identifier<Customer>]

  /// A finding.
  public init(
    customer: Identifier<Customer>? = nil, linked: [IdentityKey] = [], conflict: [Identifier<Customer>] = []
  ) {
    self.customer = customer
    self.linked = linked
    self.conflict = conflict
  }
}

/// A personal identity belongs to another customer already. Merge the two, or cut the other link first.
public struct IdentityConflict: Error, Hashable, Sendable {
  /// The kind of the identity.
  public var kind: IdentityKind
  /// Whose it is.
  public var holder: Identifier<Customer>

  /// A conflict with the customer who has the identity.
  public init(kind: IdentityKind, holder: Identifier<Customer>) {
    self.kind = kind
    self.holder = holder
  }
}
