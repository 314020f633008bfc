import CRMCore
import Foundation
import Testing

@Suite struct EmailAddressTests {
  private func problems(_ text: String) -> [ContactPointProblem] {
    do throws(ContactPointError) {
      _ = try EmailAddress(text)
      return []
    } catch {
      return error.problems
    }
  }

  /// Valid addresses of RFC 3696 section 3 (with its errata), RFC 5321 4.1.3, RFC 5322 3.4.1, RFC 6531 and the
  /// examples of Wikipedia's "Email address"; addresses of Japanese carriers; domains with one label.
  @Test(arguments: [
    "simple@example.com", "very.common@example.com", "FirstName.LastName@EasierReading.org", "x@example.com",
    "long.email-address-with-hyphens@and.subdomains.example.com", "user.name+tag+sorting@example.com",
    "name/surname@example.com",
    "admin@example", "example@s.example", "\" \"@example.org", "\"john..doe\"@example.org",
    "mailhost!username@example.org",
    "\"very.(),:;<>[]\\\".VERY.\\\"very@\\\\ \\\"very\\\".unusual\"@strange.example.com",
    "user%example.com@example.org",
    "user-@example.org", "postmaster@[123.123.123.123]", "postmaster@[IPv6:2001:0db8:85a3:0000:0000:8a2e:0370:7334]",
    "_test@[IPv6:2001:0db8:85a3:0000:0000:8a2e:0370:7334]", "user@[IPv6:::1]", "user@[IPv6:2001:db8::ffff:192.0.2.1]",
    "\"Abc\\@def\"@example.com", "\"Fred Bloggs\"@example.com", "customer/department=shipping@example.com",
    "$A12345@example.com",
    "!def!xyz%abc@example.com", "_somename@example.com", "Pelé@example.com", "δοκιμή@παράδειγμα.δοκιμή", "我買@屋企.香港",
    "二ノ宮@黒川.日本", "медведь@с-балалайкой.рф", "संपर्क@डाटामेल.भारत", "a..b.@docomo.ne.jp", ".a@ezweb.ne.jp", "a@b_c.example.com",
    "user@xn--bcher-kva.example", "1@2.com", "a@1.2.3.example",
  ])
  func acceptsWhatIsDeliverable(text: String) throws {
    #expect(problems(text) == [])
    #expect(try EmailAddress(text).text == text)
  }

  /// Invalid addresses of the same sources.
  @Test(arguments: [
    ("abc.example.com", "email: missingAtSign"), ("a@b@c@example.com", "localPart: invalidCharacter"),
    ("a\"b(c)d,e:f;g<h>i[j\\k]l@example.com", "localPart: brokenQuotation"),
    ("just\"not\"right@example.com", "localPart: brokenQuotation"),
    ("this is\"not\\allowed@example.com", "localPart: brokenQuotation"),
    ("a b@example.com", "localPart: invalidCharacter"),
    ("1234567890123456789012345678901234567890123456789012345678901234+x@example.com", "localPart: tooLong"),
    ("i.like.underscores@but their not allowed.com", "domain: invalidCharacter"), ("", "email: empty"),
    ("@", "localPart: empty, domain: empty"),
    ("@example.com", "localPart: empty"), ("ann@", "domain: empty"), ("ann@-a.com", "domain: misplacedHyphen"),
    ("ann@a..com", "domain: emptyLabel"), ("ann@192.0.2.1", "domain: numericTopLevel"),
    ("ann@[300.0.0.1]", "domain: invalidAddressLiteral"), ("ann@[IPv6:1::2::3]", "domain: invalidAddressLiteral"),
    ("ann@[IPv6:1:2:3:4:5:6:7]", "domain: invalidAddressLiteral"), ("ann@[1.2.3.4", "domain: invalidAddressLiteral"),
    ("\"a\"b\"@example.com", "localPart: brokenQuotation"), ("\"a\\\"@example.com", "localPart: brokenQuotation"),
    ("Ann <ann@example.com>", "localPart: invalidCharacter, domain: invalidCharacter"),
    ("a\u{7}b@example.com", "localPart: invalidCharacter"),
  ])
  func refusesWhatCannotBeWithEveryReason(text: String, reasons: String) {
    #expect(ContactPointError(problems(text)).description == reasons)
  }

