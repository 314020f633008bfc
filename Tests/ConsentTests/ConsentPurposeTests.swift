import Consent
import Foundation
import Testing

@Suite struct ConsentPurposeTests {
  @Test func segmentsCoverNotPrefixes() {
    let user: Purpose = "user"
    #expect(user.covers("user"))
    #expect(user.covers("user.profile"))
    #expect(!user.covers("user_data"))
    #expect(!user.covers("use"))
    #expect(!Purpose("user.profile").covers("user"))
    #expect(user.covers("user@3"))
  }

  @Test func versionIsPartOfTheTextForm() throws {
    #expect(Purpose("a.b", version: 2).rawValue == "a.b@2")
    #expect(Purpose(rawValue: "a.b@2") == Purpose("a.b", version: 2))
    #expect(Purpose(rawValue: "a.b") == Purpose("a.b", version: 1))
    let data = try JSONEncoder().encode(["p": Purpose("a", version: 3)])
    #expect(String(decoding: data, as: UTF8.self) == #"{"p":"a@3"}"#)
    #expect(try JSONDecoder().decode([String: Purpose].self, from: data)["p"] == "a@3")
  }

  @Test func malformedNamesAreSeen() {
    #expect(Purpose("a.b_c").isWellFormed)
    for name in ["", ".", "a..b", "a b", "a.", "a@x"] { #expect(!Purpose(name).isWellFormed, "\(name)") }
    #expect(Purpose("a.b.c").parent == "a.b")
    #expect(Purpose("a").parent == nil)
  }

  @Test func digestIsOfTheCanonicalForm() throws {
    let digester = ConsentFixture.digester
    #expect(
      digester.digest(of: try EmailAddress("Ann@Example.COM"))
        == digester.digest(of: try EmailAddress("ann@example.com")))
    #expect(
      digester.digest(of: try EmailAddress("bob@example.com"))
        != digester.digest(of: try EmailAddress("ann@example.com")))
    let other = ContactDigester(insecureText: "another key")
    #expect(
      other.digest(of: try EmailAddress("ann@example.com")) != digester.digest(of: try EmailAddress("ann@example.com")))
    #expect(ContactDigester(key: Array(repeating: 1, count: 31)) == nil)
    #expect(ContactDigester(key: Array(repeating: 1, count: 32)) != nil)
  }

  @Test func digestIsHMACOfTheDomainAndThePoint() throws {
    // Computed with Python: hmac.new(bytes([1]) * 32, b"consent.point\0email:ann@example.com", "sha256").
    let digester = try #require(ContactDigester(key: Array(repeating: 1, count: 32)))
    let digest = digester.digest(of: try EmailAddress("ann@example.com"))
    #expect(digest.hex == "337eb388c5f4af14bd01403769952de2a230caa9f18a0c05203b136faf266656")
  }
}
