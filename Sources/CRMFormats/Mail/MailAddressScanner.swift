import CRMCore

/// Walks over the entries of an address list.
struct MailAddressScanner {
  enum Entry {
    case address(MailAddress)
    case problem(Int, [ContactPointProblem])
  }

  /// What an entry is made of. Quoted strings keep their quotation marks, for an address may need them.
  fileprivate enum Token: Equatable {
    case word(String)
    case quoted(String)
    case comment(String)
    case angle(String)
    case space
  }

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var number = 0
  private var groupName: String?
  private var members: [Mailbox] = []

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  mutating func nextEntry() -> Entry? {
    while true {
      let (tokens, end) = readTokens()
      let hasContent = tokens.contains { $0 != .space }
      switch end {
      case ":" where groupName == nil && hasContent && !tokens.contains(where: \.isAddressPart):
        groupName = Self.phrase(tokens)
        members = []
        continue
      case ":": continue
      case ";" where groupName != nil:
        let found = hasContent ? read(tokens) : nil
        if case .problem = found { index -= 1 } else { return closeGroup(with: found) }
        return found
      default: break
      }
      guard hasContent else {
        if end == nil { return groupName == nil ? nil : closeGroup(with: nil) }
        continue
      }
      let entry = read(tokens)
      guard groupName != nil, case .address(.mailbox(let mailbox)) = entry else { return entry }
      members.append(mailbox)
    }
  }

  private mutating func closeGroup(with last: Entry?) -> Entry {
    if case .address(.mailbox(let mailbox)) = last { members.append(mailbox) }
    let group = MailAddress.group(name: groupName ?? "", members: members)
    groupName = nil
    members = []
    return .address(group)
  }

  private mutating func read(_ tokens: [Token]) -> Entry {
    defer { number += 1 }
    var name: String
    let addressText: String
    let comments = tokens.compactMap { if case .comment(let text) = $0 { text } else { nil } }
    if let place = tokens.lastIndex(where: { if case .angle = $0 { true } else { false } }),
      case .angle(let inner) = tokens[place]
    {
      name = Self.phrase(Array(tokens[..<place]))
      if name.isEmpty { name = Self.phrase(Array(tokens[(place + 1)...])) }
      addressText = inner
    } else {
      (name, addressText) = Self.plain(tokens)
    }
    if name.isEmpty { name = EncodedWord.decoded(comments.joined(separator: " ")).trimmingASCIIBlanks() }
    do throws(ContactPointError) {
      let address = try EmailAddress(Self.withoutRoute(addressText))
      let isEcho = Self.bare(name) == address.text
      return .address(.mailbox(Mailbox(address, name: name.isEmpty || isEcho ? nil : name)))
    } catch {
      return .problem(number, error.problems)
    }
  }

  /// Name and address of an entry without angle brackets. White space beside a dot or an at sign belongs to the address
  /// (RFC 5322, 4.4); other words before it are a name whose brackets were forgotten.
  private static func plain(_ tokens: [Token]) -> (name: String, address: String) {
    var runs: [[Token]] = [[]]
    for token in tokens {
      if token == .space { runs.append([]) } else { runs[runs.count - 1].append(token) }
    }
    var joined: [(text: String, tokens: [Token])] = []
    for run in runs {
      let text = run.map(\.addressText).joined()
      guard !text.isEmpty else { continue }
      let glue = "@."
      if let last = joined.last, let end = last.text.last, let start = text.first,
        glue.contains(end) || glue.contains(start)
      {
        joined[joined.count - 1] = (last.text + text, last.tokens + run)
      } else {
        joined.append((text, run))
      }
    }
    guard let place = joined.lastIndex(where: { $0.text.contains("@") }) else {
      return ("", joined.map(\.text).joined(separator: " "))
    }
    let name = joined[..<place].map { phrase($0.tokens) }.joined(separator: " ")
    return (name, joined[place].text)
  }

  /// `@relay.example:ann@example.com` is an address with an obsolete route before it.
  private static func withoutRoute(_ text: String) -> String {
    var text = bare(text)
    if text.hasPrefix("@"), let colon = text.firstIndex(of: ":") { text = String(text[text.index(after: colon)...]) }
    return text
  }

