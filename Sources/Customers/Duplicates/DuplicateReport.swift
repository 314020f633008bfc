public import CRMCore
public import Insights

/// What a search for duplicates found.
public struct DuplicateReport: Sendable {
  /// Records that are one party.
  public struct Cluster: Hashable, Sendable {
    /// The records, ascending.
    public let members: [Identifier<Customer>]
    /// What kind of party they are.
    public let kind: CustomerKind
    /// The least probability of any two of them that were compared: how sure the weakest link is.
    public let weakestProbability: Double
  }

  /// How many records were read.
  public internal(set) var records = 0
  /// How many pairs were compared.
  public internal(set) var comparisons = 0
  /// What was learned, for each kind of party that has at least two records.
  public internal(set) var models: [CustomerKind: LinkageModel] = [:]
  /// The pairs that are matches or possible, the most probable first.
  public internal(set) var pairs: [DuplicatePair] = []
  /// Groups of matches, in order of their first members.
  public internal(set) var clusters: [Cluster] = []

  /// The pairs that somebody should look at.
  public var possiblePairs: [DuplicatePair] { pairs.filter { $0.verdict == .possible } }

  /// Why a pair may be one party, feature by feature; `nil` if the pair is not of this report.
  public func explain(_ pair: DuplicatePair) -> PairExplanation? {
    models[pair.kind].map { PairExplanation(pair.pattern, frequencyBits: pair.frequencyBits, model: $0) }
  }
}
