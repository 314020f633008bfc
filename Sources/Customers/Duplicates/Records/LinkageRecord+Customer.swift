public import CRMCore

extension LinkageRecord {
  /// What is compared of a customer. Pure.
  ///
  /// - Parameter customer: the customer; points that bounced are compared too, because a dead address still tells who it was.
  public init(_ customer: Customer) {
    self.init(id: customer.id, kind: customer.kind)
    if customer.kind == .person, let name = customer.personName {
      givenNames = [name.given, name.nickname].compactMap(\.trimmedOrNil)
      familyNames = [name.family].compactMap(\.trimmedOrNil)
      middleName = name.middle.trimmedOrNil
      addPhonetic(name)
    } else {
      organisationNames = [customer.legalName, customer.tradingName].compactMap(\.trimmedOrNil)
    }
    if let birthday = customer.birthday { self.birthday = Self.number(birthday) }
    for point in customer.contactPoints {
      switch point.value {
      case .email(let address): emails.append(address.canonical)
      case .phone(let number): phones.append(number.canonical)
      case .postal(let address):
        addresses.append(
          Address(lines: address.lines, locality: address.locality, postalCode: address.postalCode))
      case .handle, .device: break
      }
    }
    identifiers = [customer.organisation?.taxNumber, customer.organisation?.registrationNumber]
      .compactMap(\.trimmedOrNil)
  }

  /// A date as the number that ``birthday`` holds.
  public static func number(_ day: CalendarDay) -> Int {
    let (year, month, day) = day.components
    return year * 10_000 + month * 100 + day
  }

  /// The name as it is said, in other letters, is an alternative to the name as it is written.
  private mutating func addPhonetic(_ name: PersonName) {
    guard let words = name.phonetic.trimmedOrNil?.split(whereSeparator: \.isWhitespace), words.count == 2 else {
      return
    }
    // Which word is the family name nobody says; written like the name itself, it comes first for Han and kana.
    let isFamilyFirst = (name.family ?? "").hasIdeographs
    familyNames.append(String(words[isFamilyFirst ? 0 : 1]))
    givenNames.append(String(words[isFamilyFirst ? 1 : 0]))
  }
}
