/// What a ledger of consent says about purposes: which there are, on what bases, through what channels, and who was named as recipient.
/// A fold over acts in any order; holds nothing about a person.
public struct LedgerPurposes: Hashable, Sendable {
  /// What the acts say about one purpose.
  public struct Entry: Hashable, Sendable {
    /// The bases that acts established.
    public var bases: Set<LawfulBasis.Kind> = []
    /// The channels named.
    public var channels: Set<Channel> = []
    /// The controllers named.
    public var controllers: Set<DataController> = []
    /// The recipients named in notices.
    public var recipients: Set<String> = []
    /// For how long data are kept, as told in notices.
    public var retention: Set<String> = []

    /// Nothing yet.
    public init() {}
  }

  /// By purpose.
  public private(set) var entries: [Purpose: Entry] = [:]

  /// What acts say.
  public init(of acts: some Sequence<ConsentAct> = EmptyCollection<ConsentAct>()) {
    for act in acts { add(act) }
  }

  /// Takes in an act. Acts that name no purpose, such as a stop of everything, say nothing about purposes.
  public mutating func add(_ act: ConsentAct) {
    guard let basis = act.grantedBasis ?? (act.kind == .requested ? LawfulBasis(.consent) : nil) else { return }
    for purpose in [act.scope.purpose].compactMap(\.self) + act.includes {
      var entry = entries[purpose] ?? Entry()
      entry.bases.insert(basis.kind)
      if let channel = act.scope.channel { entry.channels.insert(channel) }
      if let controller = act.scope.controller { entry.controllers.insert(controller) }
      entry.recipients.formUnion(act.proof?.recipients ?? [])
      if let retention = act.proof?.retention { entry.retention.insert(retention) }
      entries[purpose] = entry
    }
  }
}

extension ConsentLedger {
  /// What the whole ledger says about purposes, for ``RecordsOfProcessing``. Reads every act, page by page. O(acts).
  @concurrent
  public func purposes() async throws -> LedgerPurposes {
    var purposes = LedgerPurposes()
    try await store.forEach(in: Query(ConsentAct.byRecording)) { purposes.add($0.record) }
    return purposes
  }
}
