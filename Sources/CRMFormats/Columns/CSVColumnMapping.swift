/// Which column of a file means what. Made of suggestions from the headings, then corrected by a person.
public struct CSVColumnMapping: Hashable, Codable, Sendable {
  /// Why a column is thought to mean a field.
  public struct Suggestion: Hashable, Codable, Sendable {
    /// The 0-based column.
    public let column: Int
    /// What it seems to mean.
    public let field: ImportField
    /// 1 for a known heading, less for one that contains a known phrase: the share of its words that the phrase covers,
    /// times 0.9. An ordinal for sorting and for a threshold, not a probability.
    public let score: Double

    /// A suggestion.
    public init(column: Int, field: ImportField, score: Double) {
      self.column = column
      self.field = field
      self.score = score
    }
  }

  /// The field of each mapped column.
  public var fields: [Int: ImportField]
  /// What was suggested and taken, by column. Empty for a mapping made by hand.
  public private(set) var suggestions: [Suggestion]

  /// A mapping made by hand.
  public init(fields: [Int: ImportField] = [:]) {
    self.fields = fields
    suggestions = []
  }

  /// A mapping suggested from headings in English, Russian, Ukrainian, Chinese or German. Letter case, accents, signs,
  /// numbers ("E-mail 2") and run-together words ("BillingCity") do not matter.
  ///
  /// Each field is given to its best column only, except `ImportField.repeatable` ones. A heading that is not known
  /// and holds a word such as "id", "status" or "opt" is left alone: "email opt out" is no address.
  /// O(columns · words²).
  public init(header: [String]) {
    let found = header.enumerated().compactMap { Self.suggestion(for: $1, column: $0) }
    let ranked = found.sorted { ($1.score, $0.column) < ($0.score, $1.column) }
    var taken: Set<ImportField> = []
    var kept: [Suggestion] = []
    for suggestion in ranked {
      let isNew = taken.insert(suggestion.field).inserted
      if isNew || ImportField.repeatable.contains(suggestion.field) { kept.append(suggestion) }
    }
    suggestions = kept.sorted { $0.column < $1.column }
    fields = Dictionary(uniqueKeysWithValues: kept.map { ($0.column, $0.field) })
  }

  /// The columns mapped to a field, in file order.
  public func columns(for field: ImportField) -> [Int] {
    fields.filter { $0.value == field }.keys.sorted()
  }

  /// The texts of a row under a field, in file order, without empty ones.
  public func values(of field: ImportField, in row: CSVRow) -> [String] {
    columns(for: field).compactMap { row[$0] }.filter { !$0.isEmpty }
  }

  private static func suggestion(for heading: String, column: Int) -> Suggestion? {
    let words = HeaderText(heading).words
    guard !words.isEmpty, words.count <= 12 else { return nil }
    if let field = HeaderVocabulary.phrases[words.joined(separator: " ")] {
      return Suggestion(column: column, field: field, score: 1)
    }
    if words.contains(where: HeaderVocabulary.disqualifying.contains) { return nil }
    for length in stride(from: words.count - 1, through: 1, by: -1) {
      for start in stride(from: words.count - length, through: 0, by: -1) {
        let phrase = words[start..<(start + length)].joined(separator: " ")
        guard let field = HeaderVocabulary.phrases[phrase], !HeaderVocabulary.wholeOnly.contains(phrase) else {
          continue
        }
        let share = Double(length) / Double(words.count)
        return Suggestion(column: column, field: field, score: 0.9 * share)
      }
    }
    return nil
  }
}
