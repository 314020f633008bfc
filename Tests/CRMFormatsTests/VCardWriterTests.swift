import CRMFormats
import Foundation
import Testing

@Suite struct VCardWriterTests {
  private func text(_ card: VCard, _ version: VCard.Version = .v40) -> String {
    String(decoding: VCardWriter.bytes(of: [card], version: version), as: UTF8.self)
  }

  @Test func writesVersionFour() {
    var card = VCard(formattedName: "Ann; Lee, \\Dr")
    card.append(VCardProperty("N", components: [["Lee"], ["Ann"], ["Q", "R"], [], []]))
    card.append(
      VCardProperty("TEL", text: "+49 30 1", parameters: ["TYPE": "cell,pref", "X-A": "a:b\"c\nd^"], group: "i1"))
    card.append(VCardProperty("NOTE", text: "one\r\ntwo\u{7}"))
    card.append(VCardProperty("CATEGORIES", list: ["a,b", "c"]))
    card.append(VCardProperty("BDAY", value: "1985-04-12"))
    #expect(
      text(card) == """
        BEGIN:VCARD\r
        VERSION:4.0\r
        FN:Ann\\; Lee\\, \\\\Dr\r
        N:Lee;Ann;Q,R;;\r
        i1.TEL;TYPE=cell;PREF=1;X-A="a:b^'c^nd^^":+49 30 1\r
        NOTE:one\\ntwo\r
        CATEGORIES:a\\,b,c\r
        BDAY:19850412\r
        END:VCARD\r

        """)
  }

  @Test func writesWhatVersionThreeCannotSayUnderOtherNames() {
    var card = VCard(formattedName: "Ann")
    card.append(
      VCardProperty(
        "ADR", components: [[], [], ["1 A St"], ["B"], [], [], []], parameters: ["TYPE": "home", "LABEL": "1 A St\nB"]))
    card.append(VCardProperty("BDAY", value: "--0412"))
    card.append(VCardProperty("PHOTO", value: "data:image/png;base64,AAAA", parameters: ["PREF": "1"]))
    card.append(VCardProperty("KIND", text: "org"))
    card.append(VCardProperty("GEO", value: "geo:1.5,2.5"))
    card.append(VCardProperty("REV", value: "20200102T030405Z"))
    let lines = text(card, .v30).split(separator: "\r\n").map(String.init)
    #expect(
      lines == [
        "BEGIN:VCARD", "VERSION:3.0", "FN:Ann", "N:;;;;", "ADR;TYPE=home:;;1 A St;B;;;", "LABEL;TYPE=home:1 A St\\nB",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12", "PHOTO;ENCODING=b;TYPE=PNG,PREF:AAAA", "X-KIND:org", "GEO:1.5;2.5",
        "REV:2020-01-02T03:04:05Z", "END:VCARD",
      ])
  }

  @Test func foldsAtSeventyFiveBytesBetweenCharacters() {
    for word in ["ж", "漢", "👩‍👩‍👧", "x", "é"] {
      for lead in 0..<6 {
        let note = String(repeating: "a", count: lead) + String(repeating: word, count: 100)
        var card = VCard(formattedName: "x")
        card.append(VCardProperty("NOTE", text: note))
        let bytes = VCardWriter.bytes(of: [card])
        for line in String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n") {
          #expect(line.utf8.count <= 75)
          #expect(!line.contains("\u{FFFD}"))
        }
        #expect(VCardReader.cards(in: bytes).first?.first("NOTE")?.text == note)
      }
    }
  }

  @Test func aCardAlwaysHasAName() {
    let named = VCard([VCardProperty("N", components: [["Lee"], ["Ann"], [], ["Dr."], []])])
    #expect(named.completed().formattedName == "Dr. Ann Lee")
    #expect(VCard([VCardProperty("ORG", text: "Acme")]).completed().formattedName == "Acme")
    #expect(VCard([VCardProperty("EMAIL", text: "a@b.example")]).completed().formattedName == "a@b.example")
    #expect(text(VCard()).contains("FN:\r\n"))
  }
}
