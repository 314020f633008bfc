import Foundation

/// The grammar of e-mail addresses. Sources: RFC 5321 section 4.1.2–4.1.3, RFC 5322 section 3.2.3, RFC 6531, RFC 1035.
enum EmailSyntax {
  /// Where the @ stands in an everyday address, which needs no further look: ASCII letters, digits and ".", "-", "_", "+"
  /// before it, letters, digits, dots and inner hyphens behind it, a letter at the end. Nil for all others.
  static func plainAtSign(_ text: String) -> String.Index? {
    var at: String.Index?
    var previous: UInt8 = 0x2E
    var labelLength = 0
    for index in text.utf8.indices {
      let byte = text.utf8[index]
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: labelLength += 1
      case 0x2B,
        0x5F where at == nil:
        break
      case 0x2D where at == nil || previous != 0x2E: labelLength += 1
      case 0x2E where at == nil || (previous != 0x2E && previous != 0x2D && labelLength <= 63): labelLength = 0
      case 0x40 where at == nil && index != text.startIndex:
        at = index
        labelLength = 0
        previous = 0x2E
        continue
      default: return nil
      }
      previous = byte
    }
    guard let at, (previous & 0xDF) >= 0x41, (previous & 0xDF) <= 0x5A, previous >= 0x41, labelLength <= 63 else {
      return nil
    }
    let localLength = text.utf8.distance(from: text.startIndex, to: at)
    return localLength <= 64 && text.utf8.count <= 254 ? at : nil
  }

  /// Without what people paste along: white space, "mailto:", invisible characters; full-width forms as ASCII.
  static func prepared(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xAD, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: continue
      case 0xFF01...0xFF5E:
        if let ascii = Unicode.Scalar(scalar.value - 0xFEE0) { scalars.append(ascii) }
      default: scalars.append(scalar)
      }
    }
    let trimmed = String(scalars).trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.lowercased().hasPrefix("mailto:") ? String(trimmed.dropFirst(7)) : trimmed
  }

  static func problems(inLocalPart local: Substring) -> [ContactPointProblem] {
    var reasons: [ContactPointProblem.Reason] = []
    if local.isEmpty { reasons.append(.empty) }
    if local.utf8.count > 64 { reasons.append(.tooLong) }
    if local.utf8.first == 0x22 {
      reasons += quotedReason(local).map { [$0] } ?? []
    } else if local.utf8.contains(0x22) {
      reasons.append(.brokenQuotation)
    } else if !local.unicodeScalars.allSatisfy({ $0 == "." || isAtomText($0) }) {
      reasons.append(.invalidCharacter)
    }
    return reasons.map { ContactPointProblem(field: .localPart, reason: $0) }
  }

  static func problems(inDomain domain: Substring) -> [ContactPointProblem] {
    var reasons: [ContactPointProblem.Reason] = []
    if domain.isEmpty {
      reasons.append(.empty)
    } else if domain.utf8.first == 0x5B {
      if !isAddressLiteral(domain) { reasons.append(.invalidAddressLiteral) }
    } else {
      let labels = asciiDomain(String(domain)).split(separator: ".", omittingEmptySubsequences: false)
      if labels.contains(where: \.isEmpty) { reasons.append(.emptyLabel) }
      if labels.contains(where: { $0.utf8.count > 63 }) { reasons.append(.labelTooLong) }
      if labels.contains(where: { $0.hasPrefix("-") || $0.hasSuffix("-") }) { reasons.append(.misplacedHyphen) }
      if !domain.unicodeScalars.allSatisfy(isDomainText) { reasons.append(.invalidCharacter) }
      if let last = labels.last, !last.isEmpty, last.utf8.allSatisfy(isDigit) { reasons.append(.numericTopLevel) }
      if labels.reduce(labels.count - 1, { $0 + $1.utf8.count }) > 255 { reasons.append(.tooLong) }
    }
    return reasons.map { ContactPointProblem(field: .domain, reason: $0) }
  }

  /// The domain mapped for comparison, each non-ASCII label in its "xn--" form.
  static func asciiDomain(_ domain: String) -> String {
    if TextFolding.isASCII(domain) { return domain.lowercased() }
    let mapped = domain.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCompatibilityMapping
    let labels = mapped.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "\u{3002}" }
    return labels.map { TextFolding.isASCII(String($0)) ? String($0) : "xn--" + Punycode.encoded(String($0)) }
      .joined(separator: ".")
  }

  /// Whether a character may stand in a local part without quotation marks, besides dots.
  static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
    case 0...0x9F: false
    default: !scalar.properties.isWhitespace
    }
  }

  private static func isDomainText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    case 0...0x9F: false
    default: !scalar.properties.isWhitespace
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Why a local part that begins with a quotation mark is no quoted string; nil when it is one.
  private static func quotedReason(_ local: Substring) -> ContactPointProblem.Reason? {
    let scalars = Array(local.unicodeScalars)
    guard scalars.count >= 2, scalars.last == "\"" else { return .brokenQuotation }
    var isEscaped = false
    for scalar in scalars[1..<(scalars.count - 1)] {
      if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) { return .invalidCharacter }
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        return .brokenQuotation
      }
    }
    return isEscaped ? .brokenQuotation : nil
  }

  private static func isAddressLiteral(_ domain: Substring) -> Bool {
    guard domain.utf8.last == 0x5D, TextFolding.isASCII(String(domain)) else { return false }
    let content = domain.dropFirst().dropLast()
    guard let colon = content.firstIndex(of: ":") else { return isIPv4(content) }
    let tag = content[..<colon]
    let rest = content[content.index(after: colon)...]
    if tag.lowercased() == "ipv6" { return isIPv6(rest) }
    // A general literal: a registered tag, then printable characters but brackets and backslash.
    let isTag = !tag.isEmpty && tag.utf8.allSatisfy { isAtomText(Unicode.Scalar($0)) } && !tag.hasSuffix("-")
    return isTag && !rest.isEmpty && rest.utf8.allSatisfy { (0x21...0x7E).contains($0) && !(0x5B...0x5D).contains($0) }
  }

  private static func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { $0.utf8.count <= 3 && !$0.isEmpty && $0.utf8.allSatisfy(isDigit) && UInt8($0) != nil }
  }

  private static func isIPv6(_ text: Substring) -> Bool {
    var groups = text.split(separator: ":", omittingEmptySubsequences: false)
    let compressions = text.ranges(of: "::").count
    guard compressions <= 1, !text.contains(":::") else { return false }
    if text.hasPrefix(":") && !text.hasPrefix("::") || text.hasSuffix(":") && !text.hasSuffix("::") { return false }
    groups.removeAll(where: \.isEmpty)
    var count = groups.count
    if let last = groups.last, last.contains(".") {
      guard isIPv4(last) else { return false }
      groups.removeLast()
      count += 1
    }
    let areHex = groups.allSatisfy { $0.utf8.count <= 4 && UInt16($0, radix: 16) != nil && !$0.hasPrefix("+") }
    return areHex && (compressions == 1 ? count <= 7 : count == 8)
  }
}
