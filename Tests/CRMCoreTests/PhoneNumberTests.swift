import CRMCore
import Foundation
import Testing

@Suite struct PhoneNumberTests {
  private func reasons(_ text: String, _ region: CountryCode?) -> String {
    do throws(ContactPointError) {
      _ = try PhoneNumber(text, region: region)
      return ""
    } catch {
      return error.description
    }
  }

  /// Spellings of real formats; the E.164 forms agree with libphonenumber 9.0, but for Mexico, where
  /// it keeps the 1 that was abolished in 2019.
  @Test(arguments: [
    ("030 123456", "DE", "+4930123456"), ("+49 (0)30 / 123 456", "US", "+4930123456"),
    ("0049 30 123456", "DE", "+4930123456"),
    ("(+49) 30-123456", "FR", "+4930123456"), ("+49 030 123456", "DE", "+4930123456"),
    ("(212) 555-0123", "US", "+12125550123"),
    ("1-212-555-0123", "US", "+12125550123"), ("011 49 30 123456", "US", "+4930123456"),
    ("020 7946 0018", "GB", "+442079460018"),
    ("8 (912) 345-67-89", "RU", "+79123456789"), ("+7 8 912 345 67 89", "RU", "+79123456789"),
    ("79123456789", "RU", "+79123456789"),
    ("9123456789", "RU", "+79123456789"), ("8 10 49 30 123456", "RU", "+4930123456"),
    ("8 800 555-35-35", "RU", "+78005553535"),
    ("067 123 45 67", "UA", "+380671234567"), ("8 (067) 123-45-67", "UA", "+380671234567"),
    ("380671234567", "UA", "+380671234567"),
    ("06 6982 1234", "IT", "+390669821234"), ("+39 06 6982 1234", "DE", "+390669821234"),
    ("+39 (0)6 6982 1234", "DE", "+390669821234"),
    ("06 30 123 4567", "HU", "+36301234567"),
    ("8 029 123 45 67", "BY", "+375291234567"), ("8 612 34567", "LT", "+37061234567"),
    ("+52 1 55 1234 5678", "MX", "+525512345678"),
    ("010-8123-4567", "CN", "+861081234567"), ("138 0013 8000", "CN", "+8613800138000"),
    ("03-1234-5678", "JP", "+81312345678"),
    ("010 49 30 123456", "JP", "+4930123456"), ("612 34 56 78", "ES", "+34612345678"),
    ("tel:+1-201-555-0123", "DE", "+12015550123"),
    ("＋４９ ３０ １２３４５６", "US", "+4930123456"), ("٠٥٠ ١٢٣ ٤٥٦٧", "AE", "+971501234567"),
    ("+1 876 555 0123", "DE", "+18765550123"),
    ("+211 912 345 678", "DE", "+211912345678"),
  ])
  func readsWhatPeopleWrite(text: String, region: String, e164: String) throws {
    let number = try PhoneNumber(text, region: CountryCode(region))
    #expect(number.e164 == e164 && number.canonical == e164 && number.phoneExtension == nil)
    #expect(try PhoneNumber(e164) == number)
  }

  @Test(arguments: [
    "+49 30 123456 ext. 12", "+49 30 123456 x12", "+49 30 123456, доб. 12", "+49 30 123456;ext=12", "+49 30 123456 #12",
    "+49 30 123456 (ext 12)", "+49 30 123456分机12",
  ])
  func keepsTheExtension(text: String) throws {
    let number = try PhoneNumber(text)
    #expect(number.e164 == "+4930123456" && number.phoneExtension == "12")
    #expect(number.description == "+4930123456;ext=12" && number.canonical == "+4930123456")
  }

  @Test(
    arguments: [
      ("", "DE", "phone: empty"), ("call me", "DE", "phone: invalidCharacter, phone: empty"),
      ("030 12", "DE", "phone: tooShort"), ("+49 1", nil, "phone: tooShort"),
      ("+1 212 555 01234", nil, "phone: tooLong"), ("030 123456", nil, "phone: regionNeeded"),
      ("+999 123456", nil, "phone: unknownCallingCode"),
      ("030 123456", "ZZ", "country: unknownCountry"), ("+49 30+123456", nil, "phone: invalidCharacter"),
      ("030 12a3456", "DE", "phone: invalidCharacter"),
      ("+49 30 123456 ext 123456789012", nil, "phoneExtension: tooLong"),
      ("12a", "ZZ", "phone: invalidCharacter, country: unknownCountry"),
    ] as [(String, String?, String)])
  func refusesWithEveryReason(text: String, region: String?, expected: String) {
    #expect(reasons(text, region.flatMap { CountryCode($0) }) == expected)
  }

  @Test func tellsItsParts() throws {
    let number = try PhoneNumber("+44 20 7946 0018")
    #expect(number.callingCode == 44 && number.nationalNumber == "2079460018")
    #expect(number.possibleCountries.first == "GB")
    #expect(try PhoneNumber("+7 701 123 4567").possibleCountries == ["RU", "KZ"])
  }

  @Test func checksNumbersThatAreInternationalAlready() throws {
    #expect(try PhoneNumber(e164: "+4930123456", phoneExtension: "7").description == "+4930123456;ext=7")
    for (text, tail) in [
      ("4930123456", nil), ("+49 30", nil), ("+999123456", nil), ("+4930", nil), ("+4930123456", "x"),
      ("+4930123456", ""),
    ] {
      #expect(throws: ContactPointError.self) { try PhoneNumber(e164: text, phoneExtension: tail) }
    }
    let json = try JSONEncoder().encode([PhoneNumber("+49 30 123456 x12"), PhoneNumber("+12125550123")])
    #expect(String(decoding: json, as: UTF8.self) == #"["+4930123456;ext=12","+12125550123"]"#)
    #expect(try JSONDecoder().decode([PhoneNumber].self, from: json).first?.phoneExtension == "12")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([PhoneNumber].self, from: Data(#"["030"]"#.utf8)) }
  }

  @Test func aHostPlugsInItsOwnReader() throws {
    struct Fixed: PhoneNumberReader {
      func phoneNumber(from text: String, region: CountryCode?) throws(ContactPointError) -> PhoneNumber {
        try PhoneNumber(e164: "+12125550123")
      }
    }
    let reader: any PhoneNumberReader = Fixed()
    #expect(try reader.phoneNumber(from: "1-800-FLOWERS", region: "US").e164 == "+12125550123")
  }
}
