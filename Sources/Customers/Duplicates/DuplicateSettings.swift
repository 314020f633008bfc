import CRMCore
public import Insights

/// How duplicates are looked for. The defaults are meant to be left alone.
public struct DuplicateSettings: Hashable, Sendable {
  /// From which probability on a pair is a match, and from which on possible.
  public var thresholds: LinkageThresholds
  /// The largest group of records with one key of which all pairs are compared; in larger ones each record is compared with
  /// its neighbours in two orders, so that cost grows with the number of records and not with its square.
  public var maximumBlock: Int
  /// How many neighbours in each order.
  public var window: Int
  /// How many pairs drawn at random show what agrees by chance.
  public var sampledPairs: Int
  /// Where the random numbers start; the same seed and records give the same result.
  public var seed: UInt64
  /// The share of all duplicates that rules find which are hardly ever wrong; sets the probability before any comparison.
  public var expectedRecall: Double
  /// How rare values weigh more than common ones.
  public var termFrequency: TermFrequency
  /// How matching pairs become groups.
  public var clustering: GuardedClusters
  /// What is left out of the comparison.
  public var ignoredFeatures: Set<PartyFeature>
  /// A model that was learned before, for each kind of party; a kind without one learns from its own records.
  public var models: [CustomerKind: LinkageModel]

  /// Settings.
  ///
  /// - Parameters:
  ///   - thresholds: see ``thresholds``.
  ///   - maximumBlock: see ``maximumBlock``; at least 2.
  ///   - window: see ``window``; at least 1.
  ///   - sampledPairs: see ``sampledPairs``.
  ///   - seed: see ``seed``.
  ///   - expectedRecall: see ``expectedRecall``; above 0, at most 1.
  ///   - termFrequency: see ``termFrequency``.
  ///   - clustering: see ``clustering``.
  ///   - ignoredFeatures: see ``ignoredFeatures``.
  ///   - models: see ``models``.
  public init(
    thresholds: LinkageThresholds = LinkageThresholds(match: 0.5, possible: 0.1), maximumBlock: Int = 40,
    window: Int = 6, sampledPairs: Int = 100_000, seed: UInt64 = 1, expectedRecall: Double = 0.7,
    termFrequency: TermFrequency = TermFrequency(), clustering: GuardedClusters = GuardedClusters(),
    ignoredFeatures: Set<PartyFeature> = [], models: [CustomerKind: LinkageModel] = [:]
  ) {
    self.thresholds = thresholds
    self.maximumBlock = max(2, maximumBlock)
    self.window = max(1, window)
    self.sampledPairs = max(0, sampledPairs)
    self.seed = seed
    self.expectedRecall = min(max(expectedRecall, 0.01), 1)
    self.termFrequency = termFrequency
    self.clustering = clustering
    self.ignoredFeatures = ignoredFeatures
    self.models = models
  }

  /// The defaults.
  public static let standard = DuplicateSettings()
}
