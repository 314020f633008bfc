import Foundation

/// What of an automatic message matters: collected by ``MailFeedbackReader``, read here.
struct FeedbackSections {
  var headers: [MailField] = []
  var deliveryStatus: [String] = []
  var feedbackReport: [String] = []
  var original: [MailField] = []
  var text = ""

  /// What it says; `nil` if it is no report.
  var feedback: MailFeedback? {
    var original = OriginalMessage(fields: original)
    original.messageID = self.original.first { $0.name == "message-id" }.map { Self.trimmed($0.value) }
    if let report = feedbackReport.first, let abuse = Self.abuse(report, original) { return .abuse(abuse) }
    var report = DeliveryReport(original: original)
    for status in deliveryStatus { Self.read(status, into: &report) }
    if report.recipients.isEmpty { readText(into: &report) }
    return report.recipients.isEmpty ? nil : .delivery(report)
  }

  private static func trimmed(_ messageID: String) -> String {
    String(messageID.drop { $0 == "<" || $0 == " " }.prefix { $0 != ">" && $0 != " " })
  }

  // MARK: Complaints

  private static func abuse(_ text: String, _ original: OriginalMessage) -> AbuseReport? {
    let fields = MailFields.groups(text).flatMap { $0 }
    func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    guard let kind = first("feedback-type") else { return nil }
    return AbuseReport(
      kind: AbuseReport.Kind(kind), userAgent: first("user-agent"),
      originalMailFrom: MailFields.typed(first("original-mail-from"), isAddress: true),
      originalRecipients: fields.filter { $0.name == "original-rcpt-to" || $0.name == "removal-recipient" }
        .compactMap { MailFields.typed($0.value, isAddress: true) },
      reportedDomains: fields.filter { $0.name == "reported-domain" }.map(\.value), sourceIP: first("source-ip"),
      arrivalDate: first("arrival-date") ?? first("received-date"),
      incidents: first("incidents").flatMap { Int($0) }.map { max(1, $0) } ?? 1, original: original)
  }

  // MARK: Delivery

  private static func read(_ text: String, into report: inout DeliveryReport) {
    for group in MailFields.groups(text) {
      for field in group {
        switch field.name {
        case "reporting-mta": report.reportingMTA = MailFields.typed(field.value)
        case "original-envelope-id": report.originalEnvelopeID = field.value
        default: break
        }
      }
      // Some systems leave out the blank line between recipients: a name that comes again begins the next one.
      var recipients: [[MailField]] = [[]]
      for field in group where recipientNames.contains(field.name) {
        if recipients[recipients.count - 1].contains(where: { $0.name == field.name }) { recipients.append([]) }
        recipients[recipients.count - 1].append(field)
      }
      report.recipients += recipients.compactMap(recipient)
    }
  }

  private static let recipientNames: Set<String> = [
    "final-recipient", "original-recipient", "action", "status", "diagnostic-code", "remote-mta",
  ]

  private static func recipient(_ fields: [MailField]) -> DeliveryReport.Recipient? {
    func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    let final = MailFields.typed(first("final-recipient"), isAddress: true)
    let original = MailFields.typed(first("original-recipient"), isAddress: true)
    let status = first("status")
    guard final != nil || original != nil || status != nil else { return nil }
    var recipient = DeliveryReport.Recipient(
      finalRecipient: final, originalRecipient: original, diagnostic: MailFields.typed(first("diagnostic-code")),
      remoteMTA: MailFields.typed(first("remote-mta")))
    let word = first("action").map { String($0.lowercased().prefix { $0.isLetter }) }
    recipient.action = word.flatMap { DeliveryReport.Action(rawValue: $0) }
    complete(&recipient, status: status.flatMap { EnhancedStatusCode(in: $0) })
    return recipient
  }

  /// Takes from the diagnostic text what the other fields leave open.
  private static func complete(_ recipient: inout DeliveryReport.Recipient, status: EnhancedStatusCode?) {
    let diagnosed = recipient.diagnostic.flatMap { EnhancedStatusCode(in: $0) }
    recipient.replyCode = recipient.diagnostic.flatMap(FeedbackWords.replyCode)
    recipient.status = status?.subject == 0 ? diagnosed ?? status : status ?? diagnosed
    if recipient.action == nil {
      let statusClass = recipient.status?.statusClass ?? recipient.replyCode.map { $0 / 100 }
      recipient.action =
        switch statusClass {
        case 2: .delivered
        case 4: .delayed
        case 5: .failed
        default: nil
        }
    }
  }

  // MARK: Bounces without a report

  /// Older systems write prose. Recipients stand in a header of Exim or before a colon in the text of qmail.
  private func readText(into report: inout DeliveryReport) {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value.lowercased() }
    if header("auto-submitted")?.hasPrefix("auto-replied") ?? false { return }
    let sender = header("from") ?? ""
    var named: [String] = (header("x-failed-recipients") ?? "").split(separator: ",").compactMap {
      MailFields.typed(String($0), isAddress: true)
    }
    let isBounce = !named.isEmpty || sender.contains("mailer-daemon") || sender.contains("postmaster")
    guard isBounce else { return }
    let lines = MailFields.lines(text)
    for line in lines where named.count < 50 {
      guard line.hasPrefix("<"), let close = line.firstIndex(of: ">"), line[close...].hasPrefix(">:"),
        let address = MailFields.typed(String(line[...close]), isAddress: true), address.contains("@")
      else { continue }
      if !named.contains(address.lowercased()) { named.append(address) }
    }
    let diagnostic =
      lines.first { EnhancedStatusCode(in: $0) != nil }
      ?? lines.first { line in
        let code = FeedbackWords.replyCode(in: line).map { $0 >= 400 } ?? false
        return code || FeedbackWords.meaning(of: line, isPermanent: true) != .unclear
      }
    report.recipients = named.map { address in
      var recipient = DeliveryReport.Recipient(
        finalRecipient: address, diagnostic: diagnostic?.trimmingCharacters(in: .whitespaces))
      Self.complete(&recipient, status: nil)
      if recipient.action == nil { recipient.action = .failed }
      return recipient
    }
  }
}
