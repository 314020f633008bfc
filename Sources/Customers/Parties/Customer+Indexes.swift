public import CRMCore

extension Customer {
  /// By sort key: lists in alphabetical order. Customers without a name are not in it.
  public static let bySortKey = Index<Customer>("sortKey") { customer in
    customer.sortKey.map { IndexKey($0) }
  }
  /// By every text in ``nameKeys``: look-up by the beginning of a name.
  public static let byName = Index<Customer>("name") { customer in
    customer.nameKeys.map { IndexKey($0) }
  }
  /// By the canonical form of each contact point. Not unique: people share telephones and mailboxes.
  public static let byContactPoint = Index<Customer>("contactPoint") { customer in
    customer.contactPoints.map { IndexKey(ExactText($0.canonical)) }
  }
  /// By owner, then by stage.
  public static let byOwner = Index<Customer>("owner") { customer in
    customer.owner.map { IndexKey($0, ExactText(customer.stage.rawValue)) }
  }
  /// By stage, then by the time of the last change.
  public static let byStage = Index<Customer>("stage") { IndexKey(ExactText($0.stage.rawValue), $0.updatedAt) }
  /// By each label.
  public static let byTag = Index<Customer>("tag") { customer in
    customer.tags.map { IndexKey($0) }
  }
  /// By another system's name for the customer; unique.
  public static let byForeignKey = Index<Customer>("foreignKey", unique: true) { customer in
    customer.foreignKeys.map(\.indexKey)
  }
  /// By time of creation.
  public static let byCreation = Index<Customer>("created") { IndexKey($0.createdAt) }

  /// The declared indexes.
  public static var indexes: [Index<Customer>] {
    [bySortKey, byName, byContactPoint, byOwner, byStage, byTag, byForeignKey, byCreation, byMatchKey]
  }

  /// The owner.
  public static var references: [Reference<Customer>] { [Reference("owner", \.owner)] }
}
