/// Makes bases of parties as they are found in companies: people and organisations, families behind one door, namesakes, and the
/// same party several times with the usual dirt — slips of the keyboard, names that changed places, nicknames, missing values,
/// a new address or telephone, dates with day and month exchanged, letters misread by a machine.
///
/// The same script, seed and numbers give the same rows on every platform.
///
/// ```swift
/// var generator = PartyGenerator(script: .ukrainian, seed: 7)
/// let rows = generator.parties(count: 5_000)
/// ```
public struct PartyGenerator: Sendable {
  /// The share of parties that have more than one row.
  public var duplicateShare = 0.3
  /// The share of parties that are organisations.
  public var organisationShare = 0.12
  /// The share of people who live with the person before them.
  public var householdShare = 0.25
  /// The share of known values that a row lacks.
  public var missingShare = 0.18

  let script: PartyScript
  let words: PartyWords
  var random: SeededGenerator
  /// The mail addresses given out: no two people have one.
  private var mailboxes: Set<String> = []

  /// A generator.
  ///
  /// - Parameters:
  ///   - script: in which letters.
  ///   - seed: any number; the same one gives the same rows.
  public init(script: PartyScript = .latin, seed: UInt64 = 1) {
    self.script = script
    words = .words(of: script)
    random = SeededGenerator(seed: seed)
  }

  /// A base of so many rows in random order. O(n).
  public mutating func parties(count: Int) -> [GeneratedParty] {
    var rows: [GeneratedParty] = []
    var truth = 0
    var neighbour: TrueParty?
    while rows.count < count {
      let party = makeParty(beside: neighbour)
      if !party.isOrganisation { neighbour = party }
      rows.append(observed(party, truth: truth, isDirty: false))
      if chance(duplicateShare) {
        repeat { rows.append(observed(party, truth: truth, isDirty: true)) } while chance(0.3)
      }
      truth += 1
    }
    return shuffled(Array(rows.prefix(count)))
  }

  /// A base in which each party is there once in its own letters and once in Latin ones, in random order. O(n).
  ///
  /// - Parameter count: the number of parties; there are twice as many rows.
  public mutating func partiesInTwoScripts(count: Int) -> [GeneratedParty] {
    var rows: [GeneratedParty] = []
    var neighbour: TrueParty?
    for truth in 0..<count {
      let party = makeParty(beside: neighbour)
      if !party.isOrganisation { neighbour = party }
      rows.append(observed(party, truth: truth, isDirty: false))
      rows.append(romanised(observed(party, truth: truth, isDirty: false)))
    }
    return shuffled(rows)
  }

  private mutating func shuffled(_ rows: [GeneratedParty]) -> [GeneratedParty] {
    var rows = rows.shuffled(using: &random)
    for index in rows.indices { rows[index].id = index }
    return rows
  }

  // MARK: Who there is

  private mutating func makeParty(beside neighbour: TrueParty?) -> TrueParty {
    chance(organisationShare) ? makeOrganisation() : makePerson(beside: neighbour)
  }

  private mutating func makeOrganisation() -> TrueParty {
    var party = TrueParty(isOrganisation: true)
    let name = pick(words.organisationNames)
    let trade = pick(words.organisationTrades)
    let joint = words.isIdeographic ? "" : chance(0.7) || script == .latin ? " " : "-"
    let place = chance(0.3) ? pick(words.towns).name : ""
    let isPlaceFirst = words.isIdeographic
    let core = name + joint + trade
    let full = place.isEmpty ? core : isPlaceFirst ? place + core : core + " " + place
    let form = pick(words.legalForms)
    party.organisationName =
      words.isIdeographic ? full + form : script == .latin ? "\(full) \(form)" : "\(form) «\(full)»"
    addAddress(to: &party, hasFlat: false)
    let domain = mailWord(name) + mailWord(trade).prefix(4) + String(below(1000)) + ".example"
    party.email = pick(["info", "office", "sales", "hello"]) + "@" + domain
    party.phone = phone()
    party.taxNumber = digits(10)
    return party
  }

  private mutating func makePerson(beside neighbour: TrueParty?) -> TrueParty {
    var party = TrueParty(isOrganisation: false)
    let isMale = chance(0.5)
    let isHousehold = neighbour != nil && chance(householdShare)
    // Two of one name under one roof are rare: fathers and sons.
    repeat {
      party.givenName = pickSkewed(isMale ? words.maleNames : words.femaleNames)
    } while isHousehold && party.givenName == neighbour?.givenName && chance(0.95)
    let family = isHousehold ? neighbour?.family ?? familyName() : familyName()
    party.family = family
    party.familyName = isMale ? family : words.female(family)
    if !words.patronymics.isEmpty {
      let father = pick(words.patronymics)
      party.middleName = isMale ? father.son : father.daughter
    }
    if isHousehold, let neighbour {
      party.street = neighbour.street
      party.locality = neighbour.locality
      party.postalCode = neighbour.postalCode
      party.phone = chance(0.3) ? neighbour.phone : phone()
    } else {
      addAddress(to: &party, hasFlat: chance(0.6))
      party.phone = phone()
    }
    party.birthday = CalendarDay(year: 1940 + below(66), month: 1 + below(12), day: 1 + below(28))
    party.email = email(of: party)
    return party
  }

  private mutating func familyName() -> String {
    chance(0.5) ? pickSkewed(words.familyNames) : pick(words.familyStems) + pick(words.familyEndings)
  }

  mutating func addAddress(to party: inout TrueParty, hasFlat: Bool) {
    let town = words.towns[Int(Double(words.towns.count) * skew())]
    party.locality = town.name
    if script == .latin {
      let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
      party.postalCode = "\(town.code)\(1 + below(19)) \(1 + below(9))\(pick(letters))\(pick(letters))"
    } else {
      party.postalCode = town.code + digits(words.postalDigits - town.code.count)
    }
    party.street = words.line(pick(words.streets), 1 + below(140), hasFlat ? 1 + below(180) : nil)
  }

  mutating func phone() -> String { pick(words.phonePrefixes) + digits(words.phoneDigits) }

  mutating func email(of party: TrueParty) -> String {
    let given = mailWord(party.givenName ?? "")
    let family = mailWord(party.familyName ?? "")
    let year = (party.birthday?.year ?? 1980) % 100
    let local: String =
      switch below(5) {
      case 0: "\(given).\(family)"
      case 1: "\(given.prefix(1))\(family)\(year)"
      case 2: "\(family).\(given.prefix(1))\(below(1000))"
      case 3: "\(given)\(below(10_000))"
      default: "\(family)_\(given)\(year)"
      }
    let domain = "@" + pick(words.mailDomains)
    var address = local + domain
    while !mailboxes.insert(address).inserted { address = local + String(below(100_000)) + domain }
    return address
  }

  /// A word as it stands in a mail address.
  private func mailWord(_ word: String) -> String {
    words.latin(word).lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }
}

/// A party as it really is.
struct TrueParty: Sendable {
  var isOrganisation: Bool
  /// The name of the family, in a man's form.
  var family: String?
  var givenName: String?
  var familyName: String?
  var middleName: String?
  var organisationName: String?
  var birthday: CalendarDay?
  var email: String?
  var phone: String?
  var street: String?
  var locality: String?
  var postalCode: String?
  var taxNumber: String?
}
