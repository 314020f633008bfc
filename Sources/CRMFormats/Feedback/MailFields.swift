import Foundation

/// Reads header fields and what stands in them, in the ways in which mail systems really write them.
enum MailFields {
  /// The fields in lines: unfolded, names in lower case. What is no field is left out. At most `limit`.
  static func parse(_ lines: some Sequence<String>, limit: Int = 200) -> [MailField] {
    var fields: [MailField] = []
    for line in lines {
      if let first = line.unicodeScalars.first, first == " " || first == "\t" {
        guard !fields.isEmpty else { continue }
        let more = line.trimmingCharacters(in: .whitespaces)
        if !more.isEmpty {
          fields[fields.count - 1].value += (fields[fields.count - 1].value.isEmpty ? "" : " ") + more
        }
        continue
      }
      guard fields.count < limit, let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
      guard !name.isEmpty, !name.contains(" ") else { continue }
      fields.append(
        MailField(name: name, value: line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
    }
    return fields
  }

  /// The groups of fields that blank lines part.
  static func groups(_ text: String) -> [[MailField]] {
    var groups: [[String]] = [[]]
    for line in lines(text) {
      if line.allSatisfy({ $0 == " " || $0 == "\t" }) {
        if !(groups.last?.isEmpty ?? true) { groups.append([]) }
      } else {
        groups[groups.count - 1].append(line)
      }
    }
    return groups.filter { !$0.isEmpty }.map { parse($0) }
  }

  /// Lines without their ends, which may be CRLF, LF or CR.
  static func lines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
  }

  /// The media type in lower case, and its parameters with names in lower case; values may be quoted.
  static func contentType(_ value: String) -> (type: String, parameters: [String: String]) {
    var parts: [String] = [""]
    var isQuoted = false
    var isEscaped = false
    for character in value {
      if isEscaped {
        parts[parts.count - 1].append(character)
        isEscaped = false
      } else if isQuoted, character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == ";", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      let name = part[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
      parameters[name] = part[part.index(after: equals)...].trimmingCharacters(in: .whitespaces)
    }
    return (parts[0].trimmingCharacters(in: .whitespaces).lowercased(), parameters)
  }

  /// `rfc822; <Ann@Example.com>` → `Ann@Example.com`: what stands after the type, without brackets, with `\x{…}` of RFC 6533
  /// read; `nil` for nothing.
  static func typed(_ value: String?, isAddress: Bool = false) -> String? {
    guard var text = value else { return nil }
    if let semicolon = text.firstIndex(of: ";"),
      text[..<semicolon].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == " " })
    {
      text = String(text[text.index(after: semicolon)...])
    }
    text = text.trimmingCharacters(in: .whitespaces)
    if isAddress {
      if let open = text.lastIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close {
        text = String(text[text.index(after: open)..<close])
      }
      text = unescaped(text.trimmingCharacters(in: CharacterSet(charactersIn: " \t<>\"'")))
    }
    return text.isEmpty ? nil : text
  }

  private static func unescaped(_ text: String) -> String {
    guard text.contains("\\x{") else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.range(of: "\\x{") {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      guard let close = rest.firstIndex(of: "}"), let code = UInt32(rest[..<close], radix: 16),
        let scalar = Unicode.Scalar(code)
      else {
        result += "\\x{"
        continue
      }
      result.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// The content of a part as text, by its transfer encoding.
  static func decoded(_ bytes: [UInt8], encoding: String) -> String {
    switch encoding.lowercased() {
    case "base64":
      let data = Data(base64Encoded: Data(bytes), options: .ignoreUnknownCharacters)
      return String(decoding: data ?? Data(), as: UTF8.self)
    case "quoted-printable": return String(decoding: QuotedPrintable.decoded(bytes[...]), as: UTF8.self)
    default: return String(decoding: bytes, as: UTF8.self)
    }
  }
}
