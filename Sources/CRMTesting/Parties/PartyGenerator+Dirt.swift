extension PartyGenerator {
  /// A row about a party: what somebody happened to know and to write.
  ///
  /// - Parameters:
  ///   - party: the party.
  ///   - truth: its number.
  ///   - isDirty: whether one to four things went wrong; otherwise some values are only missing.
  mutating func observed(_ party: TrueParty, truth: Int, isDirty: Bool) -> GeneratedParty {
    var row = GeneratedParty(id: 0, truth: truth)
    row.isOrganisation = party.isOrganisation
    row.givenName = party.givenName
    row.familyName = party.familyName
    row.middleName = chance(0.5) ? party.middleName : nil
    row.organisationName = party.organisationName
    row.birthday = party.birthday
    row.email = party.email
    row.phone = party.phone
    row.street = party.street
    row.locality = party.locality
    row.postalCode = party.postalCode
    row.taxNumber = party.taxNumber
    if isDirty {
      for _ in 0...below(4) { dirty(&row, party) }
    }
    dropValues(&row)
    return row
  }

  /// Leaves out values; two ways to tell the party from its namesakes stay.
  private mutating func dropValues(_ row: inout GeneratedParty) {
    var left = [row.email, row.phone, row.street, row.birthday.map { _ in "" }, row.taxNumber].count { $0 != nil }
    func mayDrop() -> Bool { left > 2 }
    if mayDrop(), chance(missingShare) { row.email = nil; left -= 1 }
    if mayDrop(), row.phone != nil, chance(missingShare) { row.phone = nil; left -= 1 }
    if mayDrop(), row.birthday != nil, chance(missingShare) { row.birthday = nil; left -= 1 }
    if mayDrop(), row.taxNumber != nil, chance(missingShare * 2) { row.taxNumber = nil; left -= 1 }
    if mayDrop(), row.street != nil, chance(missingShare) {
      row.street = nil
      row.postalCode = nil
      if chance(0.5) { row.locality = nil }
    }
  }

  private mutating func dirty(_ row: inout GeneratedParty, _ party: TrueParty) {
    if row.isOrganisation { return dirtyOrganisation(&row, party) }
    switch below(20) {
    case 0, 1: row.givenName = row.givenName.map { misspelt($0) }
    case 2, 3: row.familyName = row.familyName.map { misspelt($0) }
    case 4: (row.givenName, row.familyName) = (row.familyName, row.givenName)
    case 5, 6:
      if let forms = row.givenName.flatMap({ words.shortNames[$0] }) { row.givenName = pick(forms) }
    case 7: if !words.isIdeographic { row.givenName = row.givenName.map { $0.prefix(1) + "." } }
    case 8: if !words.isIdeographic { row.familyName = row.familyName?.uppercased() }
    case 9: row.familyName = row.familyName.map { misread($0) }
    case 10: row.email = email(of: party)
    case 11: row.email = row.email.map { misspelt($0) }
    case 12: row.phone = phone()
    case 13: row.phone = row.phone.map { wrongDigit($0) }
    case 14: moved(&row)
    case 15, 16: row.birthday = row.birthday.map { mistaken($0) }
    case 17: row.street = row.street.map { abbreviated($0) }
    case 18: row.street = row.street.map { misspelt($0) }
    default: row.locality = row.locality.map { misspelt($0) }
    }
  }

  private mutating func dirtyOrganisation(_ row: inout GeneratedParty, _ party: TrueParty) {
    switch below(9) {
    case 0, 1: row.organisationName = row.organisationName.map { otherForm($0) }
    case 2, 3: row.organisationName = row.organisationName.map { misspelt($0) }
    case 4: row.email = row.email.map { pick(["contact", "mail", "buchung"]) + $0.drop { $0 != "@" } }
    case 5: row.phone = phone()
    case 6: moved(&row)
    case 7: row.street = row.street.map { abbreviated($0) }
    default: row.organisationName = row.organisationName?.uppercased()
    }
  }

  private mutating func moved(_ row: inout GeneratedParty) {
    var other = TrueParty(isOrganisation: row.isOrganisation)
    addAddress(to: &other, hasFlat: chance(0.6))
    row.street = other.street
    row.locality = other.locality
    row.postalCode = other.postalCode
  }

  // MARK: Slips

  /// A text with one slip of the keyboard; of characters that are not typed letter by letter, one is mistaken.
  mutating func misspelt(_ text: String) -> String {
    var letters = Array(text)
    if words.isIdeographic, letters.contains(where: { !$0.isASCII }) { return misread(text) }
    guard letters.count > 2 else { return text }
    let place = 1 + below(letters.count - 1)
    switch below(4) {
    case 0: letters.remove(at: place)
    case 1: letters.insert(letters[place], at: place)
    case 2: letters.swapAt(place, place - 1)
    default: letters[place] = neighbour(of: letters[place])
    }
    return String(letters)
  }

  /// A text in which one character is taken for another that looks or sounds like it.
  mutating func misread(_ text: String) -> String {
    var letters = Array(text)
    for place in letters.indices.shuffled(using: &random) {
      for (one, other) in words.lookalikes where letters[place] == one || letters[place] == other {
        letters[place] = letters[place] == one ? other : one
        return String(letters)
      }
    }
    return text
  }

  private mutating func neighbour(of letter: Character) -> Character {
    for row in words.keyboard {
      guard let place = row.firstIndex(of: letter) else { continue }
      let after = row.index(after: place)
      if after < row.endIndex, place == row.startIndex || chance(0.5) { return row[after] }
      return place == row.startIndex ? letter : row[row.index(before: place)]
    }
    return letter
  }

  private mutating func wrongDigit(_ phone: String) -> String {
    var digits = Array(phone)
    let place = digits.count - 1 - below(min(6, digits.count - 1))
    digits[place] = Character(String(below(10)))
    return String(digits)
  }

  private mutating func mistaken(_ day: CalendarDay) -> CalendarDay {
    let (year, month, date) = day.components
    let mistaken: CalendarDay? =
      switch below(4) {
      case 0, 1: CalendarDay(year: year, month: date, day: month)
      case 2: CalendarDay(year: year + (chance(0.5) ? 1 : -1) * (chance(0.5) ? 10 : 1), month: month, day: date)
      default: CalendarDay(year: year, month: month, day: 1 + below(28))
      }
    return mistaken ?? day
  }

  private func abbreviated(_ line: String) -> String {
    words.abbreviations.reduce(line) { $0.replacing($1.long, with: $1.short) }
  }

  private mutating func otherForm(_ name: String) -> String {
    var core = name.replacing("«", with: "").replacing("»", with: "")
    for form in words.legalForms.sorted(by: { $0.count > $1.count }) {
      if core.hasSuffix(form) { core.removeLast(form.count) }
      if core.hasPrefix(form + " ") { core.removeFirst(form.count + 1) }
    }
    while core.last == " " { core.removeLast() }
    guard chance(0.6) else { return core }
    let form = pick(words.legalForms)
    return words.isIdeographic ? core + form : script == .latin ? "\(core) \(form)" : "\(form) \(core)"
  }

  // MARK: Other letters

  /// The row in Latin letters, by a passport's rules or by the clerk's own.
  mutating func romanised(_ row: GeneratedParty) -> GeneratedParty {
    var latin = row
    latin.givenName = row.givenName.map { loosened(words.latin($0)) }
    latin.familyName = row.familyName.map { loosened(words.latin($0)) }
    latin.middleName = nil
    latin.organisationName = row.organisationName.map { words.latin($0) }
    latin.street = row.street.map { words.latin($0) }
    latin.locality = row.locality.map { words.latin($0) }
    return latin
  }

  /// Spellings that people use in place of the official ones.
  private mutating func loosened(_ name: String) -> String {
    guard !words.isIdeographic, script != .latin else { return name }
    var name = name
    let habits = [
      ("iu", "yu"), ("ia", "ya"), ("kh", "h"), ("shch", "sch"), ("ei", "ey"), ("ii", "iy"), ("Iu", "Yu"), ("Ia", "Ya"),
    ]
    for (official, usual) in habits where chance(0.5) { name = name.replacing(official, with: usual) }
    return name
  }

  // MARK: Chance

  mutating func chance(_ share: Double) -> Bool { Double(random.next() >> 11) * 0x1p-53 < share }

  mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int.random(in: 0..<bound, using: &random) }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

  /// A number from 0 up to 1, more often a small one: the few common names have most of the people.
  mutating func skew() -> Double {
    let share = Double(random.next() >> 11) * 0x1p-53
    return share * share
  }

  mutating func pickSkewed<Value>(_ values: [Value]) -> Value { values[Int(Double(values.count) * skew())] }

  mutating func digits(_ count: Int) -> String {
    var text = ""
    for _ in 0..<max(0, count) { text.append(Character(String(below(10)))) }
    return text
  }
}