  /// Without apostrophes around it, as some programs write.
  private static func bare(_ text: String) -> String {
    text.utf8.count > 2 && text.hasPrefix("'") && text.hasSuffix("'") ? String(text.dropFirst().dropLast()) : text
  }

  /// The name that words make.
  private static func phrase(_ tokens: [Token]) -> String {
    var text = ""
    for token in tokens {
      switch token {
      case .word(let word): text += word
      case .quoted(let quoted): text += unquoted(quoted)
      case .space: if !text.isEmpty { text += " " }
      case .comment, .angle: break
      }
    }
    return EncodedWord.decoded(text.trimmingASCIIBlanks())
  }

  private static func unquoted(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars.dropFirst().dropLast() {
      if scalar == "\\", !isEscaped {
        isEscaped = true
      } else {
        result.append(scalar)
        isEscaped = false
      }
    }
    return String(result)
  }
}

extension MailAddressScanner {
  /// The tokens up to the sign that ends an entry, and that sign; `nil` at the end of the text.
  private mutating func readTokens() -> ([Token], Unicode.Scalar?) {
    var tokens: [Token] = []
    while index < scalars.count {
      let scalar = scalars[index]
      switch scalar {
      case ",", ";":
        index += 1
        return (tokens, scalar)
      case ":" where !tokens.contains(where: \.isAddressPart):
        index += 1
        return (tokens, scalar)
      case " ", "\t", "\r", "\n":
        index += 1
        if tokens.last != .space { tokens.append(.space) }
      case "\"": tokens.append(.quoted(readQuoted()))
      case "(": tokens.append(.comment(readComment()))
      case "<": tokens.append(.angle(readAngle()))
      default: tokens.append(.word(readWord()))
      }
    }
    return (tokens, nil)
  }

  /// A quoted string with its marks. One that is never closed reaches to the end.
  private mutating func readQuoted() -> String {
    var result = String.UnicodeScalarView("\"".unicodeScalars)
    index += 1
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if scalar == "\r" || scalar == "\n" { continue }
      result.append(scalar)
      if scalar == "\"" { return String(result) }
      if scalar == "\\", index < scalars.count {
        result.append(scalars[index])
        index += 1
      }
    }
    result.append("\"")
    return String(result)
  }

  /// What stands in parentheses; they may be nested.
  private mutating func readComment() -> String {
    var result = String.UnicodeScalarView()
    var depth = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "\\":
        if index < scalars.count { result.append(scalars[index]) }
        index += 1
        continue
      case "(":
        depth += 1
        if depth == 1 { continue }
      case ")":
        depth -= 1
        if depth == 0 { return String(result) }
      case "\r", "\n": continue
      default: break
      }
      result.append(scalar)
    }
    index = scalars.count
    return String(result)
  }

  /// What stands between `<` and `>` without comments and spaces.
  private mutating func readAngle() -> String {
    var result = ""
    index += 1
    while index < scalars.count {
      let scalar = scalars[index]
      switch scalar {
      case ">":
        index += 1
        return result
      case "\"": result += readQuoted()
      case "(": _ = readComment()
      case " ", "\t", "\r", "\n": index += 1
      default:
        result.unicodeScalars.append(scalar)
        index += 1
      }
    }
    return result
  }

  private mutating func readWord() -> String {
    var result = String.UnicodeScalarView()
    var isLiteral = false
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "[" { isLiteral = true }
      if scalar == "]" { isLiteral = false }
      switch scalar {
      case ",", ";", "<", "\"", "(", " ", "\t", "\r", "\n": return String(result)
      case ":" where !isLiteral && !result.isEmpty && !result.contains("@"): return String(result)
      default: result.append(scalar)
      }
      index += 1
    }
    return String(result)
  }
}

extension MailAddressScanner.Token {
  /// Whether it shows that an address has begun, so that a colon names no group.
  fileprivate var isAddressPart: Bool {
    switch self {
    case .word(let text): text.unicodeScalars.contains("@")
    case .angle: true
    case .quoted, .comment, .space: false
    }
  }

  /// What it adds to an address that stands without angle brackets.
  fileprivate var addressText: String {
    switch self {
    case .word(let text), .quoted(let text): text
    case .comment, .angle, .space: ""
    }
  }
}
