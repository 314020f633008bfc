import Foundation

extension Money {
  /// An amount from the end of an exact calculation in decimals, rounded half-even to the minor unit.
  ///
  /// `Decimal` holds 38 digits, so a sum of thirds ends in …9996: the number is first put on the nearest 10⁻²⁰ and only then
  /// rounded, which makes a tie a tie again.
  init(snapping exact: Decimal, _ currency: Currency) throws(MoneyError) {
    let nudge = Decimal(sign: exact < 0 ? .minus : .plus, exponent: -21, significand: 5)
    let text = (exact + nudge).description
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let cut = parts.count == 2 ? "\(parts[0]).\(parts[1].prefix(20))" : text
    try self.init(cut, currency, rounding: .halfEven)
  }
}
