import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentTransportTests {
  private typealias Fixture = ConsentFixture

  private func folder() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "consent-" + UUID().uuidString)
  }

  private func eml(_ change: (inout EmailDraft) -> Void) async throws -> String {
    let folder = folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let fixture = Fixture(at: Date("2026-11-23T10:05:09Z"))
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    var draft = try Fixture.draft()
    change(&draft)
    draft.disclosures.insert(.visibleUnsubscribe)
    let outcomes = await fixture.gate.send(
      [OutgoingMessage(Fixture.request(ann), draft: draft)], through: try FileTransport(directory: folder))
    guard case .sent(let receipt) = outcomes[0] else { throw SendRefusal.tooLate }
    return String(decoding: try Data(contentsOf: folder.appending(path: receipt.id + ".eml")), as: UTF8.self)
  }

  @Test func emlHasTheHeadersOfRFC5322AndRFC8058() async throws {
    let text = try await eml { $0.unsubscribeAddress = try? EmailAddress("stop@shop.example") }
    #expect(
      text.hasPrefix(
        "Date: Mon, 23 Nov 2026 10:05:09 +0000\r\nFrom: Shop\r\n <news@shop.example>\r\nTo: <ann@example.com>\r\n"))
    #expect(text.contains("\r\nList-Unsubscribe: <https://shop.example/u/1>,\r\n <mailto:stop@shop.example>\r\n"))
    #expect(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
    #expect(text.contains("\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"))
    let parts = text.components(separatedBy: "\r\n\r\n")
    #expect(parts.count == 2)
    let body = parts[1].replacingOccurrences(of: "\r\n", with: "")
    #expect(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == (try Fixture.draft()).text)
    for line in text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 78, "\(line)") }
  }

  @Test func namesAndSubjectsAreEncodedAndCannotAddHeaders() async throws {
    let subject = "Grüße 你好 — " + String(repeating: "длинная тема ", count: 12)
    let text = try await eml { draft in
      draft.subject = subject
      draft.senderName = "Müller & Söhne\r\nBcc: victim@example.com"
      draft.unsubscribeLink = "https://shop.example/u/1>\r\nBcc: victim@example.com"
    }
    let headers = try #require(text.components(separatedBy: "\r\n\r\n").first)
    #expect(headers.utf8.allSatisfy { $0 < 0x80 })
    #expect(!headers.contains("\nBcc:"))
    for line in headers.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 78, "\(line)") }
    let unfolded = headers.replacingOccurrences(of: "\r\n ", with: " ").components(separatedBy: "\r\n")
    let line = try #require(unfolded.first { $0.hasPrefix("Subject: ") })
    let words = line.dropFirst(9).components(separatedBy: " ")
    let decoded = try words.map { word in
      #expect(word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?=") && word.utf8.count <= 75)
      let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
      return try #require(String(data: data, encoding: .utf8))
    }
    #expect(decoded.joined() == subject)
  }

  @Test func htmlMakesTwoAlternatives() async throws {
    let text = try await eml { $0.html = "<p>Hello</p>" }
    #expect(text.contains("Content-Type: multipart/alternative; boundary=\"=_"))
    #expect(text.components(separatedBy: "\r\n--=_").count == 4)
    #expect(text.hasSuffix("--\r\n"))
    #expect(text.contains(Data("<p>Hello</p>".utf8).base64EncodedString()))
  }

  @Test func otherChannelsAreLinesOfJSON() async throws {
    let folder = folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let fixture = Fixture()
    let number = try PhoneNumber("+4915112345678")
    try await fixture.ledger.optIn(
      .phone(number), to: "marketing.news", through: .sms, proof: Fixture.proof, method: .form, by: .dataSubject)
    let draft = TextDraft(sender: "Shop", text: "Sale. Reply STOP to stop.", stopWord: "STOP", containsPromotion: true)
    let messages = ["1", "2"].map { step in
      OutgoingMessage(
        SendRequest<SMSChannel>(to: number, run: "run", step: step, context: Fixture.news()), draft: draft)
    }
    let outcomes = await fixture.gate.send(messages, through: try FileTransport(directory: folder))
    #expect(outcomes.count { $0.isSent } == outcomes.count)
    let lines = String(decoding: try Data(contentsOf: folder.appending(path: "sms.jsonl")), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count == 2)
    let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    #expect(object?["channel"] as? String == "sms")
    #expect((object?["draft"] as? [String: Any])?["text"] as? String == draft.text)
  }

  @Test func draftsTellWhatTheyFulfil() throws {
    var email = try Fixture.draft()
    #expect(email.fulfils(.oneClickUnsubscribe) && email.fulfils(.visibleUnsubscribe) && email.fulfils(.senderIdentity))
    email.html = "<p>Without the link</p>"
    #expect(!email.fulfils(.visibleUnsubscribe))
    email.unsubscribeLink = "http://shop.example/u/1"
    #expect(!email.fulfils(.oneClickUnsubscribe))
    email.senderName = " "
    #expect(!email.fulfils(.senderIdentity) && !email.fulfils(.postalAddress))
    #expect(!email.fulfils(.confirmOnly))
    let sms = TextDraft(sender: "", text: "Hi", stopWord: "STOP", containsPromotion: false)
    #expect(!sms.fulfils(.visibleUnsubscribe) && !sms.fulfils(.senderIdentity) && sms.fulfils(.confirmOnly))
    let letter = LetterDraft(sender: ["Shop", "Street 1"], text: "Dear", containsPromotion: true)
    #expect(letter.fulfils(.postalAddress) && !letter.fulfils(.sourceNotice))
    let push = PushDraft(title: "T", body: "B", containsPromotion: true)
    #expect(push.fulfils(.senderIdentity) && !push.fulfils(.confirmOnly))
  }
}
