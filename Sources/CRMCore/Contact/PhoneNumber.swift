/// A phone number in the international form of ITU-T E.164, with an extension if there is one.
///
/// On disk and as text "+493012345" or "+493012345;ext=12" (RFC 3966 without "tel:").
///
/// Reading checks country code and length by a small table; it does not know which ranges a country has given out. Where
/// that matters, a host reads numbers with a library of its own through `PhoneNumberReader` and makes values with
/// `init(e164:phoneExtension:)`.
public struct PhoneNumber: Hashable, Sendable {
  /// "+", country calling code and national number: 7 to 15 digits.
  public let e164: String
  /// Digits to dial after the connection; nil for a direct line.
  public let phoneExtension: String?

  /// Reads a number as people write it.
  ///
  /// - Parameters:
  ///   - text: the number, with or without country code.
  ///   - region: the country in which a number without country code is meant; nil refuses such numbers.
  /// - Throws: `ContactPointError` with everything that is wrong.
  public init(_ text: String, region: CountryCode? = nil) throws(ContactPointError) {
    self = try NumberingPlan().phoneNumber(from: text, region: region)
  }

  /// A number that is in the international form already.
  ///
  /// - Throws: `ContactPointError` when it is not a plus sign, an assigned country code and 7 to 15 digits in all, or
  ///   when the extension is not 1 to 11 digits.
  public init(e164: String, phoneExtension: String? = nil) throws(ContactPointError) {
    var problems: [ContactPointProblem] = []
    let digits = e164.dropFirst()
    if e164.utf8.first != 0x2B || !digits.utf8.allSatisfy(PhoneNumber.isDigit) {
      problems.append(ContactPointProblem(field: .phone, reason: .invalidCharacter))
    } else {
      if digits.utf8.count < 7 { problems.append(ContactPointProblem(field: .phone, reason: .tooShort)) }
      if digits.utf8.count > 15 { problems.append(ContactPointProblem(field: .phone, reason: .tooLong)) }
      if PhoneNumber.callingCode(of: digits) == nil {
        problems.append(ContactPointProblem(field: .phone, reason: .unknownCallingCode))
      }
    }
    if let phoneExtension {
      if phoneExtension.isEmpty { problems.append(ContactPointProblem(field: .phoneExtension, reason: .empty)) }
      if phoneExtension.utf8.count > 11 {
        problems.append(ContactPointProblem(field: .phoneExtension, reason: .tooLong))
      }
      if !phoneExtension.utf8.allSatisfy(PhoneNumber.isDigit) {
        problems.append(ContactPointProblem(field: .phoneExtension, reason: .invalidCharacter))
      }
    }
    guard problems.isEmpty else { throw ContactPointError(problems) }
    self.e164 = e164
    self.phoneExtension = phoneExtension
  }

  /// The country calling code, such as 49.
  public var callingCode: Int { PhoneNumber.callingCode(of: e164.dropFirst()) ?? 0 }

  /// The number without country code, and without trunk prefix.
  public var nationalNumber: String { String(e164.dropFirst(1 + String(callingCode).utf8.count)) }

  /// Countries of the table that share the calling code, the main one first; empty for codes the table only lists.
  public var possibleCountries: [CountryCode] { NumberingTable.byCallingCode[callingCode]?.map(\.country) ?? [] }

  /// The form for matching and consent keys: E.164 without the extension, because a line is one line for whoever
  /// answers it.
  public var canonical: String { e164 }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The assigned calling code at the start of the digits. Calling codes are one to three digits and prefix-free.
  static func callingCode(of digits: some StringProtocol) -> Int? {
    for length in 1...3 {
      if let code = Int(digits.prefix(length)), NumberingTable.callingCodes.contains(code) { return code }
    }
    return nil
  }
}

extension PhoneNumber: CustomStringConvertible, Codable {
  /// The number as "+493012345" or "+493012345;ext=12". It is personal data: keep it out of logs.
  public var description: String { phoneExtension.map { "\(e164);ext=\($0)" } ?? e164 }

  /// Reads the text form.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the text is no number in international form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let parts = try container.decode(String.self).split(separator: ";ext=", maxSplits: 1).map(String.init)
    do throws(ContactPointError) {
      try self.init(e164: parts.first ?? "", phoneExtension: parts.count > 1 ? parts[1] : nil)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Reads phone numbers as people write them: a host's port for a library with full metadata.
public protocol PhoneNumberReader: Sendable {
  /// The number that the text means.
  ///
  /// - Parameters:
  ///   - text: the number as typed.
  ///   - region: the country in which a number without country code is meant.
  /// - Throws: `ContactPointError` with everything that is wrong.
  func phoneNumber(from text: String, region: CountryCode?) throws(ContactPointError) -> PhoneNumber
}
