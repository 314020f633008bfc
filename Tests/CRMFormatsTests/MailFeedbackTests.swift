import CRMCore
import CRMFormats
import Foundation
import Testing

@Suite struct MailFeedbackTests {
  private func delivery(_ text: String) throws -> DeliveryReport {
    guard case .delivery(let report) = MailFeedbackReader.read(text.utf8) else { throw CancellationError() }
    return report
  }

  private func abuse(_ text: String) throws -> AbuseReport {
    guard case .abuse(let report) = MailFeedbackReader.read(text.utf8) else { throw CancellationError() }
    return report
  }

  @Test func aReportAsPostfixWritesIt() throws {
    let report = try delivery(MailFeedbackSamples.postfix)
    #expect(report.reportingMTA == "mx.shop.example")
    #expect(report.originalEnvelopeID == "018f-env")
    #expect(report.original.messageID == "018f3a2b-0000-7000-8000-000000000001@shop.example")
    #expect(report.original.fields.first { $0.name == "subject" }?.value == "News")
    let recipient = try #require(report.recipients.first)
    #expect(report.recipients.count == 1)
    #expect(recipient.finalRecipient == "ann@example.com" && recipient.originalRecipient == "Ann@Example.com")
    #expect(recipient.action == .failed && recipient.status == EnhancedStatusCode(5, 1, 1))
    #expect(recipient.replyCode == 550 && recipient.remoteMTA == "mail.example.com")
    #expect(recipient.diagnostic == "550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown")
    #expect(recipient.meaning == .addressIsDead && recipient.isPermanent)
  }

  @Test func whatIsLeftOutOrSaysNothingIsTakenFromTheWords() throws {
    let report = try delivery(MailFeedbackSamples.sloppy)
    #expect(report.recipients.map(\.finalRecipient) == ["bob@example.com", "carol@example.com"])
    #expect(report.recipients.map(\.action) == [.failed, .delayed])
    #expect(report.recipients[0].meaning == .mailboxIsFull)
    #expect(report.recipients[0].replyCode == 552)
    #expect(!report.recipients[1].isPermanent)
  }

  @Test func encodedAndNestedPartsAreRead() throws {
    let report = try delivery(MailFeedbackSamples.office)
    #expect(report.reportingMTA == "exch.example")
    #expect(report.recipients.map(\.finalRecipient) == ["dave@example.com"])
    #expect(report.recipients[0].status == EnhancedStatusCode(5, 7, 1))
    #expect(report.recipients[0].meaning == .refusedByPolicy)
    #expect(report.original.messageID == "abc@shop.example")
  }

  @Test func bouncesOfProseAreRead() throws {
    let exim = try delivery(MailFeedbackSamples.exim).recipients
    #expect(exim.count == 1)
    #expect(exim[0].finalRecipient?.lowercased() == "eve@example.com")
    #expect(exim[0].action == .failed && exim[0].meaning == .addressIsDead && exim[0].replyCode == 550)
    let qmail = try delivery(MailFeedbackSamples.qmail).recipients
    #expect(qmail.map(\.finalRecipient) == ["fay@example.com"])
    #expect(qmail[0].status == EnhancedStatusCode(4, 2, 2) && qmail[0].meaning == .mailboxIsFull)
  }

  @Test func internationalAddressesAreRead() throws {
    let recipient = try delivery(MailFeedbackSamples.international).recipients[0]
    #expect(recipient.originalRecipient == "анна@example.com" && recipient.finalRecipient == "анна@example.com")
    #expect(recipient.meaning == .addressIsDead)
  }

  @Test func aComplaintIsRead() throws {
    let report = try abuse(MailFeedbackSamples.arf)
    #expect(report.kind == .abuse && report.userAgent == "SomeGenerator/1.0" && report.incidents == 3)
    #expect(report.originalRecipients == ["user@example.com"] && report.originalMailFrom == "bounces@shop.example")
    #expect(report.reportedDomains == ["shop.example"] && report.sourceIP == "192.0.2.1")
    #expect(report.original.messageID == "018F3A2B-0000-7000-8000-000000000002@shop.example")
    for (name, kind) in [
      ("not-spam", AbuseReport.Kind.notSpam), ("opt-out-list", .optOut), ("Fraud", .fraud), ("virus", .virus),
      ("auth-failure", .authenticationFailure), ("Odd", .other("odd")),
    ] {
      let text = MailFeedbackSamples.arf.replacing("Feedback-Type: abuse", with: "feedback-type:\(name)")
      #expect(try abuse(text).kind == kind)
    }
  }

