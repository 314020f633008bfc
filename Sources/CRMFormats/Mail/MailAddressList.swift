public import CRMCore

/// The addresses of a header such as `To`, as mail programs really write them.
///
/// Read are the grammar of RFC 5322 (names in quotation marks, comments, groups, folded lines, the obsolete route and
/// spaces around dots), encoded words in names (RFC 2047) and UTF-8 (RFC 6532); and what programs add to it: semicolons
/// between addresses, names with dots or other signs without quotation marks, addresses in apostrophes, a comment as the
/// name. An entry that has no address is noted and left out; the others are read.
public struct MailAddressList: Hashable, Sendable {
  /// An entry that was left out. Holds nothing of it.
  public struct Issue: Hashable, Sendable {
    /// The entry's place in the list, 0-based, empty entries not counted.
    public let entry: Int
    /// What is wrong with its address; empty if there is none at all.
    public let problems: [ContactPointProblem]
  }

  /// The entries in order.
  public var addresses: [MailAddress]
  /// What was left out.
  public private(set) var issues: [Issue] = []

  /// A list of these entries.
  public init(_ addresses: [MailAddress] = []) {
    self.addresses = addresses
  }

  /// Reads the value of a header. Never fails; see ``issues``. O(length).
  public init(header text: String) {
    addresses = []
    var scanner = MailAddressScanner(text)
    while let entry = scanner.nextEntry() {
      switch entry {
      case .address(let address): addresses.append(address)
      case .problem(let number, let problems): issues.append(Issue(entry: number, problems: problems))
      }
    }
  }

  /// All mailboxes, those of groups included.
  public var mailboxes: [Mailbox] { addresses.flatMap(\.mailboxes) }

  /// The value of a header: entries joined by commas, folded before 78 characters where that is possible.
  ///
  /// - Parameter lead: how many characters stand before it on its first line: 4 for `To: `.
  public func headerText(after lead: Int = 0) -> String {
    var result = ""
    var column = lead
    for (index, address) in addresses.enumerated() {
      let text = address.headerText + (index + 1 < addresses.count ? "," : "")
      for (place, word) in Self.foldable(text).enumerated() {
        let isFirst = index == 0 && place == 0
        let width = word.unicodeScalars.count
        if !isFirst, column + 1 + width > 78 {
          result += "\r\n "
          column = 1
        } else if !isFirst {
          result += " "
          column += 1
        }
        result += word
        column += width
      }
    }
    return result
  }

  /// A text cut at the spaces where a line may end: not inside of quotation marks.
  private static func foldable(_ text: String) -> [String] {
    var words = [""]
    var isQuoted = false
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if scalar == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = scalar == "\\" && !isEscaped
      if scalar == " ", !isQuoted {
        words.append("")
      } else {
        words[words.count - 1].unicodeScalars.append(scalar)
      }
    }
    return words
  }
}

extension Mailbox {
  /// Reads one mailbox: `Ann Lee <ann@example.com>`, `"Lee, Ann" <…>`, `ann@example.com (Ann Lee)`.
  ///
  /// - Throws: `ContactPointError` with everything that is wrong with the address; `missingAtSign` also when there is not
  ///   exactly one mailbox.
  public init(header text: String) throws(ContactPointError) {
    let list = MailAddressList(header: text)
    if list.issues.isEmpty, list.addresses.count == 1, case .mailbox(let mailbox) = list.addresses[0] {
      self = mailbox
      return
    }
    let problems = list.issues.flatMap(\.problems)
    let none = ContactPointProblem(field: .email, reason: .missingAtSign)
    throw ContactPointError(problems.isEmpty ? [none] : problems)
  }
}
