import Foundation

extension VCardForm {
  /// How the value of a property is built (RFC 6350, section 6; RFC 6474; RFC 6715).
  ///
  /// - Parameters:
  ///   - name: the property's name.
  ///   - type: what the parameter `VALUE` says.
  static func kind(of name: String, _ type: String?) -> Kind {
    switch name {
    case "N": return .structured(parts: 5)
    case "ADR": return .structured(parts: 7)
    case "ORG", "GENDER": return .parts
    case "NICKNAME", "CATEGORIES": return .list
    case "UID", "KEY", "PHOTO", "LOGO", "SOUND": return .uri
    case "REV": return .timestamp
    case "BDAY", "ANNIVERSARY", "DEATHDATE": return type == "text" ? .text : .date
    default: break
    }
    if type == "uri" || type == "url" { return .uri }
    if textNames.contains(name) || type == "text" { return .text }
    return uriNames.contains(name) ? .uri : .raw
  }

  /// Properties of one text.
  static let textNames: Set<String> = [
    "FN", "NOTE", "TITLE", "ROLE", "TEL", "EMAIL", "TZ", "KIND", "PRODID", "NAME", "MAILER", "CLASS", "PROFILE",
    "SORT-STRING", "LANG", "BIRTHPLACE", "DEATHPLACE", "EXPERTISE", "HOBBY", "INTEREST", "XML",
  ]

  /// Properties of one URI.
  static let uriNames: Set<String> = [
    "PHOTO", "LOGO", "SOUND", "SOURCE", "URL", "IMPP", "GEO", "MEMBER", "RELATED", "FBURL", "CALADRURI", "CALURI",
    "ORG-DIRECTORY", "CONTACT-URI",
  ]

  /// What 3.0 has and 4.0 has not: written with `X-` there.
  static let retired: Set<String> = ["NAME", "PROFILE", "MAILER", "CLASS", "SORT-STRING"]

  /// What 4.0 has and 3.0 has not: written with `X-` there.
  static let younger: Set<String> = [
    "KIND", "GENDER", "ANNIVERSARY", "LANG", "MEMBER", "RELATED", "FBURL", "CALADRURI", "CALURI", "XML",
    "CLIENTPIDMAP", "DEATHDATE", "BIRTHPLACE", "DEATHPLACE", "EXPERTISE", "HOBBY", "INTEREST", "ORG-DIRECTORY",
    "CONTACT-URI",
  ]

  /// Names that stand for themselves without `X-`.
  static let promotable: Set<String> = retired.union(younger).union(["BDAY", "GEO", "TEL"])

  /// Names of other programs for properties of 4.0.
  static let aliases: [String: String] = [
    "X-ADDRESSBOOKSERVER-KIND": "KIND", "X-ADDRESSBOOKSERVER-MEMBER": "MEMBER",
    "X-EVOLUTION-ANNIVERSARY": "ANNIVERSARY",
    "X-KADDRESSBOOK-X-ANNIVERSARY": "ANNIVERSARY",
  ]
}

/// Bytes in a `data:` URI (RFC 2397) of the one form that pictures of older cards become:
/// `data:image/jpeg;base64,…`.
struct VCardData {
  var mediaType: String
  /// Base64 without spaces.
  var base64: String

  static let unknownType = "application/octet-stream"

  init(mediaType: String, base64: String) {
    self.mediaType = mediaType
    self.base64 = base64
  }

  /// Reads a URI; `nil` if it is not of that form.
  init?(uri: String) {
    guard uri.hasPrefix("data:"), let comma = uri.utf8.firstIndex(of: UInt8(ascii: ",")) else { return nil }
    let head = uri[uri.utf8.index(uri.startIndex, offsetBy: 5)..<comma]
    guard head.hasSuffix(";base64") else { return nil }
    let type = String(head.dropLast(7))
    let bytes = type.utf8
    let isPlain = bytes.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2F, 0x2B, 0x2D, 0x2E].contains($0)
    }
    guard isPlain, bytes.count(where: { $0 == 0x2F }) == 1, bytes.first != 0x2F, bytes.last != 0x2F else { return nil }
    let rest = uri[uri.utf8.index(after: comma)...]
    guard rest.utf8.allSatisfy(Self.isBase64) else { return nil }
    mediaType = type
    base64 = String(rest)
  }

  var uri: String { "data:\(mediaType);base64,\(base64)" }

  var decoded: (mediaType: String, bytes: [UInt8])? {
    Data(base64Encoded: base64).map { (mediaType, [UInt8]($0)) }
  }

  static func isBase64(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) && byte < 0x80 || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
  }

  /// The media type that a type of vCard 2.1 and 3.0 means for a property: `JPEG` of a photo.
  static func mediaType(_ type: String?, of name: String) -> String {
    guard let type = type?.lowercased() else { return unknownType }
    return type.contains("/") ? type : prefix(of: name) + type
  }

  /// The type that says the media type in vCard 3.0; `nil` for an unknown one.
  func type(of name: String) -> String? {
    guard mediaType != Self.unknownType else { return nil }
    let prefix = Self.prefix(of: name)
    return mediaType.hasPrefix(prefix) ? mediaType.dropFirst(prefix.count).uppercased() : mediaType
  }

  private static func prefix(of name: String) -> String {
    switch name {
    case "PHOTO", "LOGO": "image/"
    case "SOUND": "audio/"
    default: "application/"
    }
  }
}
