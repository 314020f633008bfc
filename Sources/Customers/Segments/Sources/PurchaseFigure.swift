import CRMCore
import Foundation

/// The questions about purchases: the last part of the field's name.
enum PurchaseFigure: String, CaseIterable {
  case count, returns, first, last, total, average, firstValue, lastValue, expectedBy

  init?(_ term: FieldTerm) {
    self.init(rawValue: String(term.name.rawValue.dropFirst(PurchaseSource.namespace.count + 1)))
  }

  var details: FieldDescription {
    let money: [String: FieldValue.Kind] = ["currency": .text]
    func field(
      _ kind: FieldValue.Kind?, _ summary: String, _ parameters: [String: FieldValue.Kind] = [:],
      optional: [String: FieldValue.Kind] = [:]
    ) -> FieldDescription {
      FieldDescription(
        FieldName("\(PurchaseSource.namespace).\(rawValue)"), kind: kind, summary: summary, parameters: parameters,
        optionalParameters: optional, takesFilters: true, takesWindow: true)
    }
    switch self {
    case .count: return field(.integer, "How many purchases.")
    case .returns: return field(.integer, "How often something was given back.")
    case .first: return field(.date, "The first purchase.")
    case .last: return field(.date, "The last purchase.")
    case .total: return field(.money, "What was paid, less what was given back.", money)
    case .average: return field(.money, "What was paid for a purchase on average.", money)
    case .firstValue: return field(nil, "A fact about the first purchase.", ["of": .text])
    case .lastValue: return field(nil, "A fact about the last purchase.", ["of": .text])
    case .expectedBy:
      return field(
        .date, "When the next purchase is due by the customer's own rhythm.", optional: ["tolerance": .integer])
    }
  }

  /// - Throws: a fault if an argument is missing or names no currency.
  func answer(_ term: FieldTerm, over entries: [HistoryEntry]) throws(ConditionFault) -> any TimedAnswer {
    let bought = entries.filter { $0.name == "purchase" }
    switch self {
    case .count, .first, .last, .firstValue, .lastValue: return try history(rawValue, term, bought)
    case .returns: return try history("count", term, entries.filter { $0.name == "return" })
    case .total: return try history("total", term, entries)
    case .average:
      let currency = try currency(of: term)
      let paid = bought.filter {
        if case .money(let total) = $0.properties["total"] { total.currency == currency } else { false }
      }
      return DerivedAnswer(over: try history("count", term, paid)) { entries throws(ConditionFault) in
        try Self.average(entries, currency, term)
      }
    case .expectedBy:
      let tolerance: Int64 = if case .integer(let percent) = term.arguments["tolerance"] { percent } else { 200 }
      return DerivedAnswer(over: try history("count", term, bought)) { entries throws(ConditionFault) in
        Self.expected(entries, tolerance)
      }
    }
  }

  private func history(
    _ figure: String, _ term: FieldTerm, _ entries: [HistoryEntry]
  ) throws(ConditionFault) -> HistoryAnswer {
    var asked = term
    asked.name = FieldName("\(PurchaseSource.namespace).\(figure)")
    if figure == "total" {
      asked.arguments["of"] = .text("total")
      _ = try currency(of: term)
    }
    guard let question = HistoryQuestion(asked) else {
      throw ConditionFault(ConditionFault.Code.missingArgument, subject: term.name.rawValue, ["argument": .text("of")])
    }
    return HistoryAnswer(question, over: entries)
  }

  private func currency(of term: FieldTerm) throws(ConditionFault) -> Currency {
    guard let currency = term.text("currency").flatMap({ Currency($0) }) else {
      throw ConditionFault(
        ConditionFault.Code.missingArgument, subject: term.name.rawValue, ["argument": .text("currency")])
    }
    return currency
  }

  private static func average(
    _ entries: ArraySlice<HistoryEntry>, _ currency: Currency, _ term: FieldTerm
  ) throws(ConditionFault) -> FieldValue? {
    guard !entries.isEmpty else { return nil }
    do {
      var sum = Money.zero(currency)
      for entry in entries { if case .money(let total) = entry.properties["total"] { sum = try sum + total } }
      return .money(try sum.multiplied(by: Ratio(1, over: entries.count), rounding: .halfUp))
    } catch {
      throw ConditionFault(ConditionFault.Code.outOfRange, subject: term.name.rawValue)
    }
  }

  /// The last purchase and so many percent of the mean time between purchases; `nil` before the second day of buying.
  private static func expected(_ entries: ArraySlice<HistoryEntry>, _ tolerance: Int64) -> FieldValue? {
    guard let first = entries.first?.date, let last = entries.last?.date, last > first else { return nil }
    let span = last.millisecondsSince1970 - first.millisecondsSince1970
    let gap = Double(span) / Double(entries.count - 1) * Double(tolerance) / 100
    return .date(Date(millisecondsSince1970: last.millisecondsSince1970 + Int64(gap.rounded())))
  }
}

/// An answer computed from the entries that count.
private struct DerivedAnswer: TimedAnswer {
  let base: HistoryAnswer
  let derive: @Sendable (ArraySlice<HistoryEntry>) throws(ConditionFault) -> FieldValue?

  init(
    over base: HistoryAnswer,
    _ derive: @escaping @Sendable (ArraySlice<HistoryEntry>) throws(ConditionFault) -> FieldValue?
  ) {
    self.base = base
    self.derive = derive
  }

  func value(at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue? { try derive(base.entries(at: moment)) }
  func nextChange(after moment: EvaluationMoment) -> Date? { base.nextChange(after: moment) }
}
