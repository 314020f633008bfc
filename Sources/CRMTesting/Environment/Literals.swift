public import Foundation

extension Identifier: ExpressibleByStringLiteral, ExpressibleByUnicodeScalarLiteral,
  ExpressibleByExtendedGraphemeClusterLiteral
{
  /// A readable identifier for tests: equal names are equal identifiers.
  public init(stringLiteral name: String) {
    self.init(derivedFrom: "test", name)
  }
}

extension Date {
  /// A readable instant for tests: `Date("2026-11-21T09:00:00Z")`, or `Date("2026-11-21")` for midnight UTC.
  ///
  /// - Precondition: the text is an ISO 8601 day, or day and time with a zone.
  public init(_ iso8601: StaticString) {
    let text = String(describing: iso8601)
    let style = Date.ISO8601FormatStyle(timeZone: .gmt)
    let parsed: Date?
    if text.contains("T") {
      parsed =
        (try? Date(text, strategy: style))
        ?? (try? Date(
          text,
          strategy: style.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted)))
    } else {
      parsed = try? Date(text, strategy: style.year().month().day())
    }
    precondition(parsed != nil, "not an ISO 8601 instant: \(text)")
    self = parsed ?? .distantPast
  }
}
