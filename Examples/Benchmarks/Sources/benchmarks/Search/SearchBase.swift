import CRMCore
import Customers
import Foundation

/// A seeded base of customers: persons with Latin, Cyrillic and Chinese names, and organisations.
///
/// Family names are put together from syllables, about 30,000 per script, some of them far more frequent than others.
struct SearchBase: Sendable {
  let count: Int
  let seed: UInt64

  private static let latinGiven = [
    "James", "Mary", "John", "Patricia", "Robert", "Jennifer", "Michael", "Linda", "David", "Elizabeth", "William",
    "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Thomas", "Karen", "Daniel", "Nancy", "Anna", "Peter", "Lukas",
    "Sofie", "François", "Chloé", "Jürgen", "Zoë", "Łukasz", "Małgorzata", "Søren", "Ingrid", "Marco", "Giulia", "Ivan",
    "Yulia", "Olga", "Kim", "Ali", "Fatima",
  ]
  private static let cyrillicGiven = [
    "Александр", "Мария", "Дмитрий", "Елена", "Сергей", "Ольга", "Андрей", "Наталья", "Алексей", "Юлия", "Иван", "Анна",
    "Михаил", "Татьяна", "Евгений", "Ирина", "Николай", "Светлана", "Владимир", "Екатерина", "Олександр", "Оксана",
    "Володимир", "Наталія", "Сергій", "Ірина", "Микола", "Юлія", "Тарас", "Галина", "Фёдор", "Жанна", "Харитон",
    "Щедра",
  ]
  private static let latinSyllables = [
    "an", "ber", "car", "den", "ell", "fer", "gar", "hol", "in", "jor", "kel", "lan", "mor", "nor", "ol", "pet", "quin",
    "ros", "sal", "tor", "ul", "van", "wal", "yor", "zim", "bra", "cle", "dro", "fri", "gre", "smi", "sto", "thor",
    "wes",
  ]
  private static let latinEndings = [
    "son", "man", "ton", "ley", "field", "berg", "stein", "ez", "ini", "ard", "er", "ski", "sen", "dahl", "ford",
    "well",
    "by", "er", "ic", "mann", "th", "s", "ova", "ko", "enko",
  ]
  private static let cyrillicSyllables = [
    "ан", "бер", "вол", "гор", "дан", "ер", "жук", "зай", "ива", "кор", "лев", "мор", "нов", "ор", "пет", "рам", "сми",
    "тим", "уша", "фом", "хар", "цве", "чер", "шев", "щер", "юд", "яков", "бог", "гри", "дми", "кра", "про", "сте",
    "тро",
  ]
  private static let cyrillicEndings = [
    "ов", "ова", "ев", "ева", "ин", "ина", "енко", "ченко", "ський", "ська", "ский", "ская", "чук", "юк", "ко", "як",
    "ець",
    "их", "ян", "швили", "баков", "бакова", "нец", "ницкий",
  ]
  private static let hanFamily = Array("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
  private static let hanGiven = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰春梅建国志文晓红")
  private static let trades = [
    "Trading", "Systems", "Foods", "Logistics", "Partners", "Media", "Стройка", "Торг", "Сервис", "Logistik", "Bau",
    "Consulting", "Energy", "Health", "Аптека", "Техно",
  ]
  private static let tags = ["key account", "newsletter", "partner", "vip", "оптовик", "архив", "churn risk", "trial"]

  /// The customer with a number; the same number gives the same customer.
  func customer(_ number: Int) -> Customer {
    var generator = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    let id = Identifier<Customer>(Self.uuid(number))
    let date = Date(timeIntervalSince1970: 1_700_000_000 + Double(number))
    let share = Int.random(in: 0..<100, using: &generator)
    var customer: Customer
    if share < 10 {
      let name =
        "\(Self.family(Int.random(in: 0..<2, using: &generator) == 0, &generator)) \(Self.pick(Self.trades, &generator))"
      customer = .organisation(id: id, name: name, now: date)
    } else {
      customer = .person(id: id, name: Self.name(share, &generator), now: date)
    }
    let latin = Transliteration.latin(customer.personName?.family ?? customer.legalName ?? "", scheme: .russianPassport)
    addContacts(number, latin, to: &customer, &generator)
    if Int.random(in: 0..<5, using: &generator) == 0 { customer.tags = [Self.pick(Self.tags, &generator)] }
    if number.isMultiple(of: 2) { customer.foreignKeys = [ForeignKey("C-\(1_000_000 + number)", in: "erp")] }
    return customer
  }

  private static func uuid(_ number: Int) -> UUID {
    let n = UInt64(number)
    func byte(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: n >> shift) }
    return UUID(uuid: (1, 0x8C, 0, 0, byte(24), byte(16), 0x70, 0, 0x80, 0, 0, 0, 0, 0, byte(8), byte(0)))
  }

  static func name(_ share: Int, _ generator: inout SeededGenerator) -> PersonName {
    switch share {
    case ..<50: PersonName(given: pick(latinGiven, &generator), family: family(true, &generator))
    case ..<95: PersonName(given: pick(cyrillicGiven, &generator), family: family(false, &generator))
    default:
      PersonName(
        given: String((0..<Int.random(in: 1...2, using: &generator)).map { _ in pick(hanGiven, &generator) }),
        family: String(pick(hanFamily, &generator)))
    }
  }

  static func family(_ isLatin: Bool, _ generator: inout SeededGenerator) -> String {
    let syllables = isLatin ? latinSyllables : cyrillicSyllables
    let stem = pick(syllables, &generator) + pick(syllables, &generator)
    return (stem + pick(isLatin ? latinEndings : cyrillicEndings, &generator)).capitalized
  }

  /// The earlier items are more frequent.
  static func pick<Item>(_ items: [Item], _ generator: inout SeededGenerator) -> Item {
    let part = Double.random(in: 0..<1, using: &generator)
    return items[Int(part * part * Double(items.count))]
  }

  private func addContacts(
    _ number: Int, _ latin: String, to customer: inout Customer, _ generator: inout SeededGenerator
  ) {
    var points: [ContactPoint] = []
    let local = latin.lowercased().unicodeScalars.filter { (0x61...0x7A).contains($0.value) }
    if Int.random(in: 0..<5, using: &generator) > 0 {
      let text = "\(String(String.UnicodeScalarView(local))).\(number % 9_973)@mail\(number % 499).example"
      if let address = try? EmailAddress(text) { points.append(ContactPoint(.email(address))) }
    }
    if Int.random(in: 0..<5, using: &generator) > 0 {
      let code = Self.pick(["7", "380", "49", "1", "44", "86"], &generator)
      let rest = String(Int.random(in: 200_000_000...999_999_999, using: &generator))
      if let phone = try? PhoneNumber(e164: "+\(code)\(rest)") { points.append(ContactPoint(.phone(phone))) }
    }
    customer.contactPoints = ContactPoints(points)
  }
}
