import CRMCore
import Foundation
import Testing

@Suite struct ContactPointTests {
  private func email(_ text: String, isPrimary: Bool = false, label: String? = nil) throws -> ContactPoint {
    ContactPoint(.email(try EmailAddress(text)), label: label, isPrimary: isPrimary)
  }

  private func phone(_ text: String) throws -> ContactPoint { ContactPoint(.phone(try PhoneNumber(text))) }

  @Test func canonicalTextIsStable() throws {
    #expect(try email("A.nn+x@gmail.com").canonical == "email:ann@gmail.com")
    #expect(try phone("+49 30 123456 x12").canonical == "phone:+4930123456")
    let address = try PostalAddress(
      lines: ["Invalidenstraße 1"], locality: "Berlin", postalCode: "10 115", country: "DE")
    #expect(ContactPoint(.postal(address)).canonical == "postal:de|10115|berlin|invalidenstr 1")
    let handle = try NetworkHandle(network: .telegram, name: " @Ann ")
    #expect(ContactPoint(.handle(handle)).canonical == "handle:telegram:ann")
    #expect(ContactPoint(.device(try #require(DeviceIdentifier(rawValue: "4F0c")))).canonical == "device:4F0c")
  }

  @Test func postalAddressesMatchAcrossSpellings() throws {
    let one = try PostalAddress(lines: ["12 Main Street", "Apartment 4"], locality: "Łódź", postalCode: "90-001")
    let two = try PostalAddress(
      lines: [" 12, MAIN ST.", "", "Apt. 4"], locality: "lodz", region: "X", postalCode: "90001")
    #expect(one.canonical == two.canonical && two.lines.count == 2)
    let russian = try PostalAddress(lines: ["Улица Ленина, дом 5"], locality: "Москва")
    #expect(russian.canonical == "||москва|ул ленина д 5")
  }

