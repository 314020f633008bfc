import CRMCore
import CRMFormats
import Foundation
import Testing

@Suite struct VCardLawTests {
  private static let words = [
    "Ann", "Иван", "王小明", "a,b", "x;y", "back\\slash", "line\nend", "", " blank ", "\"quoted\"", "^caret^n", "tel:+1",
    "é", "👩‍👩‍👧", "a:b", "\\n", "\\,", "1985-04-12", "--0412", "data:image/png;base64,AAAA", "data:,x",
    "http://a.example/b,c;d\\e",
    "M", "geo:1,2", "1.5;2.5", "urn:uuid:1", "+0100", "\u{7}bell", "tab\there", "CRLF\r\nx", "20200102T030405Z", "PREF",
    String(repeating: "long ж ", count: 40),
  ]
  private static let names = [
    "FN", "N", "NICKNAME", "PHOTO", "BDAY", "ANNIVERSARY", "GENDER", "ADR", "TEL", "EMAIL", "IMPP", "LANG", "TZ", "GEO",
    "TITLE", "ROLE", "LOGO", "ORG", "MEMBER", "RELATED", "CATEGORIES", "NOTE", "PRODID", "REV", "SOUND", "UID", "URL",
    "KEY", "FBURL", "X-FOO", "X-ABLABEL", "X-GENDER", "X-ANNIVERSARY", "X-BDAY", "KIND", "CLASS", "NAME", "MAILER",
    "X-TEL", "SOURCE", "XML", "DEATHDATE", "HOBBY", "vendor_name", "AGENT2",
  ]
  private static let parameters = ["TYPE", "PREF", "VALUE", "LANGUAGE", "X-P", "ALTID", "MEDIATYPE", "SORT-AS"]
  private static let values = [
    "home", "WORK", "pref", "1", "2", "text", "uri", "date", "a:b", "a;b", "a,b", "x\"y", "n\nl", "^n", "jpeg",
  ]

  private func randomCard(_ generator: inout SeededGenerator) -> VCard {
    var card = VCard()
    card.append(VCardProperty("FN", text: Self.words.randomElement(using: &generator) ?? ""))
    card.append(VCardProperty("N", components: [["Lee"], ["Ann", "B"], [], [], []]))
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      let name = Self.names.randomElement(using: &generator) ?? "X"
      var own: VCardParameters = [:]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let key = Self.parameters.randomElement(using: &generator) ?? "X-P"
        own.add(key, [Self.values.randomElement(using: &generator) ?? ""])
      }
      if name == "ADR", Bool.random(using: &generator) {
        own["LABEL"] = [Self.words.randomElement(using: &generator) ?? ""]
      }
      let group = Int.random(in: 0..<4, using: &generator) == 0 ? "item1" : nil
      let word = Self.words.randomElement(using: &generator) ?? ""
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: card.append(VCardProperty(name, value: word, parameters: own, group: group))
      case 1: card.append(VCardProperty(name, text: word, parameters: own, group: group))
      case 2: card.append(VCardProperty(name, list: [word, "second"], parameters: own, group: group))
      default: card.append(VCardProperty(name, components: [[word], [], ["a", word]], parameters: own, group: group))
      }
    }
    return card
  }

  /// The first property in which cards differ; nil if they are equal.
  private func difference(_ left: [VCard], _ right: [VCard]) -> String? {
    if left == right { return nil }
    if left.count != right.count { return "\(left.count) and \(right.count) cards" }
    for (one, other) in zip(left, right) where one != other {
      for (a, b) in zip(one.properties, other.properties) where a != b { return "\(a)\n\(b)" }
      return "\(one.properties.map(\.name)) \(other.properties.map(\.name))"
    }
    return nil
  }

  @Test func readingWhatWasWrittenGivesTheSameCard() throws {
    for seed in UInt64(0)..<400 {
      var generator = SeededGenerator(seed: seed)
      let cards = (0..<3).map { _ in randomCard(&generator) }
      for version in [VCard.Version.v30, .v40] {
        let bytes = VCardWriter.bytes(of: cards, version: version)
        let read = VCardReader.cards(in: bytes)
        let found = difference(read, cards.map { $0.completed(for: version) })
        try #require(found == nil, "seed \(seed), \(version)")
        var reader = VCardReader(bytes: bytes)
        while let entry = reader.next() { #expect(entry.issues.isEmpty && entry.version == version, "seed \(seed)") }
      }
    }
  }

  @Test func aPropertyHasOneForm() {
    for seed in UInt64(0)..<300 {
      var generator = SeededGenerator(seed: seed)
      for property in randomCard(&generator).properties {
        let again = VCardProperty(
          property.name, value: property.value, parameters: property.parameters, group: property.group)
        #expect(difference([VCard([again])], [VCard([property])]) == nil, "seed \(seed)")
      }
    }
  }

  @Test func aCardIsTheSameAsJSON() throws {
    for seed in UInt64(0)..<200 {
      var generator = SeededGenerator(seed: seed)
      let card = randomCard(&generator)
      let data = try JSONEncoder().encode(card)
      let found = difference([try JSONDecoder().decode(VCard.self, from: data)], [card])
      try #require(found == nil, "seed \(seed)")
    }
  }

  /// Whatever bytes come: no trap, an end, and what was read can be written and read again.
  @Test func damagedBytesDoNoHarm() throws {
    let sample = """
      BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:=C8=E2=\r\n=E0;=ED\r\n\
      TEL;CELL;PREF:+1\r\nPHOTO;JPEG;ENCODING=BASE64:\r\n AAAA\r\n BBBB\r\n\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:x\r\n\
      END:VCARD\r\nitem1.ADR;TYPE="a;b":;;1\\, 2;c\r\n d;e;f\r\nLABEL:x\r\nEND:VCARD\r\n\
      BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Öl 王\r\nSORT-STRING:a\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-01-02\r\nEND:VCARD\r\n
      """
    let spice: [UInt8] = [
      0x0A, 0x0D, 0x20, 0x3A, 0x3B, 0x3D, 0x22, 0x5C, 0x2E, 0x2C, 0x00, 0x80, 0xFF, 0xD0, 0x5E, 0x09,
    ]
    let rounds = ProcessInfo.processInfo.environment["CRM_SWEEP"] == nil ? 1_500 : 60_000
    for seed in 0..<UInt64(rounds) {
      var generator = SeededGenerator(seed: seed)
      var bytes = Array(sample.utf8)
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.insert(spice.randomElement(using: &generator) ?? 0, at: place)
        case 2: bytes.remove(at: place)
        default:
          let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
          bytes.removeSubrange(place..<end)
        }
        if bytes.isEmpty { bytes = [0x42] }
      }
      let cards = VCardReader.cards(in: bytes)
      for version in [VCard.Version.v30, .v40] {
        let again = VCardReader.cards(in: VCardWriter.bytes(of: cards, version: version))
        let found = difference(again, cards.map { $0.completed(for: version) })
        try #require(found == nil, "seed \(seed), \(version)")
      }
    }
  }
}
