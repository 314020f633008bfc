/// Reads phone numbers by a small table of some 140 countries: calling code, trunk prefix, lengths.
///
/// It strips formatting, understands "+", "00" and the region's own prefix for calls abroad, drops the trunk
/// prefix, also a "(0)" ("0" in most of the world, "8" in Russia and Kazakhstan, "1" in North America, "06" in Hungary, none in Italy,
/// where the zero belongs to the number), keeps an extension ("ext. 12", "x12", ";ext=12", "#12", "доб. 12", "分机12"), and
/// reads the digits of any script. It does not know ranges, so a number of right length can still be unassigned.
public struct NumberingPlan: PhoneNumberReader {
  /// The built-in table.
  public init() {}

  /// The number that the text means.
  ///
  /// - Throws: `ContactPointError` with everything that is wrong. Complexity: O(n).
  public func phoneNumber(from text: String, region: CountryCode?) throws(ContactPointError) -> PhoneNumber {
    let written = PhoneText(text)
    var problems = written.problems
    if let region, NumberingTable.byCountry[region] == nil, !written.isInternational {
      problems.append(ContactPointProblem(field: .country, reason: .unknownCountry))
    }
    guard problems.isEmpty else { throw ContactPointError(problems) }

    if let digits = internationalDigits(written, region: region) {
      return try international(digits, phoneExtension: written.phoneExtension)
    }
    guard let entry = region.flatMap({ NumberingTable.byCountry[$0] }) else {
      throw ContactPointError(.phone, .regionNeeded)
    }
    let national = withoutTrunkPrefix(written.digits, entry)
    if national.utf8.count > entry.lengths.upperBound {
      // People also write the calling code without a plus sign.
      let code = String(entry.callingCode)
      if national.hasPrefix(code), entry.lengths.contains(national.utf8.count - code.utf8.count) {
        return try PhoneNumber(e164: "+" + national, phoneExtension: written.phoneExtension)
      }
    }
    try requireLength(national, entry.lengths)
    return try PhoneNumber(e164: "+\(entry.callingCode)\(national)", phoneExtension: written.phoneExtension)
  }

  /// The digits from the calling code on; nil when the number is a national one.
  private func internationalDigits(_ written: PhoneText, region: CountryCode?) -> Substring? {
    if written.isInternational { return written.digits[...] }
    let own = region.flatMap { NumberingTable.byCountry[$0]?.internationalPrefixes } ?? []
    for prefix in own + ["00"] where written.digits.hasPrefix(prefix) {
      return written.digits.dropFirst(prefix.utf8.count)
    }
    return nil
  }

  private func international(_ digits: Substring, phoneExtension: String?) throws(ContactPointError) -> PhoneNumber {
    guard let code = PhoneNumber.callingCode(of: digits) else { throw ContactPointError(.phone, .unknownCallingCode) }
    var national = String(digits.dropFirst(String(code).utf8.count))
    if let entry = NumberingTable.byCallingCode[code]?.first {
      national = withoutTrunkPrefix(national, entry)
      try requireLength(national, entry.lengths)
    }
    return try PhoneNumber(e164: "+\(code)\(national)", phoneExtension: phoneExtension)
  }

  /// A zero is always a trunk prefix where the plan has one; other prefixes could also begin a number, so they count
  /// only when the number is too long with them.
  private func withoutTrunkPrefix(_ digits: String, _ entry: NumberingTable.Entry) -> String {
    for prefix in entry.trunkPrefixes where digits.hasPrefix(prefix) {
      if prefix == "0" { return String(digits.drop { $0 == "0" }) }
      let rest = digits.dropFirst(prefix.utf8.count)
      if digits.utf8.count > entry.lengths.upperBound, entry.lengths.contains(rest.utf8.count) { return String(rest) }
    }
    return digits
  }

  private func requireLength(_ national: String, _ lengths: ClosedRange<Int>) throws(ContactPointError) {
    if national.utf8.count < lengths.lowerBound { throw ContactPointError(.phone, .tooShort) }
    if national.utf8.count > lengths.upperBound { throw ContactPointError(.phone, .tooLong) }
  }
}
