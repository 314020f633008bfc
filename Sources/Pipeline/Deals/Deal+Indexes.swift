extension Deal {
  /// By pipeline and stage, then by when the deal entered the stage.
  public static let byStage = Index<Deal>("stage") { deal in
    IndexKey(deal.pipeline, ExactText(deal.stage.rawValue), deal.history.current.entered)
  }
  /// By owner (none first) and status, then by expected close.
  public static let byOwner = Index<Deal>("ownerStatus") { deal in
    IndexKey(deal.owner, ExactText(deal.status.rawValue), deal.expectedClose)
  }
  /// By customer, the other parties' deals included, then by when the first known stage began.
  public static let byCustomer = Index<Deal>("customerTime") { deal in
    Set(deal.parties.map(\.customer) + [deal.customer].compactMap(\.self)).map { IndexKey($0, deal.history.started) }
  }
  /// Open deals by expected close; those without one first.
  public static let byExpectedClose = Index<Deal>("expectedClose") { deal in
    deal.status == .open ? IndexKey(deal.expectedClose) : nil
  }
  /// Open deals by when they entered their stage, longest first.
  public static let openByEntry = Index<Deal>("openEntry") { deal in
    deal.status == .open ? IndexKey(deal.history.current.entered) : nil
  }
  /// Decided deals by status, then by the day of the decision.
  public static let byClosed = Index<Deal>("closed") { deal in
    deal.status == .open ? nil : IndexKey(ExactText(deal.status.rawValue), deal.closed)
  }
  /// By another system's name for it; unique.
  public static let byForeignKey = Index<Deal>("foreignKey", unique: true) { deal in
    deal.foreignKeys.map { IndexKey(ExactText($0.system), ExactText($0.id)) }
  }

  /// The declared indexes.
  public static var indexes: [Index<Deal>] {
    [byStage, byOwner, byCustomer, byExpectedClose, openByEntry, byClosed, byForeignKey]
  }

  /// The pipeline, the customer, the other parties, the owner, the products and the campaigns.
  public static var references: [Reference<Deal>] {
    let parties = Reference<Deal>("parties", to: Customer.collection) { deal in
      deal.parties.map { RecordReference($0.customer) }
    } repoint: { deal, old, new in
      guard let from = old.id(as: Customer.self), let target = new.id(as: Customer.self) else { return }
      for index in deal.parties.indices where deal.parties[index].customer == from {
        deal.parties[index].customer = target
      }
      var seen: Set<DealParty> = []
      deal.parties = deal.parties.filter { seen.insert(DealParty($0.customer, $0.role)).inserted }
    }
    let products = Reference<Deal>("products", to: Product.collection) { deal in
      deal.lines.compactMap { line in line.product.map { RecordReference($0) } }
    } repoint: { deal, old, new in
      guard let from = old.id(as: Product.self), let target = new.id(as: Product.self) else { return }
      for index in deal.lines.indices where deal.lines[index].product == from { deal.lines[index].product = target }
    }
    let campaigns = Reference<Deal>("campaigns") { deal in
      deal.campaigns
    } repoint: { deal, old, new in
      var seen: Set<RecordReference> = []
      deal.campaigns = deal.campaigns.map { $0 == old ? new : $0 }.filter { seen.insert($0).inserted }
    }
    return [
      Reference("pipeline", \.pipeline), Reference("customer", \.customer), Reference("owner", \.owner), parties,
      products, campaigns,
    ]
  }
}
