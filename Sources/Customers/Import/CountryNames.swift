import CRMCore
import Foundation

/// Countries by what files call them: codes of two letters, and names in the languages of this module's users.
///
/// The names are those of the Unicode CLDR as the system has them, in English, Russian, Ukrainian, Chinese, German, French and
/// Spanish, and a few more in common use. Built once.
enum CountryNames {
  /// The country that a text means, or `nil`.
  static func code(of text: String) -> CountryCode? {
    guard let text = text.trimmedOrNil else { return nil }
    if let code = CountryCode(text), code.isAssigned { return code }
    return names[TextFolding.searchKey(text)]
  }

  private static let names: [String: CountryCode] = {
    var names: [String: CountryCode] = [:]
    let regions = Locale.Region.isoRegions.compactMap { CountryCode($0.identifier) }.filter(\.isAssigned)
    for language in ["en", "ru", "uk", "zh", "de", "fr", "es"] {
      let locale = Locale(identifier: language)
      for region in regions {
        if let name = locale.localizedString(forRegionCode: region.rawValue) {
          names[TextFolding.searchKey(name)] = names[TextFolding.searchKey(name)] ?? region
        }
      }
    }
    for (name, code) in common { names[TextFolding.searchKey(name)] = code }
    return names
  }()

  private static let common: [String: CountryCode] = [
    "USA": "US", "U.S.A.": "US", "US": "US", "United States of America": "US", "UK": "GB", "Great Britain": "GB",
    "England": "GB", "Scotland": "GB", "Wales": "GB", "Holland": "NL", "EIRE": "IE", "РФ": "RU",
    "Российская Федерация": "RU",
    "США": "US", "Великобритания": "GB", "Англия": "GB", "ФРГ": "DE", "КНР": "CN", "中华人民共和国": "CN",
    "Czech Republic": "CZ",
    "Korea": "KR", "RSA": "ZA", "UAE": "AE",
  ]
}