  @Test func otherMailIsNoReport() {
    for text in [MailFeedbackSamples.vacation, "", "\n\n", "Subject: hi\n\nHello", "no header at all"] {
      #expect(MailFeedbackReader.read(text.utf8) == nil)
    }
  }

  @Test func lineEndsAndPiecesDoNotMatter() {
    for sample in [
      MailFeedbackSamples.postfix, MailFeedbackSamples.sloppy, MailFeedbackSamples.office, MailFeedbackSamples.exim,
      MailFeedbackSamples.qmail, MailFeedbackSamples.arf,
    ] {
      let whole = MailFeedbackReader.read(sample.utf8)
      #expect(whole != nil)
      #expect(MailFeedbackReader.read(sample.replacing("\n", with: "\r\n").utf8) == whole)
      #expect(MailFeedbackReader.read(sample.replacing("\n", with: "\r").utf8) == whole)
      for size in [1, 7, 64] {
        var reader = MailFeedbackReader()
        let bytes = Array(sample.replacing("\n", with: "\r\n").utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
          reader.read(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(reader.finish() == whole)
      }
    }
  }

  @Test func damagedMailNeitherCrashesNorGrowsWithoutEnd() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var bytes = Array(
        [MailFeedbackSamples.postfix, MailFeedbackSamples.office, MailFeedbackSamples.arf].randomElement(
          using: &generator)!.utf8)
      for _ in 0..<20 {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        default: bytes.insert(0x0A, at: index)
        }
      }
      _ = MailFeedbackReader.read(bytes)
    }
    // A part of 5 MB with lines of 1 MB: read through, not kept.
    var reader = MailFeedbackReader()
    reader.read(MailFeedbackSamples.postfix.replacing("--9B095B5ADD.1731/mx.shop.example--", with: "").utf8)
    for _ in 0..<5 { reader.read(repeatElement(UInt8(ascii: "x"), count: 1_000_000)) }
    reader.read("\n--9B095B5ADD.1731/mx.shop.example--\n".utf8)
    guard case .delivery(let report) = reader.finish() else {
      Issue.record("lost")
      return
    }
    #expect(report.recipients.count == 1)
  }

  @Test func statusCodesAreFoundInWords() {
    #expect(EnhancedStatusCode(in: "5.1.1") == EnhancedStatusCode(5, 1, 1))
    #expect(EnhancedStatusCode(in: "#5.1.10 (bad)") == EnhancedStatusCode(5, 1, 10))
    #expect(EnhancedStatusCode(in: "550-5.1.1 The account") == EnhancedStatusCode(5, 1, 1))
    #expect(EnhancedStatusCode(in: "ends with 4.2.2.") == EnhancedStatusCode(4, 2, 2))
    for text in ["", "192.0.2.1", "3.1.1", "5.1", "5.1.1.1", "55.1.1", "5.1.1111"] {
      #expect(EnhancedStatusCode(in: text) == nil, "\(text)")
    }
  }

  @Test func registeredCodesMeanWhatMailSystemsMeanByThem() {
    let meanings: [(EnhancedStatusCode, EnhancedStatusCode.Meaning)] = [
      (.init(5, 1, 1), .addressIsDead), (.init(5, 1, 2), .addressIsDead), (.init(5, 1, 6), .addressIsDead),
      (.init(5, 1, 10), .addressIsDead), (.init(5, 2, 1), .addressIsDead), (.init(4, 1, 1), .notReachable),
      (.init(5, 2, 2), .mailboxIsFull), (.init(4, 2, 2), .mailboxIsFull), (.init(5, 3, 4), .messageIsUnfit),
      (.init(5, 4, 4), .notReachable), (.init(5, 6, 0), .messageIsUnfit), (.init(5, 7, 1), .refusedByPolicy),
      (.init(5, 7, 26), .refusedByPolicy), (.init(5, 0, 0), .unclear),
    ]
    for (code, meaning) in meanings { #expect(code.meaning == meaning, "\(code)") }
  }
}
