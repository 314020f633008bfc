public import CRMCore
import Foundation

/// What a customer has bought: how often, when, for how much and whether the next purchase is overdue, each with filters
/// (`where.product`, `where.place`, `where.number`) and a window.
///
/// A purchase is one with a positive total; what is zero or less is a return. `purchases.total` is net of returns; the average is that
/// of the purchases.
public struct PurchaseSource: TimedFieldSource, TracingFieldSource {
  /// `purchases`.
  public static let namespace = "purchases"
  /// `purchases`.
  public var namespace: String { Self.namespace }

  private let store: any Store

  /// The purchases in a store.
  public init(_ store: any Store) {
    self.store = store
  }

  /// The fields.
  public var catalog: FieldCatalog { FieldCatalog(PurchaseFigure.allCases.map(\.details)) }

  /// The answers, from one index range for each subject.
  public func answers(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: [any TimedAnswer]] {
    let figures = terms.compactMap { term in PurchaseFigure(term).map { (term, $0) } }
    var result: [FieldTerm: [any TimedAnswer]] = [:]
    for subject in subjects {
      try Task.checkCancellation()
      var entries: [HistoryEntry] = []
      try await store.forEach(in: Query(Purchase.byCustomer, subject.reference.id)) {
        entries.append(try $0.record.historyEntry())
      }
      for (term, figure) in figures {
        result[term, default: []].append(try figure.answer(term, over: entries))
      }
    }
    return result
  }

  /// The buyer.
  public func impact(of change: ChangedRecord, on term: FieldTerm) throws -> FieldImpact {
    guard change.reference.collection == Purchase.collection else { return .nobody }
    guard let purchase = try change.record(as: Purchase.self) else {
      return change.kind == .touched ? .nobody : .everybody
    }
    return .subjects([RecordReference(purchase.customer)])
  }
}

extension Purchase {
  /// The purchase as conditions see it.
  ///
  /// - Throws: `MoneyError` if the total does not fit.
  func historyEntry() throws(MoneyError) -> HistoryEntry {
    let total = try total()
    var facts: [String: FieldValue] = ["total": .money(total)]
    facts["product"] = .list(lines.compactMap { $0.product.map { .reference(RecordReference($0)) } })
    facts["place"] = place.map { .text($0) }
    facts["number"] = number.map { .text($0) }
    return HistoryEntry(date: date, name: total.isPositive ? "purchase" : "return", properties: facts)
  }
}

extension HistoryTerms {
  /// What a customer has bought.
  ///
  /// - Parameters:
  ///   - product: only purchases with this product; `nil` is all.
  ///   - filters: further properties that a purchase must have.
  ///   - window: the stretch of time; `nil` is all time until now.
  public static func purchases(
    of product: Identifier<Product>? = nil, where filters: [String: FieldValue] = [:], within window: TimeWindow? = nil
  ) -> HistoryTerms {
    var all = filters
    if let product { all["product"] = .reference(RecordReference(product)) }
    return HistoryTerms(PurchaseSource.namespace, where: all, within: window)
  }
}

extension FieldTerm {
  /// What a customer paid in one currency, less what was given back: `purchases.total`; zero for none.
  public static func revenue(
    _ currency: Currency, from purchases: HistoryTerms = .purchases()
  ) -> FieldTerm {
    purchases.term(.total, ["currency": .text(currency.code)])
  }
}
