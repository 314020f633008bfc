/// Finds out what an automatic message of a mail system says: a bounce (DSN, RFC 3464) or a complaint (ARF, RFC 5965).
///
/// ```swift
/// var reader = MailFeedbackReader()
/// for chunk in chunks { reader.read(chunk) }
/// if let feedback = reader.finish() { … }
/// ```
///
/// Takes the bytes of a message in any pieces and keeps little of it. Tolerates what mail systems really send: any line
/// ends, missing report types, parts without a blank line between recipients, encoded parts, reports in attached messages,
/// and bounces of prose without any report. O(bytes); at most about 300 KB are kept.
public struct MailFeedbackReader: Sendable {
  private enum Content: Sendable {
    case deliveryStatus, feedbackReport, original, text, ignored
  }

  private static let longestLine = 16_384
  private static let mostBytes = 65_536

  private var line: [UInt8] = []
  private var endedWithCR = false
  /// The boundaries of the parts that are open, the outermost first.
  private var boundaries: [[UInt8]] = []
  /// The header lines that are being read; `nil` in a body.
  private var headerLines: [String]? = []
  private var isTop = true
  private var content = Content.ignored
  private var encoding = ""
  private var body: [UInt8] = []
  private var sections = FeedbackSections()

  /// A reader at the beginning of a message.
  public init() {}

  /// What a whole message says; `nil` if it is no such report.
  public static func read(_ message: some Sequence<UInt8>) -> MailFeedback? {
    var reader = MailFeedbackReader()
    reader.read(message)
    return reader.finish()
  }

  /// Takes the next bytes.
  public mutating func read(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      switch byte {
      case 0x0A where endedWithCR: endedWithCR = false
      case 0x0A, 0x0D:
        endedWithCR = byte == 0x0D
        endLine()
      default:
        endedWithCR = false
        if line.count < Self.longestLine { line.append(byte) }
      }
    }
  }

  /// What the message said; `nil` if it was no such report.
  public mutating func finish() -> MailFeedback? {
    if !line.isEmpty { endLine() }
    if headerLines != nil { endHeaders() }
    endPart()
    return sections.feedback
  }

  private mutating func endLine() {
    defer { line.removeAll(keepingCapacity: true) }
    if line.starts(with: [0x2D, 0x2D]), let (depth, isClosing) = boundary() {
      if headerLines != nil { endHeaders() }
      endPart()
      boundaries.removeSubrange((isClosing ? depth : depth + 1)...)
      content = .ignored
      headerLines = isClosing ? nil : []
      return
    }
    if headerLines != nil {
      if line.isEmpty {
        endHeaders()
      } else if (headerLines?.count ?? 0) < 400 {
        headerLines?.append(String(decoding: line, as: UTF8.self))
      }
    } else if case .ignored = content {
      return
    } else if body.count + line.count < Self.mostBytes {
      body += line
      body.append(0x0A)
    }
  }

  /// Which open boundary the line is, and whether it closes it.
  private func boundary() -> (depth: Int, isClosing: Bool)? {
    var marker = line[2...]
    while let last = marker.last, last == 0x20 || last == 0x09 { marker = marker.dropLast() }
    for depth in boundaries.indices.reversed() {
      let boundary = boundaries[depth]
      guard marker.starts(with: boundary) else { continue }
      let rest = marker.dropFirst(boundary.count)
      if rest.isEmpty { return (depth, false) }
      if rest.elementsEqual([0x2D, 0x2D]) { return (depth, true) }
    }
    return nil
  }

  private mutating func endHeaders() {
    let fields = MailFields.parse(headerLines ?? [])
    headerLines = nil
    if isTop { sections.headers = fields }
    isTop = false
    let header = MailFields.contentType(fields.first { $0.name == "content-type" }?.value ?? "text/plain")
    encoding = fields.first { $0.name == "content-transfer-encoding" }?.value ?? ""
    if header.type.hasPrefix("multipart/"), let boundary = header.parameters["boundary"], boundaries.count < 8 {
      boundaries.append(Array(boundary.utf8))
      content = .ignored
      return
    }
    content =
      switch header.type {
      case "message/delivery-status", "message/global-delivery-status": .deliveryStatus
      case "message/feedback-report": .feedbackReport
      case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "text/rfc822",
        "message/global-headers":
        .original
      case "text/plain", "": .text
      default: .ignored
      }
  }

  private mutating func endPart() {
    defer { body.removeAll(keepingCapacity: true) }
    guard !body.isEmpty else { return }
    let text = MailFields.decoded(body, encoding: encoding)
    switch content {
    case .deliveryStatus: sections.deliveryStatus.append(text)
    case .feedbackReport: sections.feedbackReport.append(text)
    case .original:
      guard sections.original.isEmpty else { return }
      let lines = MailFields.lines(text).drop { $0.isEmpty }.prefix { !$0.isEmpty }
      sections.original = MailFields.parse(Array(lines))
    case .text:
      // A report in the wrong kind of part is a report all the same.
      let lower = text.lowercased()
      if lower.contains("final-recipient:"), lower.contains("status:") {
        sections.deliveryStatus.append(text)
      } else if lower.hasPrefix("feedback-type:") {
        sections.feedbackReport.append(text)
      } else if sections.text.utf8.count < Self.mostBytes {
        sections.text += text
      }
    case .ignored: break
    }
    content = .ignored
  }
}
