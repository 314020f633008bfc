extension Money {
  /// Splits the amount in proportion to weights so that the parts add up to it exactly.
  ///
  /// Each part is within one minor unit of its exact share. What truncation leaves over goes, one minor unit each, to
  /// the parts with the largest remainders, the earlier part first among equals; a part of weight zero gets nothing.
  /// A negative amount is split like its opposite. Complexity: O(n log n).
  /// Source: the largest remainder method (Hamilton).
  ///
  /// - Throws: `MoneyError.invalidWeights` when there is no weight, one is negative, or all are zero.
  public func allocated(by weights: [Int]) throws(MoneyError) -> [Money] {
    guard !weights.isEmpty, weights.allSatisfy({ $0 >= 0 }) else { throw .invalidWeights }
    let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
    guard total > 0 else { throw .invalidWeights }

    let amount = Int128(minorUnits.magnitude)
    var shares: [Int128] = []
    var remainders: [Int128] = []
    for weight in weights {
      let (quotient, remainder) = (amount * Int128(weight)).quotientAndRemainder(dividingBy: total)
      shares.append(quotient)
      remainders.append(remainder)
    }
    let leftOver = amount - shares.reduce(0, +)
    let order = weights.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
    for index in order.prefix(Int(leftOver)) { shares[index] += 1 }

    var parts: [Money] = []
    for share in shares {
      guard let units = Int64(exactly: isNegative ? -share : share) else { throw .overflow }
      parts.append(Money(minorUnits: units, currency: currency))
    }
    return parts
  }

  /// Splits the amount into equal parts that add up to it exactly; the first parts take what is left over.
  ///
  /// - Throws: `MoneyError.invalidWeights` when the number of parts is not positive.
  public func allocated(parts: Int) throws(MoneyError) -> [Money] {
    guard parts > 0 else { throw .invalidWeights }
    return try allocated(by: Array(repeating: 1, count: parts))
  }
}

extension Sequence<Money> {
  /// The sum; zero when there are no amounts.
  ///
  /// Added in 128 bits, so only the final sum has to fit, in whatever order the amounts come. Complexity: O(n).
  ///
  /// - Throws: `MoneyError.currencyMismatch` when an amount has another currency, or `.overflow`.
  public func total(in currency: Currency) throws(MoneyError) -> Money {
    var sum: Int128 = 0
    for money in self {
      if money.currency != currency { throw .currencyMismatch(currency, money.currency) }
      sum += Int128(money.minorUnits)
    }
    guard let minorUnits = Int64(exactly: sum) else { throw .overflow }
    return Money(minorUnits: minorUnits, currency: currency)
  }

  /// One sum for each currency that occurs. Complexity: O(n).
  ///
  /// - Throws: `MoneyError.overflow`.
  public func totalsByCurrency() throws(MoneyError) -> [Currency: Money] {
    var sums: [Currency: Int128] = [:]
    for money in self { sums[money.currency, default: 0] += Int128(money.minorUnits) }
    var totals: [Currency: Money] = [:]
    for (currency, sum) in sums {
      guard let minorUnits = Int64(exactly: sum) else { throw .overflow }
      totals[currency] = Money(minorUnits: minorUnits, currency: currency)
    }
    return totals
  }
}
