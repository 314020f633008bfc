import CRMCore

/// A heading in comparable form: folded, without signs, counters and text in brackets.
///
/// "E-mail 1 - Value", "e_mail", "EMail" become "e mail value", "e mail", "e mail"; «Ім'я» becomes «імя»;
/// "BillingPostalCode" becomes "billing postal code".
struct HeaderText {
  /// The words, in order.
  let words: [String]

  /// The words with single spaces between.
  var phrase: String { words.joined(separator: " ") }

  init(_ heading: String) {
    var text = ""
    var previousIsLower = false
    var depth = 0
    for scalar in heading.unicodeScalars {
      switch scalar {
      case "(", "（", "[": depth += 1
      case ")", "）", "]": depth = max(0, depth - 1)
      case "'", "’", "ʼ", "`": continue
      default: break
      }
      let properties = scalar.properties
      let isMark = properties.generalCategory == .nonspacingMark
      guard depth == 0, properties.isAlphabetic || properties.numericType != nil || isMark else {
        text += " "
        previousIsLower = false
        continue
      }
      if previousIsLower, properties.isUppercase { text += " " }
      previousIsLower = properties.isLowercase
      text.unicodeScalars.append(scalar)
    }
    words = TextFolding.searchKey(text).split(separator: " ").compactMap(Self.word)
  }

  /// A word with ё as е and without a counter at its end; nil when it is nothing but a counter.
  private static func word(_ text: Substring) -> String? {
    let letters = text.map { $0 == "ё" ? "е" : $0 }
    let end = letters.lastIndex { !($0.isASCII && $0.isNumber) }
    return end.map { String(letters[...$0]) }
  }
}
