public import CRMCore
public import Foundation

extension PriceList {
  /// The price of one unit of a product on a day, for a quantity.
  ///
  /// Of the prices that hold on that day, those with the greatest minimum quantity that is reached count; of these the one that
  /// began last. `nil` if the list has none. O(number of prices).
  public func price(of product: Identifier<Product>, on day: CalendarDay, quantity: Decimal = 1) -> Money? {
    var best: Price?
    for price in prices where price.product == product && price.holds(on: day) && price.minimumQuantity <= quantity {
      if let known = best, !price.precedes(known) { continue }
      best = price
    }
    return best?.price
  }

  /// Everything that is wrong with the list: no name, prices in another currency or below zero, ends before their start, and
  /// two prices of one product and quantity which begin on the same day.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if name.trimmedOrNil == nil { problems.append(FieldProblem("name", FieldProblem.Code.missing)) }
    var starts: Set<PriceKey> = []
    for (index, price) in prices.enumerated() {
      let field = "prices[\(index)]"
      if price.price.currency != currency {
        problems.append(
          FieldProblem("\(field).price", FieldProblem.Code.contradicts, ["other": .text("currency")]))
      }
      if price.price.isNegative {
        problems.append(FieldProblem("\(field).price", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
      }
      if price.minimumQuantity <= 0 {
        problems.append(
          FieldProblem("\(field).minimumQuantity", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
      }
      if let from = price.validFrom, let until = price.validUntil, until <= from {
        problems.append(
          FieldProblem("\(field).validUntil", FieldProblem.Code.contradicts, ["other": .text("validFrom")]))
      }
      let key = PriceKey(product: price.product, quantity: price.minimumQuantity, start: price.validFrom)
      if !starts.insert(key).inserted {
        problems.append(FieldProblem("\(field).validFrom", FieldProblem.Code.notUnique))
      }
    }
    return problems
  }
}

private struct PriceKey: Hashable {
  var product: Identifier<Product>
  var quantity: Decimal
  var start: CalendarDay?
}

extension PriceList.Price {
  /// Whether the price holds on a day.
  public func holds(on day: CalendarDay) -> Bool {
    (validFrom.map { $0 <= day } ?? true) && (validUntil.map { day < $0 } ?? true)
  }

  /// Whether it is taken before another one that holds, too.
  fileprivate func precedes(_ other: PriceList.Price) -> Bool {
    if minimumQuantity != other.minimumQuantity { return minimumQuantity > other.minimumQuantity }
    return (validFrom ?? .min) > (other.validFrom ?? .min)
  }
}

extension Product {
  /// Everything that is wrong with the product: no name, a cost below zero, terms of billing that do not count upwards.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if name.trimmedOrNil == nil { problems.append(FieldProblem("name", FieldProblem.Code.missing)) }
    if let cost, cost.isNegative {
      problems.append(FieldProblem("cost", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
    }
    if let recurring {
      if recurring.count < 1 {
        problems.append(FieldProblem("recurring.count", FieldProblem.Code.outOfRange, ["minimum": .integer(1)]))
      }
      if let least = recurring.minimumPeriods, least < 1 {
        problems.append(
          FieldProblem("recurring.minimumPeriods", FieldProblem.Code.outOfRange, ["minimum": .integer(1)]))
      }
      if let days = recurring.noticeDays, days < 0 {
        problems.append(FieldProblem("recurring.noticeDays", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
      }
    }
    return problems
  }
}
