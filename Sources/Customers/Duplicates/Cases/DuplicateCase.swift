public import CRMCore
public import Foundation
import Insights

/// Two customers that may be one party, on somebody's list; or the decision that they are not.
///
/// Holds no personal data: what agrees, not on what.
public struct DuplicateCase: Record {
  /// `duplicateCases`.
  public static let collection: CollectionName = "duplicateCases"

  /// What is to be done about the pair. Open: hosts add their own, such as "with the branch".
  public struct State: OpenVocabulary {
    /// The stable word.
    public let rawValue: String

    /// The state with this word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Somebody should look at it.
    public static let open: State = "open"
    /// Somebody has decided that the two are different: they are not proposed again.
    public static let distinct: State = "distinct"
  }

  /// By state, then by probability: the list of open cases, read from its end, begins with the surest.
  public static let byState = Index<DuplicateCase>("state") {
    IndexKey(ExactText($0.state.rawValue), Int(($0.probability * 1e15).rounded()))
  }

  /// The declared indexes.
  public static var indexes: [Index<DuplicateCase>] { [byState] }
  /// Both customers: a merge takes the decisions of the loser over.
  public static var references: [Reference<DuplicateCase>] {
    [Reference("first", \.first), Reference("second", \.second)]
  }

  /// The case's identity; it follows from the two customers.
  public var id: Identifier<DuplicateCase>
  /// One of the two.
  public var first: Identifier<Customer>
  /// The other one.
  public var second: Identifier<Customer>
  /// The probability that both are one party, when it was last worked out.
  public var probability: Double
  /// How far both agree on what both have.
  public var agreements: [PartyFeature: AgreementLevel]
  /// What is to be done.
  public var state: State
  /// Who decided; `nil` for a case that the search has found.
  public var decidedBy: Author?
  /// Why, in words; no personal data.
  public var note: String?
  /// When the case was last changed.
  public var updatedAt: Date

  /// A case about two customers, in any order.
  public init(
    _ one: Identifier<Customer>, _ other: Identifier<Customer>, probability: Double = 0,
    agreements: [PartyFeature: AgreementLevel] = [:], state: State = .open, decidedBy: Author? = nil,
    note: String? = nil, updatedAt: Date
  ) {
    let pair = DistinctPair(one, other)
    id = Self.id(one, other)
    first = pair.first
    second = pair.second
    self.probability = probability
    self.agreements = agreements
    self.state = state
    self.decidedBy = decidedBy
    self.note = note
    self.updatedAt = updatedAt
  }

  /// The identity of the case about two customers, in any order.
  public static func id(
    _ one: Identifier<Customer>, _ other: Identifier<Customer>
  ) -> Identifier<DuplicateCase> {
    let pair = DistinctPair(one, other)
    return Identifier(derivedFrom: "duplicateCase", pair.first.description, pair.second.description)
  }
}

extension EventName {
  /// Somebody has decided that two customers are different; `other`.
  public static let duplicateMarkedDistinct: EventName = "duplicate.distinct"
  /// Somebody has taken that back; `other`.
  public static let duplicateReopened: EventName = "duplicate.reopened"
}
