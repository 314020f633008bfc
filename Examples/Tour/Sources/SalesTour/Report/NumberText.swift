import CRM
import Foundation

/// Numbers as the report shows them, the same in every locale.
enum NumberText {
  /// `8,800`.
  static func grouped(_ number: Int) -> String { grouped(String(number)) }

  /// `3,110,729.30`; whole amounts without cents.
  static func amount(_ money: Money) -> String {
    let text = grouped(money.amountText)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  /// `63.2 %`; a dash where there is no rate.
  static func percent(_ rate: Decimal?) -> String {
    guard let rate else { return "–" }
    let tenths = NSDecimalNumber(decimal: rate * 1_000).doubleValue.rounded()
    let whole = Int(tenths)
    return "\(whole / 10).\(whole % 10) %"
  }

  /// The text with spaces before it.
  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// The text with spaces behind it.
  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func grouped(_ text: String) -> String {
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    var groups: [Substring] = []
    var rest = parts.first ?? ""
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    let whole = ([rest] + groups).joined(separator: ",")
    return sign + whole + (parts.count > 1 ? ".\(parts[1])" : "")
  }
}