  @Test func postalAddressesReportEverything() {
    do throws(ContactPointError) {
      _ = try PostalAddress(
        lines: ["a\u{7}"], locality: String(repeating: "x", count: 101), postalCode: String(repeating: "1", count: 21),
        country: "ZZ")
      Issue.record("accepted")
    } catch {
      #expect(
        error.description == "lines: invalidCharacter, locality: tooLong, postalCode: tooLong, country: unknownCountry")
    }
    #expect(throws: ContactPointError([ContactPointProblem(field: .postalAddress, reason: .empty)])) {
      try PostalAddress(lines: [" "], locality: "")
    }
  }

  /// Of many parties no more than the country is known.
  @Test func aCountryAloneIsAnAddressThatNoLetterGoesTo() throws {
    let country = try PostalAddress(country: "DE")
    #expect(!country.isDeliverable && country.canonical == "de|||")
    #expect(try JSONDecoder().decode(PostalAddress.self, from: JSONEncoder().encode(country)) == country)
    #expect(try !PostalAddress(region: "Bavaria").isDeliverable)
    #expect(try !PostalAddress(locality: "Berlin", country: "DE").isDeliverable)
    #expect(try PostalAddress(lines: ["Invalidenstr. 1"], locality: "Berlin").isDeliverable)
  }

  @Test func channelsFollowTheKind() throws {
    #expect(try email("a@x.org").channels == [.email])
    #expect(try phone("+4930123456").channels == [.phone, .sms])
    #expect(ContactPoint(.handle(try NetworkHandle(network: .viber, name: "a"))).channels == [.messenger])
    #expect(ContactPoint(.handle(try NetworkHandle(network: "myspace", name: "a"))).channels == [.social])
    #expect(throws: ContactPointError.self) { try NetworkHandle(network: .x, name: "@") }
    #expect(throws: ContactPointError.self) { try NetworkHandle(network: .x, name: "a b") }
    #expect(DeviceIdentifier(rawValue: "") == nil)
  }

  @Test func roleAddressesAreMarkedByThemselves() throws {
    #expect(try email("info@x.org").addressKind == .role && email("ann@x.org").addressKind == .personal)
    #expect(ContactPoint(.email(try EmailAddress("info@x.org")), addressKind: .shared).addressKind == .shared)
  }

  @Test func isFlatAndSparseOnDisk() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let point = try email("ann@x.org", isPrimary: true, label: "work")
    let json = String(decoding: try encoder.encode(point), as: UTF8.self)
    #expect(json == #"{"email":"ann@x.org","isPrimary":true,"label":"work"}"#)
    #expect(try JSONDecoder().decode(ContactPoint.self, from: Data(json.utf8)) == point)
    let full = ContactPoint(
      .postal(try PostalAddress(lines: ["A 1"], country: "DE")), enteredText: "a1", purpose: .billing,
      verification: .bounced(at: Date(timeIntervalSince1970: 5)), addressKind: .household,
      provenance: ContactProvenance(source: "form", obtainedAt: Date(timeIntervalSince1970: 4)))
    #expect(try JSONDecoder().decode(ContactPoint.self, from: encoder.encode(full)) == full)
    for text in ["{}", #"{"email":"a@x.org","phone":"+4930123456"}"#, #"{"email":"a"}"#] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(ContactPoint.self, from: Data(text.utf8)) }
    }
  }

  @Test func onlyOnePrimaryOfAKindAndAutomaticWhenSingle() throws {
    var points = ContactPoints([try email("a@x.org"), try phone("+4930123456")])
    #expect(points.allSatisfy { $0.isPrimary })
    points.add(try email("b@x.org"))
    #expect(points.primary(.email)?.canonical == "email:a@x.org")
    points.add(try email("c@x.org", isPrimary: true))
    #expect(points.filter { $0.kind == .email && $0.isPrimary }.map(\.canonical) == ["email:c@x.org"])
    points.remove(canonical: "email:c@x.org")
    #expect(points.primary(.email) == nil && points.preferred(.email)?.canonical == "email:a@x.org")
    #expect(points.setPrimary(canonical: "email:b@x.org") && !points.setPrimary(canonical: "email:z@x.org"))
    #expect(points.primary(.email)?.canonical == "email:b@x.org")
    points.remove(canonical: "email:b@x.org")
    #expect(points.primary(.email)?.canonical == "email:a@x.org")
    let claims = ContactPoints([try email("a@x.org", isPrimary: true), try email("b@x.org", isPrimary: true)])
    #expect(claims.map(\.isPrimary) == [true, false])
  }

  @Test func unionIsByCanonicalFormAndKeepsWhatBothKnow() throws {
    var other = try email("A.nn@googlemail.com", label: "home")
    other.verification = .verified(at: Date(timeIntervalSince1970: 9))
    let one = ContactPoints([try email("ann@gmail.com"), try email("b@x.org", isPrimary: true)])
    let union = one.union(ContactPoints([other, try email("c@x.org")]))
    #expect(union.map(\.canonical) == ["email:ann@gmail.com", "email:b@x.org", "email:c@x.org"])
    #expect(union[0].label == "home" && union[0].verification.isVerified)
    #expect(union.filter(\.isPrimary).map(\.canonical) == ["email:b@x.org"])
    #expect(union.union(union) == union)
    let lines = ContactPoints([try phone("+4930123456 x1"), try phone("+4930123456 x2"), try phone("+49 30 123456 x1")])
    #expect(lines.count == 2)
  }

  @Test func theLaterVerificationWins() throws {
    func at(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }
    let ordered: [Verification] = [
      .unverified, .pending(since: at(9)), .verified(at: at(1)), .bounced(at: at(1)), .verified(at: at(2)),
    ]
    for (index, earlier) in ordered.enumerated() {
      for later in ordered[index...] {
        var (a, b) = (try email("a@x.org"), try email("a@x.org"))
        (a.verification, b.verification) = (earlier, later)
        #expect(a.merged(with: b).verification == later && b.merged(with: a).verification == later)
      }
    }
  }

  @Test func pointsFollowTheRulesWhenReadFromDisk() throws {
    let json = #"[{"email":"a@x.org"},{"email":"A@x.org","label":"work"},{"device":"d1"}]"#
    let points = try JSONDecoder().decode(ContactPoints.self, from: Data(json.utf8))
    #expect(points.count == 2 && points.allSatisfy { $0.isPrimary } && points[0].label == "work")
    #expect(try JSONDecoder().decode(ContactPoints.self, from: JSONEncoder().encode(points)) == points)
  }

  /// ISO 3166-1: 249 officially assigned codes; XK is added.
  @Test func countryCodes() throws {
    #expect(CountryCode(String("de")) == "DE")
    for text in ["D", "1A", "DEU", "", "dé"] { #expect(CountryCode(text) == nil) }
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    let assigned = letters.flatMap { first in letters.compactMap { CountryCode("\(first)\($0)") } }.filter(\.isAssigned)
    #expect(assigned.count == 250)
    #expect(try JSONDecoder().decode([CountryCode: Channel].self, from: Data(#"{"UA":"sms"}"#.utf8)) == ["UA": .sms])
  }
}
