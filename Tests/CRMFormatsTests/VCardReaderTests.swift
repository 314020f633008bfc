import CRMFormats
import Foundation
import Testing

@Suite struct VCardReaderTests {
  private func entries(_ bytes: [UInt8], pieces: Int? = nil) -> [VCardEntry] {
    var reader = VCardReader()
    var entries: [VCardEntry] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      reader.append(rest.prefix(pieces ?? rest.count))
      rest = rest.dropFirst(pieces ?? rest.count)
      while let entry = reader.next() { entries.append(entry) }
    }
    reader.finish()
    while let entry = reader.next() { entries.append(entry) }
    return entries
  }

  private func entry(_ text: String) throws -> VCardEntry {
    let bytes = Array(text.replacing("\n", with: "\r\n").utf8)
    let found = entries(bytes)
    #expect(found.map(\.card) == entries(bytes, pieces: 1).map(\.card), "pieces of one byte gave other cards")
    #expect(found.count == 1)
    return try #require(found.first)
  }

  private func card(_ text: String) throws -> VCard { try entry(text).card }

  @Test func readsWhatAndroidWrites() throws {
    let card = try card(
      """
      BEGIN:VCARD
      VERSION:2.1
      N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=B2;=D0=98=D0=B2=D0=B0=D0=BD;;;
      FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=D0=B0=D0=BD =D0=98=D0=B2=
      =D0=B0=D0=BD=D0=BE=D0=B2
      TEL;CELL:+7-916-123-45-67
      TEL;WORK;PREF:8 (495) 123-45-67
      EMAIL;HOME:ivan@example.ru
      ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;=D1=83=D0=BB. =D0=9C=D0=B8=D1=80=D0=B0, 5;=
      =D0=9C=D0=BE=D1=81=D0=BA=D0=B2=D0=B0;;101000;=D0=A0=D0=BE=D1=81=D1=81=D0=B8=D1=8F
      NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:first line=0D=0Asecond; with, signs \\n
      X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Vanya;1;;;;;;;;;;;;;
      BDAY:1985-04-12
      PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQEASABIAAD/
       2wBDAAYEBQYFBAYGBQYHBwYIChAK

      END:VCARD
      """)
    #expect(card.formattedName == "Иван Иванов")
    #expect(card.first("N")?.components == [["Иванов"], ["Иван"], [], [], []])
    #expect(card.all("TEL").map(\.text) == ["8 (495) 123-45-67", "+7-916-123-45-67"])
    #expect(card.first("TEL")?.parameters.types == ["work"] && card.first("TEL")?.parameters.preference == 1)
    #expect(card.first("ADR")?.parts == ["", "", "ул. Мира, 5", "Москва", "", "101000", "Россия"])
    #expect(card.first("NOTE")?.text == "first line\nsecond; with, signs \\n")
    #expect(card.first("X-ANDROID-CUSTOM")?.parts.prefix(3) == ["vnd.android.cursor.item/nickname", "Vanya", "1"])
    #expect(card.birthday?.calendarDay?.description == "1985-04-12")
    let photo = try #require(card.first("PHOTO")?.data)
    #expect(photo.mediaType == "image/jpeg" && photo.bytes.count == 42 && photo.bytes.starts(with: [0xFF, 0xD8, 0xFF]))
  }

  @Test func readsWhatAnIPhoneWrites() throws {
    let card = try card(
      """
      BEGIN:VCARD
      VERSION:3.0
      PRODID:-//Apple Inc.//iPhone OS 17.0//EN
      N:Appleseed;John;Q.;Dr.;Jr.
      FN:Dr. John Q. Appleseed Jr.
      ORG:Example\\; Sons\\, Ltd;Sales;
      item1.EMAIL;type=INTERNET;type=pref:john@example.com
      item1.X-ABLabel:_$!<HomePage>!$_
      EMAIL;type=INTERNET;type=WORK:second@example.com
      TEL;type=CELL;type=VOICE;type=pref:+1 (555) 010-0000
      item2.ADR;type=HOME;type=pref:;;1 Infinite Loop\\nBldg 2;Cupertino;CA;95014;United States
      item2.X-ABADR:us
      item3.URL;type=pref:https\\://example.com/a\\,b
      item3.X-ABLabel:Blog
      BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29
      PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ
       SkZJRg==
      X-SOCIALPROFILE;type=twitter:http://twitter.com/john
      NOTE:Long text that is
        folded in the middle of a sen
       tence.
      REV:2023-01-02T03:04:05Z
      UID:E0C5-77
      END:VCARD
      """)
    #expect(card.first("ORG")?.parts == ["Example; Sons, Ltd", "Sales", ""])
    let mail = try #require(card.first("EMAIL"))
    #expect(mail.text == "john@example.com" && mail.group == "item1" && card.label(of: mail) == "HomePage")
    #expect(card.all("EMAIL").map { card.label(of: $0) } == ["HomePage", "work"])
    #expect(card.first("TEL")?.parameters.types == ["cell", "voice"])
    #expect(card.first("ADR")?.parts[2] == "1 Infinite Loop\nBldg 2")
    #expect(card.first("URL")?.value == "https://example.com/a,b")
    #expect(card.birthday == VCardDate(month: 2, day: 29) && card.birthday?.description == "--0229")
    #expect(card.first("PHOTO")?.value == "data:image/jpeg;base64,/9j/4AAQSkZJRg==")
    #expect(card.first("NOTE")?.text == "Long text that is folded in the middle of a sentence.")
    #expect(card.first("REV")?.value == "20230102T030405Z")
    #expect(card.first("UID")?.text == "E0C5-77" && card.first("UID")?.parameters.valueType == "text")
  }

  @Test func readsWhatOutlookAndOldPhonesWrite() throws {
    let card = try card(
      """
      BEGIN:VCARD
      VERSION:2.1
      N;LANGUAGE=de:Müller;Jörg;;Herr
      FN:Herr Jörg Müller
      TEL;WORK;VOICE:030/12345
      TEL;WORK;FAX:030/12346
      ADR;WORK;PREF:;;Hauptstr. 1;Berlin;;10115;Deutschland
      LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:Hauptstr. 1=0D=0A=
      10115 Berlin
      X-MS-OL-DEFAULT-POSTAL-ADDRESS:2
      EMAIL;PREF;INTERNET:joerg@example.de
      GEO:52.52,13.40
      AGENT:
      BEGIN:VCARD
      VERSION:2.1
      FN:The Agent
      TEL:1
      END:VCARD
      REV:20200229T120000Z
      END:VCARD
      """)
    #expect(card.first("N")?.components == [["Müller"], ["Jörg"], [], ["Herr"], []])
    #expect(card.first("N")?.parameters["LANGUAGE"] == ["de"])
    #expect(card.first("ADR")?.parameters["LABEL"] == ["Hauptstr. 1\n10115 Berlin"])
    #expect(card.first("GEO")?.value == "geo:52.52,13.40")
    let agent = try #require(card.first("RELATED"))
    #expect(agent.parameters.types == ["agent"])
    #expect(VCardReader.cards(in: Array(agent.text.utf8)).first?.formattedName == "The Agent")
    #expect(card.all("TEL").count == 2 && card.first("REV") != nil)
  }

  @Test func readsNamedAndUnnamedCharacterSets() throws {
    // "Иванов" in windows-1251, KOI8-R and quoted-printable windows-1251; "王" in GB 2312.
    let cyrillic: [UInt8] = [0xC8, 0xE2, 0xE0, 0xED, 0xEE, 0xE2]
    let koi: [UInt8] = [0xE9, 0xD7, 0xC1, 0xCE, 0xCF, 0xD7]
    var bytes = Array("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=windows-1251:".utf8) + cyrillic
    bytes += Array("\nTITLE;CHARSET=KOI8-R:".utf8) + koi
    bytes += Array("\nROLE;CHARSET=WINDOWS-1251;QUOTED-PRINTABLE:=C8=E2=E0=ED=EE=E2".utf8)
    bytes += Array("\nNOTE:".utf8) + cyrillic + [0x20] + cyrillic
    bytes += Array("\nORG;CHARSET=GB2312:".utf8) + [0xCD, 0xF5] + Array("\nEND:VCARD\n".utf8)
    let card = try #require(entries(bytes).first?.card)
    #expect(card.formattedName == "Иванов")
    #expect(card.first("TITLE")?.text == "Иванов" && card.first("ROLE")?.text == "Иванов")
    #expect(card.first("NOTE")?.text == "Иванов Иванов", "found out without being told")
    #expect(card.first("ORG")?.parts == ["王"])
  }

  @Test func readsFilesInUTF16() throws {
    let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë 王\r\nEND:VCARD\r\n"
    for isBig in [true, false] {
      var bytes: [UInt8] = []
      for unit in text.utf16 {
        let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        bytes += isBig ? pair : pair.reversed()
      }
      for mark in [true, false] {
        let start: [UInt8] = mark ? (isBig ? [0xFE, 0xFF] : [0xFF, 0xFE]) : []
        #expect(entries(start + bytes, pieces: 3).first?.card.formattedName == "Zoë 王")
      }
    }
  }

  @Test func foldsInsideOfACharacterAreMended() throws {
    let name = Array("FN:Öl".utf8)
    var bytes = Array("BEGIN:VCARD\r\nVERSION:3.0\r\n".utf8) + name.prefix(4)
    bytes += Array("\r\n ".utf8) + name.dropFirst(4) + Array("\r\nEND:VCARD\r\n".utf8)
    #expect(entries(bytes, pieces: 1).first?.card.formattedName == "Öl")
  }

  @Test func severalCardsAndMissingPartsAreToldWithTheirLines() throws {
    let text = """
      BEGIN:VCARD
      FN:One
      TEL:1
      BEGIN:VCARD
      VERSION:3.0
      FN:Two
      item1.:nothing
      NOTE:it goes on
      without a fold
      END:VCARD
      rubbish
      BEGIN:VCARD
      VERSION:4.0
      FN:Three
      """
    let found = entries(Array(text.utf8))
    #expect(found.map(\.card.formattedName) == ["One", "Two", "Three"])
    #expect(found.map(\.line) == [1, 4, 12])
    #expect(found.map(\.version) == [nil, .v30, .v40])
    #expect(found[0].issues == [VCardIssue(code: .missingEnd, line: 1), VCardIssue(code: .missingVersion, line: 1)])
    #expect(found[1].issues == [VCardIssue(code: .malformedLine, line: 7), VCardIssue(code: .unfoldedLine, line: 8)])
    #expect(found[1].card.first("NOTE")?.text == "it goes on\nwithout a fold")
    #expect(found[2].issues.map(\.code) == [.missingEnd])
  }

  @Test func birthdaysAreReadInAllTheirForms() {
    let forms: [String: String?] = [
      "19850412": "19850412", "1985-04-12": "19850412", "--0412": "--0412", "--04-12": "--0412", "--04": "--04",
      "---12": "---12", "--13": nil, "1985-13": nil, "1985-04": "1985-04", "1985": "1985",
      "1985-04-12T00:00:00Z": "19850412T000000Z",
      "20000230": nil, "--0230": nil, "": nil, "12.04.1985": nil, "198": nil, "1985-4-12": nil, "--": nil,
    ]
    for (text, expected) in forms { #expect(VCardDate(text)?.description == expected, "\(text)") }
    let other = VCardProperty("BDAY", text: "12.04.1985")
    #expect(other.date == nil && other.text == "12.04.1985" && other.parameters.valueType == "text")
  }

  @Test func aCardThatIsTooLongIsCutAndTheNextOneIsRead() throws {
    let big = "BEGIN:VCARD\nVERSION:3.0\nFN:Big\nNOTE:\(String(repeating: "x", count: 5_000))\nEND:VCARD\n"
    let small = "BEGIN:VCARD\nVERSION:3.0\nFN:Small\nEND:VCARD\n"
    var reader = VCardReader(bytes: Array((big + small).utf8), maximumCardBytes: 2_000)
    let first = reader.next()
    #expect(first?.card.formattedName == "Big" && first?.issues.contains { $0.code == .tooLong } == true)
    #expect(reader.next()?.card.formattedName == "Small")
    #expect(reader.next() == nil)
  }

  @Test func typesComeInManySpellings() throws {
    let card = try card(
      """
      BEGIN:VCARD
      VERSION:3.0
      FN:x
      TEL;CELL;HOME:1
      TEL;TYPE=CELL,HOME:1
      TEL;type=cell;type=home;TYPE=CELL:1
      TEL;TYPE="cell,home";X-A="a;b:c":1
      TEL;VALUE=uri;TYPE=cell:tel:+49-30-1;ext=5
      END:VCARD
      """)
    let phones = card.all("TEL")
    #expect(
      phones.map(\.parameters.types).prefix(4) == [
        ["cell", "home"], ["cell", "home"], ["cell", "home"], ["cell", "home"],
      ])
    #expect(phones[3].parameters["x-a"] == ["a;b:c"])
    #expect(phones[4].text == "+49-30-1;ext=5" && phones[4].parameters.valueType == nil)
  }
}
