/// Takes signs, parentheses and a currency off a number.
enum NumberText {
  /// Currency signs and words that may stand at either end; any three capital ASCII letters are taken too.
  private static let currencies: [[UInt8]] = [
    "US$", "R$", "A$", "C$", "HK$", "NT$", "$", "€", "£", "¥", "￥", "₽", "₴", "₸", "₹", "₩", "₺", "₪", "₫", "zł", "Kč",
    "kr.", "kr", "Fr.", "Ft", "lei", "руб.", "руб", "р.", "грн.", "грн", "元", "円",
  ].map { Array($0.utf8) }

  private static let minusSigns: [[UInt8]] = ["-", "−", "–"].map { Array($0.utf8) }

  /// Whether the number is negative, and its digits and separators with every kind of space as U+0020 and every kind of
  /// apostrophe as U+0027; nil when anything else is left.
  static func strip(_ bytes: ArraySlice<UInt8>) -> (isNegative: Bool, body: [UInt8])? {
    var rest = bytes.trimmingBlanks()
    var isNegative = false
    var isSigned = false
    if rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")"), rest.count > 2 {
      rest = rest.dropFirst().dropLast().trimmingBlanks()
      isNegative = true
      isSigned = true
    }
    var hasCurrency = false
    for _ in 0..<2 {
      if !isSigned, takeSign(&rest, &isNegative) { isSigned = true }
      if !hasCurrency, takeCurrency(&rest, atEnd: false) { hasCurrency = true }
    }
    for _ in 0..<2 {
      if !hasCurrency, takeCurrency(&rest, atEnd: true) { hasCurrency = true }
      if !isSigned, rest.last == UInt8(ascii: "-") {
        rest = rest.dropLast().trimmingBlanks()
        isNegative = true
        isSigned = true
      }
    }
    guard let body = normalised(rest), body.contains(where: isDigit) else { return nil }
    return (isNegative, body)
  }

  /// Whether a byte is an ASCII digit.
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func takeSign(_ rest: inout ArraySlice<UInt8>, _ isNegative: inout Bool) -> Bool {
    if rest.first == UInt8(ascii: "+") {
      rest = rest.dropFirst().trimmingBlanks()
      return true
    }
    guard let sign = minusSigns.first(where: { rest.starts(with: $0) }) else { return false }
    rest = rest.dropFirst(sign.count).trimmingBlanks()
    isNegative = true
    return true
  }

  private static func takeCurrency(_ rest: inout ArraySlice<UInt8>, atEnd: Bool) -> Bool {
    func drop(_ count: Int) {
      rest = (atEnd ? rest.dropLast(count) : rest.dropFirst(count)).trimmingBlanks()
    }
    let edge = atEnd ? rest.suffix(3) : rest.prefix(3)
    if edge.count == 3, edge.allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }) {
      drop(3)
      return true
    }
    for currency in currencies {
      let isThere = atEnd ? rest.suffix(currency.count).elementsEqual(currency) : rest.starts(with: currency)
      if isThere {
        drop(currency.count)
        return true
      }
    }
    return false
  }

  private static func normalised(_ rest: ArraySlice<UInt8>) -> [UInt8]? {
    var body: [UInt8] = []
    var index = rest.startIndex
    while index < rest.endIndex {
      let byte = rest[index]
      let tail = rest[index...]
      if isDigit(byte) || byte == 0x20 || byte == 0x27 || byte == 0x2C || byte == 0x2E {
        body.append(byte)
        index += 1
      } else if tail.starts(with: [0xC2, 0xA0]) {
        body.append(0x20)
        index += 2
      } else if tail.starts(with: [0xE2, 0x80, 0xAF]) || tail.starts(with: [0xE2, 0x80, 0x89]) {
        body.append(0x20)
        index += 3
      } else if tail.starts(with: [0xE2, 0x80, 0x99]) {
        body.append(0x27)
        index += 3
      } else {
        return nil
      }
    }
    return body
  }
}
