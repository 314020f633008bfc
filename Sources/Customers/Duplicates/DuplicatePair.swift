public import CRMCore
public import Insights

/// Two records that may be one party.
public struct DuplicatePair: Hashable, Sendable {
  /// The record with the lower identifier.
  public let first: Identifier<Customer>
  /// The record with the higher identifier.
  public let second: Identifier<Customer>
  /// What kind of party both are.
  public let kind: CustomerKind
  /// The probability that both are one party, from 0 to 1.
  public let probability: Double
  /// What the probability means under the settings.
  public let verdict: LinkageVerdict
  /// How the features agree.
  let pattern: ComparisonPattern
  /// What the rarity of the values in common adds to each feature, in bits.
  let frequencyBits: [Double]

  /// The best guesses first.
  static func isBefore(_ left: DuplicatePair, _ right: DuplicatePair) -> Bool {
    left.probability != right.probability
      ? left.probability > right.probability : (left.first, left.second) < (right.first, right.second)
  }
}

/// Why two records may be one party: what each feature says, the strongest evidence first.
public struct PairExplanation: Hashable, Sendable {
  /// What one feature says.
  public struct Evidence: Hashable, Sendable {
    /// What was compared.
    public let feature: PartyFeature
    /// How far both agree.
    public let agreement: AgreementLevel
    /// The evidence in bits: each bit for them doubles the odds, each bit against halves them.
    public let bits: Double
    /// The part of it that comes from the values being rarer (or, below 0, more common) than others.
    public let rarityBits: Double

    /// Evidence of one feature.
    public init(feature: PartyFeature, agreement: AgreementLevel, bits: Double, rarityBits: Double) {
      self.feature = feature
      self.agreement = agreement
      self.bits = bits
      self.rarityBits = rarityBits
    }
  }

  /// The odds before anything is compared, in bits.
  public let priorBits: Double
  /// What each feature says that both records have; a missing value says nothing.
  public let evidence: [Evidence]
  /// What it takes from the odds that a family, or tenants of one house, would agree as well; 0 or close to it where they would not.
  public let kinBits: Double
  /// The probability that follows.
  public let probability: Double

  /// The odds in bits: prior and all evidence together.
  public var bits: Double { evidence.reduce(priorBits + kinBits) { $0 + $1.bits } }

  init(_ pattern: ComparisonPattern, frequencyBits: [Double], model: LinkageModel) {
    var evidence: [Evidence] = []
    for feature in PartyFeature.allCases {
      guard let level = pattern[feature.index] else { continue }
      let rarity = frequencyBits[feature.index]
      evidence.append(
        Evidence(
          feature: feature, agreement: feature.levels[level], bits: model.weight(feature.index, level) + rarity,
          rarityBits: rarity))
    }
    priorBits = model.priorWeight
    kinBits = -model.kinPenalty(pattern, rarity: frequencyBits)
    let sum = evidence.reduce(priorBits + kinBits) { $0 + $1.bits }
    probability = LinkageModel.probability(ofOdds: sum)
    // A stable order: features that say equally much stay in their own.
    self.evidence = evidence.enumerated().sorted {
      abs($0.element.bits) != abs($1.element.bits)
        ? abs($0.element.bits) > abs($1.element.bits) : $0.offset < $1.offset
    }.map(\.element)
  }
}