  /// RFC 5321 4.5.3.1 and RFC 3696 erratum 1690: 64 octets before the @, 254 in all, 63 in a label.
  @Test func lengthsAreCountedInOctets() {
    let label = String(repeating: "a", count: 63)
    let local64 = String(repeating: "x", count: 64)
    #expect(problems("\(local64)@example.com").isEmpty)
    #expect(problems("x\(local64)@example.com").map(\.reason) == [.tooLong])
    #expect(problems("\(String(repeating: "é", count: 33))@example.com").map(\.reason) == [.tooLong])
    #expect(problems("a@\(label).com").isEmpty)
    #expect(problems("a@a\(label).com").map(\.reason) == [.labelTooLong])
    let domain = "\(label).\(label).\(String(repeating: "b", count: 57)).com"
    #expect(domain.utf8.count == 189)
    #expect(problems("\(local64)@\(domain)").isEmpty)
    #expect(problems("\(local64)@b\(domain)").contains(ContactPointProblem(field: .email, reason: .tooLong)))
  }

  @Test func reportsAllFaultsAtOnceAndNoPersonalData() {
    let error = ContactPointError(problems("ann smith@-secret-..1"))
    let fields = error.problems.map { "\($0.field.rawValue).\($0.reason.rawValue)" }
    #expect(
      fields == [
        "localPart.invalidCharacter", "domain.emptyLabel", "domain.misplacedHyphen", "domain.numericTopLevel",
      ])
    #expect(!error.description.contains("ann") && !error.description.contains("secret"))
  }

  @Test func readsWhatPeoplePaste() throws {
    #expect(try EmailAddress(" mailto:Ann@Example.com\n").text == "Ann@Example.com")
    #expect(try EmailAddress("\u{200B}ann@example.com.\u{FEFF}").text == "ann@example.com")
    #expect(try EmailAddress("ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ").text == "ann@example.com")
  }

  @Test(arguments: [
    ("Ann@Example.COM", "ann@example.com"), ("\"ann\"@example.com", "ann@example.com"),
    ("\"a\\n n\"@example.com", "\"an n\"@example.com"),
    ("A.n.n+shop@GoogleMail.com", "ann@gmail.com"), ("ann+shop@example.com", "ann+shop@example.com"),
    ("a.nn@example.com", "a.nn@example.com"),
    ("Ann+x@outlook.com", "ann@outlook.com"), ("a.nn+x@fastmail.fm", "a.nn@fastmail.fm"),
    ("ann@pm.me", "ann@proton.me"),
    ("ann+1@ya.ru", "ann@yandex.ru"), ("ann@Bücher.example", "ann@xn--bcher-kva.example"),
    ("ＡＮＮ@example.com", "ann@example.com"),
    ("Pele\u{301}@example.com", "pelé@example.com"), ("+@gmail.com", "+@gmail.com"),
    ("ann@例え。テスト", "ann@xn--r8jz45g.xn--zckzah"),
    ("ann@faß.example", "ann@xn--fa-hia.example"), ("ann@fass.example", "ann@fass.example"),
    ("МИША@Почта.РФ", "миша@xn--80a1acny.xn--p1ai"),
  ])
  func canonicalFormFollowsTheDocumentedRule(text: String, canonical: String) throws {
    #expect(try EmailAddress(text).canonical.utf8.elementsEqual(canonical.utf8))
  }

  @Test func canonicalFormsAreStableUnderReading() throws {
    for text in ["A.n.n+shop@GoogleMail.com", "ann@Bücher.example", "\"a n\"@x.org", "МИША@Почта.РФ"] {
      let once = try EmailAddress(text).canonical
      #expect(try EmailAddress(once).canonical == once)
    }
  }

  @Test func knowsRoleAddresses() throws {
    for text in [
      "info@x.org", "SALES@x.org", "info-de@x.org", "support+vip@x.org", "billing2@x.org", "Comptabilité@x.fr",
      "postmaster@x.org",
    ] {
      #expect(try EmailAddress(text).looksLikeRole, "\(text)")
    }
    for text in ["ann@x.org", "informant@x.org", "ann.info@x.org", "2024@x.org", "salesman@x.org"] {
      #expect(try !EmailAddress(text).looksLikeRole, "\(text)")
    }
  }

  @Test func isTextOnDisk() throws {
    let addresses = [try EmailAddress("Ann@example.com")]
    let json = try JSONEncoder().encode(addresses)
    #expect(String(decoding: json, as: UTF8.self) == #"["Ann@example.com"]"#)
    #expect(try JSONDecoder().decode([EmailAddress].self, from: json) == addresses)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([EmailAddress].self, from: Data(#"["ann"]"#.utf8)) }
    #expect(try EmailAddress("Pelé@x.org").needsSMTPUTF8)
    #expect(try !EmailAddress("pele@bücher.example").needsSMTPUTF8)
  }
}
