import Foundation

/// A message as RFC 5322 text with MIME bodies and the list headers of RFC 2369 and RFC 8058. Lines end in CRLF.
enum MailText {
  static func message(
    _ draft: EmailDraft, to recipient: EmailAddress, key: String, date: Date, obligations: [Obligation]
  ) -> String {
    var lines: [String] = []
    lines.append("Date: " + timestamp(date))
    lines.append("From: " + mailbox(draft.senderName, draft.sender))
    lines.append("To: <\(clean(recipient.text))>")
    if let reply = draft.replyTo { lines.append("Reply-To: <\(clean(reply.text))>") }
    lines.append("Subject: " + unstructured(draft.subject, after: 9))
    lines.append("Message-ID: <\(key)@\(clean(draft.sender.asciiDomain))>")
    lines += listHeaders(draft)
    lines.append("MIME-Version: 1.0")
    if let html = draft.html {
      let boundary = "=_\(key)"
      lines.append("Content-Type: multipart/alternative; boundary=\"\(boundary)\"")
      lines.append("")
      for (type, body) in [("text/plain", draft.text), ("text/html", html)] {
        lines.append("--" + boundary)
        lines += part(type, body)
      }
      lines.append("--" + boundary + "--")
    } else {
      lines += part("text/plain", draft.text)
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private static func listHeaders(_ draft: EmailDraft) -> [String] {
    var targets: [String] = []
    if let link = draft.unsubscribeLink { targets.append("<\(clean(link))>") }
    if let address = draft.unsubscribeAddress {
      let query = draft.unsubscribeSubject.map {
        "?subject=" + clean($0).filter { $0.isLetter || $0.isNumber || "-_".contains($0) }
      }
      targets.append("<mailto:\(clean(address.text))\(query ?? "")>")
    }
    guard !targets.isEmpty else { return [] }
    var lines = ["List-Unsubscribe: " + targets.joined(separator: ",\r\n ")]
    if draft.fulfils(.oneClickUnsubscribe) { lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click") }
    return lines
  }

  /// A body in base64, which needs no look at what is in it.
  private static func part(_ type: String, _ body: String) -> [String] {
    let encoded = Array(Data(body.utf8).base64EncodedString().utf8)
    var lines = ["Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: base64", ""]
    for start in stride(from: 0, to: encoded.count, by: 76) {
      lines.append(String(decoding: encoded[start..<min(start + 76, encoded.count)], as: UTF8.self))
    }
    return lines
  }

  private static func mailbox(_ name: String, _ address: EmailAddress) -> String {
    let name = clean(name)
    let isPlain = !name.isEmpty && name.utf8.allSatisfy { $0 == 0x20 || isAtomText($0) } && name.utf8.count <= 60
    let shown = isPlain ? name : encodedWords(name, after: 6)
    return (name.isEmpty ? "" : shown + "\r\n ") + "<\(clean(address.text))>"
  }

  private static func unstructured(_ text: String, after used: Int) -> String {
    let text = clean(text)
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && text.utf8.count + used <= 76
    return isPlain && !text.contains("=?") ? text : encodedWords(text, after: used)
  }

  /// RFC 2047 encoded words of at most 75 characters, cut between characters, folded one to a line.
  private static func encodedWords(_ text: String, after used: Int) -> String {
    var words: [String] = []
    var chunk = ""
    for scalar in text.unicodeScalars {
      let limit = words.isEmpty ? max(15, 45 - used) : 45
      if chunk.utf8.count + String(scalar).utf8.count > limit {
        words.append(chunk)
        chunk = ""
      }
      chunk.unicodeScalars.append(scalar)
    }
    words.append(chunk)
    return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  /// The text without what could begin another header.
  private static func clean(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
  }

  private static func isAtomText(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: Array("!#$%&'*+-/=?^_`{|}~".utf8).contains(byte)
    }
  }

  /// `Sat, 21 Nov 2026 22:48:50 +0000`.
  private static func timestamp(_ date: Date) -> String {
    let day = CalendarDay(date, in: .gmt)
    let seconds = Int(date.timeIntervalSince(day.startDate(in: .gmt)))
    let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    let name = weekdays[day.weekday.isoNumber - 1]
    return "\(name), \(day.day) \(months[day.month - 1]) \(day.year) \(time.joined(separator: ":")) +0000"
  }
}
