import CRMTesting
import Consent
import Foundation
import Testing

/// One-click unsubscribe from the header to the stop (RFC 8058), and the other ways back.
@Suite struct UnsubscribeTests {
  private typealias Fixture = ConsentFixture
  private let old = UnsubscribeKey(id: "k1", secret: Array(repeating: 1, count: 32))!
  private let new = UnsubscribeKey(id: "k2", secret: Array(repeating: 2, count: 32))!
  private var keys: UnsubscribeKeys { UnsubscribeKeys(current: old) }
  private let subject = Fixture.digester.digest(of: try! EmailAddress("ann@example.com"))
  private let now = Date("2026-11-23T10:00:00Z")
  private let marketing = ConsentScope(purpose: "marketing@2", channel: .email, controller: "north")

  private func read(_ token: String, _ keys: UnsubscribeKeys? = nil, days: Int? = nil, at date: Date? = nil)
    -> Result<UnsubscribeToken, UnsubscribeToken.Refusal>
  {
    Result { () throws(UnsubscribeToken.Refusal) in
      try UnsubscribeToken(reading: token, with: keys ?? self.keys, validDays: days, at: date ?? now)
    }
  }

  @Test func aTokenComesBackAsItWasSigned() throws {
    for scope in [marketing, .everything, ConsentScope(purpose: "маркетинг.новини")] {
      let token = UnsubscribeToken(subject: subject, scope: scope, issued: now)
      let text = token.signed(with: keys)
      #expect(try read(text).get() == token)
      #expect(
        text.utf8.allSatisfy {
          Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber || $0 == 0x2D || $0 == 0x5F
        })
      #expect(!text.contains("ann"))
    }
  }

  @Test func aNameThatDoesNotFitIsNotCutShort() throws {
    let long = Purpose("marketing." + String(repeating: "n", count: 250))
    let token = UnsubscribeToken(subject: subject, scope: ConsentScope(purpose: long, channel: .email), issued: now)
    #expect(try read(token.signed(with: keys)).get().scope == ConsentScope(channel: .email))
  }

  @Test func everyChangedBitIsRefused() {
    let text = UnsubscribeToken(subject: subject, scope: marketing, issued: now).signed(with: keys)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var characters = Array(text)
    for index in characters.indices {
      let kept = characters[index]
      for replacement in [alphabet[index % 64], "=", "."] where replacement != kept {
        characters[index] = replacement
        #expect(read(String(characters)) == .failure(.invalid), "\(index)")
      }
      characters[index] = kept
    }
    for text in ["", "x", text + "A", String(text.dropLast()), String(text.dropFirst()), text + "="] {
      #expect(read(text) == .failure(.invalid))
    }
    // Another host's key of the same name.
    let other = UnsubscribeKeys(current: UnsubscribeKey(id: "k1", secret: Array(repeating: 9, count: 32))!)
    #expect(read(text, other) == .failure(.invalid))
  }

  @Test func keysRotateAndOldLinksGoOnWorking() throws {
    let text = UnsubscribeToken(subject: subject, scope: marketing, issued: now).signed(with: keys)
    let rotated = UnsubscribeKeys(current: new, others: [old])
    #expect(try read(text, rotated).get().subject == subject)
    let newer = UnsubscribeToken(subject: subject, scope: marketing, issued: now).signed(with: rotated)
    #expect(newer != text)
    #expect(try read(newer, rotated).get().scope == marketing)
    #expect(read(text, UnsubscribeKeys(current: new)) == .failure(.invalid))
    #expect(UnsubscribeKey(id: "k", secret: Array(repeating: 1, count: 31)) == nil)
    #expect(UnsubscribeKey(id: "", secret: Array(repeating: 1, count: 32)) == nil)
    #expect(UnsubscribeKey(id: "ö", secret: Array(repeating: 1, count: 32)) == nil)
  }

  @Test func noLinkExpiresSoonerThanSixtyDays() throws {
    let text = UnsubscribeToken(subject: subject, scope: marketing, issued: now).signed(with: keys)
    let days = { (count: Double) in now.addingTimeInterval(count * 86_400) }
    #expect(try read(text, at: days(10_000)).get().subject == subject)
    #expect(try read(text, days: 1, at: days(59.99)).get().subject == subject)
    #expect(read(text, days: 1, at: days(60)) == .failure(.expired))
    #expect(try read(text, days: 90, at: days(89)).get().subject == subject)
  }

  @Test func aMessageCarriesBothHeaders() async throws {
    let links = try #require(
      UnsubscribeLinks(
        page: URL(string: "https://shop.example/u")!, mail: EmailAddress("stop@shop.example"), keys: keys))
    let headers = links.headers(for: subject, from: marketing, at: now)
    #expect(headers[0].name == "List-Unsubscribe" && headers[1].value == "List-Unsubscribe=One-Click")
    #expect(headers[1].name == "List-Unsubscribe-Post")
    let link = links.link(for: subject, from: marketing, at: now)
    let token = try #require(link.split(separator: "/").last).description
    #expect(headers[0].value == "<\(link)>, <mailto:stop@shop.example?subject=\(token)>")
    #expect(link.hasPrefix("https://shop.example/u/") && !link.contains("?"))
    var draft = try Fixture.draft()
    links.offer(to: subject, from: marketing, in: &draft, at: now)
    #expect(draft.unsubscribeLink == link && draft.fulfils(.oneClickUnsubscribe))
    // As a transport writes them.
    let folder = FileManager.default.temporaryDirectory.appending(path: "unsubscribe-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    draft.text = "Unsubscribe: \(link)"
    let receipt = try await FileTransport<EmailChannel>(directory: folder).deliver(TestGate.authorized(draft))
    let text = try String(contentsOf: folder.appending(path: receipt.id + ".eml"), encoding: .utf8)
    #expect(text.contains("List-Unsubscribe: <\(link)>,\r\n <mailto:stop@shop.example?subject=\(token)>\r\n"))
    #expect(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
    for page in ["http://shop.example/u", "https://shop.example/u?a=b", "https://shop.example/u#a"] {
      #expect(UnsubscribeLinks(page: URL(string: page)!, keys: keys) == nil)
    }
  }

  private func desk(_ fixture: ConsentFixture) -> UnsubscribeDesk {
    UnsubscribeDesk(ledger: fixture.ledger, keys: keys)
  }

  private func token(_ scope: ConsentScope = ConsentScope(purpose: .marketing)) -> String {
    UnsubscribeToken(subject: subject, scope: scope, issued: now).signed(with: keys)
  }

  @Test func onlyPostActsAndItActsAtOnce() async throws {
    let fixture = Fixture()
    let ann = try EmailAddress("ann@example.com")
    try await fixture.optIn(ann)
    fixture.clock.advance(by: 60)
    let desk = desk(fixture)
    func isPermitted() async throws -> Bool {
      let decision = try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)
      return decision.isPermitted
    }
    for method in ["GET", "HEAD"] {
      let answer = try await desk.answer(.init(name: method), token: token(), body: "List-Unsubscribe=One-Click")
      #expect(answer.status == 200)
      guard case .page = answer else {
        Issue.record("\(method) acted")
        return
      }
      #expect(try await isPermitted())
    }
    for method in ["PUT", "DELETE", "post", "OPTIONS"] {
      #expect(try await desk.answer(.init(name: method), token: token()) == .notAllowed)
    }
    #expect(try await desk.answer(.post, token: token(), body: "") == .malformed)
    #expect(try await desk.answer(.post, token: "forged", body: "List-Unsubscribe=One-Click").status == 404)
    #expect(try await isPermitted())
    let acts = try await fixture.ledger.acts(of: subject).count

    let answer = try await desk.answer(.post, token: token(), body: "List-Unsubscribe=One-Click")
    guard case .stopped(let act) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(act.method == .oneClick && act.actor == .subject && act.scope.purpose == .marketing)
    #expect(!(try await isPermitted()))
    // Mail providers repeat it.
    #expect(try await desk.answer(.post, token: token(), body: "List-Unsubscribe=One-Click") == .stopped(act))
    #expect(try await fixture.ledger.acts(of: subject).count == acts + 1)
  }

  @Test func bothKindsOfFormsAreRead() async throws {
    let multipart = """
      --b\r
      Content-Disposition: form-data; name="List-Unsubscribe"\r
      \r
      One-Click\r
      --b--\r

      """
    for body in [
      "List-Unsubscribe=One-Click", "list-unsubscribe=one-click\r\n", "a=b&List-Unsubscribe=One-Click", multipart,
    ] {
      guard case .stopped = try await desk(Fixture()).answer(.post, token: token(), body: body) else {
        Issue.record("\(body)")
        return
      }
    }
    for body in ["One-Click", "List-Unsubscribe=No", "xList-Unsubscribe=One-Click", "a=List-Unsubscribe=One-Click"] {
      #expect(try await desk(Fixture()).answer(.post, token: token(), body: body) == .malformed, "\(body)")
    }
  }

  @Test func itWorksAfterErasureAndForWhomNobodyKnows() async throws {
    let fixture = Fixture()
    let erased = ConsentAct(
      id: "erased", subject: subject, kind: .erased, scope: .everything, date: fixture.clock.now, actor: .system,
      method: .api)
    try await fixture.ledger.record([erased], by: .system)
    fixture.clock.advance(by: 60)
    let answer = try await desk(fixture).answer(.post, token: token(), body: "List-Unsubscribe=One-Click")
    #expect(answer.status == 200)
    #expect(try await fixture.ledger.state(of: subject).suppressions.map(\.reason) == [.erased, .unsubscribed])
    let nobody = Fixture()
    #expect(try await desk(nobody).answer(.post, token: token(), body: "List-Unsubscribe=One-Click").status == 200)
    #expect(try await nobody.ledger.state(of: subject).suppressions.count == 1)
  }

  @Test func aMessageToTheUnsubscribeAddressStops() async throws {
    let fixture = Fixture()
    let desk = desk(fixture)
    let eve = try EmailAddress("eve@example.com")
    // With a token what it says, whoever sends it.
    let act = try #require(try await desk.receiveMail(from: eve, subject: "Re: \(token(marketing))"))
    #expect(act.subject == subject && act.scope == marketing && act.method == .mail)
    let quoted = try await desk.receiveMail(from: nil, subject: "unsubscribe", text: "> <\(token())>\n")
    #expect(quoted?.subject == subject)
    // Without one the mailbox that it came from.
    let own = try #require(try await desk.receiveMail(from: eve, subject: "unsubscribe"))
    #expect(own.subject == Fixture.digester.digest(of: eve) && own.scope == ConsentScope(channel: .email))
    #expect(try await desk.receiveMail(from: nil, subject: "unsubscribe") == nil)
  }

  @Test func aStopWordStopsTextMessagesAndOtherWordsDoNot() async throws {
    let fixture = Fixture()
    let number = try PhoneNumber("+4915112345678")
    #expect(try await desk(fixture).receiveText(from: number, "Danke, bis morgen!") == nil)
    let act = try #require(try await desk(fixture).receiveText(from: number, " Stopp! "))
    #expect(act.method == .stopWord && act.scope == ConsentScope(channel: .sms))
    #expect(try await fixture.ledger.state(of: .phone(number)).suppressions.map(\.reason) == [.unsubscribed])
  }

  @Test func staffWriteDownWhatAPersonSaid() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    fixture.clock.advance(by: 1)
    let act = try await fixture.ledger.withdraw(
      .email(ann), actor: .subject, method: .call, by: Author(.staff, "s-1"))
    #expect(act.method == .call)
    #expect(!(try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)).isPermitted)
  }
}
