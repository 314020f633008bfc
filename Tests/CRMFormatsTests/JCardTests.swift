import CRMFormats
import Foundation
import Testing

@Suite struct JCardTests {
  /// The shape of RFC 7095, section 3 and appendix B.
  @Test func readsAndWritesTheShapeOfTheStandard() throws {
    let json = """
      ["vcard",[["version",{},"text","4.0"],["fn",{},"text","Simon Perreault"],\
      ["n",{},"text",["Perreault","Simon","","",["ing. jr","M.Sc."]]],["bday",{},"date-and-or-time","--02-03"],\
      ["gender",{},"text","M"],["lang",{"pref":"1"},"text","fr"],\
      ["org",{"type":"work"},"text","Viagenie"],["org",{},"text",["ABC, Inc.","Sales"]],\
      ["tel",{"pref":"1","type":["work","voice"]},"text","+1-418-656-9254"],\
      ["categories",{},"text","a,b","c"],["url",{"group":"item1","type":"home"},"uri","http://nomis80.org"],\
      ["rev",{},"timestamp","2020-01-02T03:04:05Z"],["x-foo",{},"unknown","a\\\\,b"]]]
      """
    let card = try JSONDecoder().decode(VCard.self, from: Data(json.utf8))
    #expect(card.first("N")?.components == [["Perreault"], ["Simon"], [], [], ["ing. jr", "M.Sc."]])
    #expect(card.birthday == VCardDate(month: 2, day: 3))
    #expect(card.all("ORG").map(\.parts) == [["Viagenie"], ["ABC, Inc.", "Sales"]])
    #expect(card.categories == ["a,b", "c"])
    #expect(card.first("URL")?.group == "item1")
    #expect(card.first("X-FOO")?.value == "a\\,b")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(String(decoding: try encoder.encode(card), as: UTF8.self) == json)
  }

  @Test func otherJSONIsRefused() {
    for text in ["[]", "[\"vcard\"]", "{}", "[\"jcard\",[]]", "[\"vcard\",[[\"fn\"]]]"] {
      #expect(throws: (any Error).self) { try JSONDecoder().decode(VCard.self, from: Data(text.utf8)) }
    }
  }
}
