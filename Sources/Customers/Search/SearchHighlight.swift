import CRMCore

/// A text of a found customer, and which parts of it answer to what was typed.
public struct SearchHighlight: Hashable, Sendable {
  /// Where the text comes from.
  public let field: CustomerSearchField
  /// The text as it is shown.
  public let text: String
  /// The parts of ``text`` to mark, in order, without overlap.
  public let ranges: [Range<String.Index>]
}

extension CustomerSearch {
  /// The texts of a found customer that answer to what was typed, in the order name, organisation, contacts, labels, numbers.
  ///
  /// Of a word that was found by its beginning that beginning is marked; of one that was found by its sound or in spite of
  /// errors the whole word. Empty if the customer does not answer to the text (any more). Reads nothing but the record; some
  /// 10 µs per text.
  ///
  /// - Parameters:
  ///   - text: what was typed.
  ///   - customer: the record.
  public static func highlights(of text: String, in customer: Customer) -> [SearchHighlight] {
    let highlighter = SearchHighlighter(SearchQuery(text), for: customer.searchDocument)
    let phones = customer.contactPoints.compactMap { point -> (text: String, terms: [IndexTerm])? in
      guard case .phone(let number) = point.value else { return nil }
      return (point.displayText, number.searchTerms)
    }
    return customer.searchTexts.compactMap { field, text in
      let ranges =
        field == .phone
        ? phones.first { $0.text.trimmedOrNil == text }.map { highlighter.ranges(inTelephone: text, terms: $0.terms) }
          ?? []
        : highlighter.ranges(in: text, group: field.termGroup)
      return ranges.isEmpty ? nil : SearchHighlight(field: field, text: text, ranges: ranges)
    }
  }
}
