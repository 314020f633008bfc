import CRMCore
import Customers

/// The kinds of texts that are searched for.
enum SearchQueryKind: String, CaseIterable, Sendable {
  case oneLetter, beginning, givenAndBeginning, typingError, otherScript, phone, email, keyboardLayout, twoLetters,
    nothing

  var title: String {
    switch self {
    case .oneLetter: "one letter or digit"
    case .beginning: "beginning of a name, 2–8 letters"
    case .givenAndBeginning: "given name, beginning of family name"
    case .typingError: "family name with an error, also with given name"
    case .otherScript: "name typed in the other script"
    case .phone: "first or last digits of a number"
    case .email: "beginning of an e-mail address"
    case .keyboardLayout: "name typed with the wrong layout"
    case .twoLetters: "two words of one letter each"
    case .nothing: "letters that nobody is called by"
    }
  }
}

/// Makes queries about customers of a base.
struct SearchQueries {
  private let base: SearchBase
  private var generator: SeededGenerator

  init(_ base: SearchBase, seed: UInt64) {
    self.base = base
    generator = SeededGenerator(seed: seed)
  }

  mutating func query(_ kind: SearchQueryKind) -> String {
    switch kind {
    case .oneLetter: return String(pick(Array("abcdefghijklmnopqrstuvwxyzабвгдежзиклмнопрстуфхцчшщэюяії0123456789王李伟")))
    case .twoLetters: return "\(letter()) \(letter())"
    case .nothing:
      return String((0..<Int.random(in: 4...9, using: &generator)).map { _ in pick(Array("qxzwjkvfъэюйщ")) })
    case .beginning: return beginning(of: names().family, 2...8)
    case .givenAndBeginning:
      let name = names()
      return "\(name.given) \(beginning(of: name.family, 1...6))"
    case .typingError: return misspelt()
    case .otherScript:
      let name = names(isCyrillic: true)
      let latin = Transliteration.latin(pick([name.family, name.given]), scheme: pick([.russianPassport, .ukrainian]))
      return beginning(of: latin, 1...12)
    case .phone: return phone()
    case .email: return email()
    case .keyboardLayout: return typedOnLatin(beginning(of: names(isCyrillic: true).family.lowercased(), 4...9))
    }
  }

  private mutating func letter() -> Character { pick(Array("abcdeiklmnoprstvабвгдеиклмнопрст")) }

  private mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: 0..<items.count, using: &generator)]
  }

  private mutating func anyCustomer() -> Customer { base.customer(Int.random(in: 0..<base.count, using: &generator)) }

  private mutating func names(isCyrillic: Bool? = nil) -> (given: String, family: String) {
    while true {
      guard let name = anyCustomer().personName, let given = name.given, let family = name.family else { continue }
      let cyrillic =
        (family.unicodeScalars.first?.value ?? 0) >= 0x400 && (family.unicodeScalars.first?.value ?? 0) < 0x500
      if isCyrillic.map({ $0 == cyrillic }) ?? true { return (given, family) }
    }
  }

  private mutating func beginning(of text: String, _ lengths: ClosedRange<Int>) -> String {
    String(text.prefix(Int.random(in: lengths, using: &generator)))
  }

  private mutating func misspelt() -> String {
    while true {
      let name = names()
      var letters = Array(name.family)
      guard letters.count >= 5 else { continue }
      let place = Int.random(in: 0..<letters.count - 1, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: letters.swapAt(place, place + 1)
      case 1: letters.remove(at: place)
      case 2: letters.insert(letters[place], at: place)
      default: letters[place] = letters[place].unicodeScalars.allSatisfy { $0.isASCII } ? "x" : "ы"
      }
      return pick([true, false]) ? String(letters) : "\(name.given) \(String(letters))"
    }
  }

  private mutating func phone() -> String {
    while true {
      for point in anyCustomer().contactPoints {
        guard case .phone(let number) = point.value else { continue }
        let digits = String(number.e164.dropFirst())
        let length = Int.random(in: 3...9, using: &generator)
        return pick([
          String(digits.prefix(length)), String(digits.suffix(length)), String(number.nationalNumber.prefix(length)),
        ])
      }
    }
  }

  private mutating func email() -> String {
    while true {
      for point in anyCustomer().contactPoints {
        guard case .email(let address) = point.value else { continue }
        return beginning(of: address.text, 2...24)
      }
    }
  }

  private func typedOnLatin(_ text: String) -> String {
    let cyrillic = Array("йцукенгшщзхъфывапролджэячсмитьбюёії")
    let latin = Array("qwertyuiop[]asdfghjkl;'zxcvbnm,.`s]")
    return String(text.map { letter in cyrillic.firstIndex(of: letter).map { latin[$0] } ?? letter })
  }
}
