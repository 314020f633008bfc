/// The small table behind `NumberingPlan`: per country the calling code, trunk prefixes, the shortest and longest
/// national number and the prefixes for calls abroad.
///
/// Sources: ITU-T E.164 (list of assigned country codes) and E.129 (national numbering plans); lengths compared with the
/// open metadata of libphonenumber.
enum NumberingTable {
  struct Entry: Sendable {
    let country: CountryCode
    let callingCode: Int
    /// Prefixes of calls inside the country, longest first; none where numbers are dialled as they are.
    let trunkPrefixes: [String]
    /// Digits of a national number without trunk prefix.
    let lengths: ClosedRange<Int>
    /// Prefixes of calls abroad, besides the general 00.
    let internationalPrefixes: [String]
  }

  static let byCountry: [CountryCode: Entry] = {
    var table: [CountryCode: Entry] = [:]
    for entry in entries { table[entry.country] = entry }
    return table
  }()

  /// The countries of a calling code, the main one first.
  static let byCallingCode: [Int: [Entry]] = Dictionary(grouping: entries, by: \.callingCode)

  /// All assigned calling codes, also of countries and services that the table says nothing else about.
  static let callingCodes: Set<Int> = {
    var codes = Set(entries.map(\.callingCode))
    for code in otherCodes.split(separator: " ") {
      if let number = Int(code) { codes.insert(number) }
    }
    return codes
  }()

  private static let entries: [Entry] = rows.split(separator: ";").compactMap { row in
    let parts = row.split(separator: " ").map(String.init)
    guard parts.count == 6, let country = CountryCode(parts[0]), let code = Int(parts[1]), let shortest = Int(parts[3]),
      let longest = Int(parts[4])
    else { return nil }
    func list(_ text: String) -> [String] {
      text.split(separator: ",").map(String.init).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }
    return Entry(
      country: country, callingCode: code, trunkPrefixes: parts[2] == "-" ? [] : list(parts[2]),
      lengths: shortest...longest, internationalPrefixes: list(parts[5]))
  }

  /// Country, calling code, trunk prefixes, shortest, longest, international prefixes.
  private static let rows = """
    US 1 1 10 10 011; CA 1 1 10 10 011; DO 1 1 10 10 011; JM 1 1 10 10 011; PR 1 1 10 10 011; TT 1 1 10 10 011; \
    BS 1 1 10 10 011; BB 1 1 10 10 011; RU 7 8 10 10 810; KZ 7 8 10 10 810; EG 20 0 8 10 00; ZA 27 0 5 10 00; \
    GR 30 - 10 12 00; NL 31 0 5 11 00; BE 32 0 8 9 00; FR 33 0 9 9 00; ES 34 - 9 9 00; HU 36 06 8 9 00; \
    IT 39 - 6 12 00; VA 39 - 6 12 00; RO 40 0 6 9 00; CH 41 0 9 12 00; AT 43 0 4 13 00; GB 44 0 7 10 00; \
    GG 44 0 7 10 00; JE 44 0 10 10 00; IM 44 0 10 10 00; DK 45 - 8 8 00; SE 46 0 6 12 00; NO 47 - 5 12 00; \
    PL 48 - 6 10 00; DE 49 0 4 13 00; PE 51 0 8 9 00; MX 52 01,044,045,1 10 10 00; CU 53 0 6 10 119; \
    AR 54 0 10 11 00; BR 55 0 8 11 00; CL 56 - 9 11 00; CO 57 0 8 11 00; VE 58 0 10 10 00; MY 60 0 8 10 00; \
    AU 61 0 5 12 0011; ID 62 0 7 13 001,007,008; PH 63 0 6 13 00; NZ 64 0 5 10 00; SG 65 - 8 11 001,002,008; \
    TH 66 0 8 13 001; JP 81 0 8 13 010; KR 82 0 5 13 001,002,00700; VN 84 0 7 10 00; CN 86 0 7 12 00; \
    TR 90 0 7 13 00; IN 91 0 8 13 00; PK 92 0 8 12 00; AF 93 0 9 9 00; LK 94 0 9 9 00; MM 95 0 6 10 00; \
    IR 98 0 4 10 00; MA 212 0 9 9 00; DZ 213 0 8 9 00; TN 216 - 8 8 00; LY 218 0 9 9 00; SN 221 - 9 9 00; \
    CI 225 - 10 10 00; GH 233 0 8 9 00; NG 234 0 10 12 009; CM 237 - 8 9 00; KE 254 0 7 10 000; \
    TZ 255 0 9 9 000; UG 256 0 9 9 000; ET 251 0 9 9 00; AO 244 - 9 9 00; MZ 258 - 8 9 00; ZM 260 0 9 9 00; \
    ZW 263 0 7 10 00; RW 250 0 8 9 00; PT 351 - 9 9 00; LU 352 - 4 11 00; IE 353 0 7 10 00; IS 354 - 7 9 00; \
    AL 355 0 6 9 00; MT 356 - 8 8 00; CY 357 - 8 8 00; FI 358 0 5 12 00; BG 359 0 6 12 00; LT 370 0,8 8 8 00; \
    LV 371 - 8 8 00; EE 372 - 7 10 00; MD 373 0 8 8 00; AM 374 0 8 8 00; BY 375 80,8 9 10 810; AD 376 - 6 9 00; \
    MC 377 0 8 9 00; SM 378 - 8 10 00; UA 380 0,80,8 9 9 00; RS 381 0 6 12 00; ME 382 0 8 9 00; \
    XK 383 0 8 12 00; HR 385 0 7 9 00; SI 386 0 5 8 00; BA 387 0 8 9 00; MK 389 0 8 8 00; CZ 420 - 9 12 00; \
    SK 421 0 6 9 00; LI 423 0 7 9 00; GT 502 - 8 11 00; SV 503 - 7 11 00; HN 504 - 8 11 00; NI 505 - 8 8 00; \
    CR 506 - 8 10 00; PA 507 - 7 11 00; BO 591 0 8 9 00; EC 593 0 8 11 00; PY 595 0 6 11 00; UY 598 0 4 12 00; \
    HK 852 - 5 11 001; MO 853 - 7 8 00; KH 855 0 8 10 001; LA 856 0 8 10 00; BD 880 0 6 10 00; \
    TW 886 0 7 11 002; LB 961 0 7 8 00; JO 962 0 8 9 00; SY 963 0 8 9 00; IQ 964 0 8 10 00; KW 965 - 7 8 00; \
    SA 966 0 9 10 00; YE 967 0 7 9 00; OM 968 - 7 9 00; PS 970 0 8 10 00; AE 971 0 5 12 00; \
    IL 972 0 7 12 00; BH 973 - 8 8 00; QA 974 - 7 11 00; MN 976 0 8 10 001; NP 977 0 8 11 00; \
    TJ 992 8 9 9 810; TM 993 8 8 8 810; AZ 994 0 9 9 00; GE 995 0 9 9 00; KG 996 0 9 10 00; UZ 998 8 9 9 00
    """

  private static let otherCodes = """
    211 220 222 223 224 226 227 228 229 230 231 232 235 236 238 239 240 241 242 243 245 246 247 248 249 252 \
    253 257 261 262 264 265 266 267 268 269 290 291 297 298 299 350 500 501 508 509 590 592 594 596 597 599 \
    670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 800 808 850 870 878 \
    881 882 883 888 960 975 979
    """
}
