import CRMCore
import Insights

/// What can be said about the domain of an e-mail address without asking the network.
enum MailDomains {
  /// How a misspelt domain is meant; `nil` if nothing speaks for a misspelling. Only big providers are recognised, and endings that
  /// do not exist.
  ///
  /// - Parameter domain: in lower case and ASCII, as `EmailAddress.asciiDomain` gives it.
  static func correction(of domain: String) -> String? {
    guard let dot = domain.firstIndex(of: ".") else { return nil }
    let label = String(domain[..<dot])
    let ending = String(domain[domain.index(after: dot)...])
    if label == "gmail", ["co", "cm", "om", "comm"].contains(ending) { return "gmail.com" }
    let last = domain.split(separator: ".").last.map(String.init) ?? ""
    if let meant = endings[last] {
      let repaired = domain.dropLast(last.count) + meant
      return correction(of: String(repaired)) ?? String(repaired)
    }
    for provider in providers where provider.endings.contains(ending) {
      if label == provider.label { return nil }
      guard label.first == provider.label.first else { continue }
      let near = DamerauLevenshtein.restricted(label, provider.label, limit: 1)
      if near != nil { return "\(provider.label).\(ending)" }
    }
    return nil
  }

  /// Whether no mail can reach the domain: reserved for examples and tests, without a dot, or with an ending that is
  /// one letter or has digits.
  static func isDead(_ domain: String, allowsReserved: Bool) -> Bool {
    if domain.first == "[" { return false }
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard labels.count > 1, let last = labels.last else { return true }
    if last.count < 2 || (!last.hasPrefix("xn--") && last.contains(where: \.isNumber)) { return true }
    if allowsReserved { return false }
    if reservedEndings.contains(last) { return true }
    return labels.count >= 2 && reserved.contains(labels.suffix(2).joined(separator: "."))
  }

  private struct Provider: Sendable {
    var label: String
    var endings: Set<String>
  }

  /// Labels of five letters and more: shorter ones have too many neighbours.
  private static let providers: [Provider] = [
    Provider(label: "gmail", endings: ["com"]), Provider(label: "googlemail", endings: ["com"]),
    Provider(label: "yahoo", endings: ["com", "co.uk", "fr", "de", "it", "es", "co.in", "com.br"]),
    Provider(label: "hotmail", endings: ["com", "co.uk", "fr", "de", "it", "es"]),
    Provider(label: "outlook", endings: ["com", "de", "fr", "es"]), Provider(label: "icloud", endings: ["com"]),
    Provider(label: "protonmail", endings: ["com", "ch"]),
    Provider(label: "yandex", endings: ["ru", "com", "ua", "kz"]),
    Provider(label: "rambler", endings: ["ru"]), Provider(label: "comcast", endings: ["net"]),
    Provider(label: "btinternet", endings: ["com"]), Provider(label: "t-online", endings: ["de"]),
  ]

  /// None of these is delegated in the root zone.
  private static let endings: [String: String] = [
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "cpm": "com", "vom": "com", "xom": "com", "coom": "com",
    "ccom": "com", "comn": "com", "copm": "com", "cocm": "com", "nte": "net", "ner": "net", "nett": "net", "ogr": "org",
    "orgg": "org",
  ]

  /// RFC 2606 and RFC 6761.
  private static let reserved: Set<String> = ["example.com", "example.net", "example.org"]
  private static let reservedEndings: Set<String> = ["test", "example", "invalid", "localhost"]
}
