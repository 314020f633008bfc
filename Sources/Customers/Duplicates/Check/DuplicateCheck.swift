public import CRMCore
public import Insights

/// What is done about a new customer who is probably there already.
public enum DuplicateHandling: Hashable, Sendable {
  /// It is refused with the candidates, as ``LikelyDuplicate``.
  case refuse
  /// It is added without a look: somebody has looked, or another system vouches for it.
  case allow
}

/// How the check for duplicates judges when a customer is created.
///
/// A full name alone is not enough to refuse somebody; a name with a birthday, a telephone or a mail address is.
public struct DuplicateCheck: Hashable, Sendable {
  /// From which probability on a new customer is refused.
  public var threshold: Double
  /// The models that a search has learned (``DuplicateReport/models``); a kind without one is judged by what is usual.
  public var models: [CustomerKind: LinkageModel]
  /// How many records are read for each key of the new customer: more than that share it with nobody in particular.
  public var recordsPerKey: Int

  /// A check.
  ///
  /// - Parameters:
  ///   - threshold: see ``threshold``.
  ///   - models: see ``models``.
  ///   - recordsPerKey: see ``recordsPerKey``; at least 1.
  public init(threshold: Double = 0.9, models: [CustomerKind: LinkageModel] = [:], recordsPerKey: Int = 20) {
    self.threshold = threshold
    self.models = models
    self.recordsPerKey = max(1, recordsPerKey)
  }

  /// The defaults.
  public static let standard = DuplicateCheck()

  /// Who of some customers a new one may be, the most probable first. Pure.
  ///
  /// - Parameters:
  ///   - customer: the new one.
  ///   - others: whom to compare with; of its own kind.
  ///   - total: how many customers there are in all: the more there are, the less a common name means.
  public func candidates(for customer: Customer, among others: [Customer], total: Int) -> [DuplicateCandidate] {
    var builder = LinkageTableBuilder()
    builder.append(LinkageRecord(customer))
    let others = others.filter { $0.id != customer.id && $0.kind == customer.kind }
    for other in others { builder.append(LinkageRecord(other)) }
    let comparator = RowComparator(table: builder.finished())
    var model = models[customer.kind] ?? PartyFeature.expectation
    // One new customer in five is there already, as any of those who are.
    model.prior = 1 / (5 * Double(max(total, 1_000)))
    var found: [DuplicateCandidate] = []
    for (index, other) in others.enumerated() {
      let pattern = comparator.pattern(0, index + 1)
      let explanation = PairExplanation(
        pattern, frequencyBits: [Double](repeating: 0, count: model.features.count), model: model)
      found.append(DuplicateCandidate(id: other.id, explanation: explanation))
    }
    return found.sorted {
      $0.probability != $1.probability ? $0.probability > $1.probability : $0.id < $1.id
    }
  }
}

/// A customer who may be the one that was to be created.
public struct DuplicateCandidate: Hashable, Sendable, Identifiable {
  /// The customer who is there.
  public let id: Identifier<Customer>
  /// Why, feature by feature.
  public let explanation: PairExplanation

  /// The probability that both are one party.
  public var probability: Double { explanation.probability }
}

/// A customer was not created, because probably it is there already. Holds no personal data.
public struct LikelyDuplicate: Error, Hashable, Sendable, CustomStringConvertible {
  /// Who it probably is, the most probable first.
  public let candidates: [DuplicateCandidate]

  /// A refusal.
  public init(_ candidates: [DuplicateCandidate]) {
    self.candidates = candidates
  }

  /// Why, for a sentence in the user's language.
  public var reason: Reason {
    Reason(DuplicateReason.likely, ["count": .integer(Int64(candidates.count))])
  }

  /// The code, and identifiers and scores of the candidates.
  public var description: String {
    let scores = candidates.map { "\($0.id) \(Int(($0.probability * 100).rounded())) %" }
    return "\(DuplicateReason.likely): " + scores.joined(separator: ", ")
  }
}

/// Codes about duplicates.
public enum DuplicateReason {
  /// The customer is probably there already; `count`.
  public static let likely: ReasonCode = "duplicate.likely"
  /// A customer is no duplicate of itself.
  public static let toItself: ReasonCode = "duplicate.toItself"
}

extension CustomerDirectory {
  static let duplicatePhrases: [ReasonCode: [String: String]] = [
    DuplicateReason.likely: [
      "en": "Probably there already (candidates: {count}).", "ru": "Вероятно, уже есть в базе (кандидатов: {count}).",
      "uk": "Імовірно, вже є в базі (кандидатів: {count}).", "zh": "可能已存在（候选：{count}）。",
    ],
    DuplicateReason.toItself: [
      "en": "A customer is no duplicate of itself.", "ru": "Клиент не может быть дубликатом самого себя.",
      "uk": "Клієнт не може бути дублікатом самого себе.", "zh": "客户不能与自身重复。",
    ],
  ]
}
