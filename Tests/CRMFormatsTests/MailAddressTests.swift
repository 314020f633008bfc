import CRMCore
import CRMFormats
import Foundation
import Testing

@Suite struct MailAddressTests {
  private func read(_ header: String) -> [String] {
    MailAddressList(header: header).mailboxes.map { "\($0.name ?? "-") | \($0.address.text)" }
  }

  /// Examples of RFC 5322, appendix A, and what programs write.
  @Test func readsAddressesAsProgramsWriteThem() {
    let cases: [(String, [String])] = [
      ("ann@example.com", ["- | ann@example.com"]),
      ("Ann Lee <ann@example.com>", ["Ann Lee | ann@example.com"]),
      ("\"Joe Q. Public\" <john.q.public@example.com>", ["Joe Q. Public | john.q.public@example.com"]),
      ("Joe Q. Public <john.q.public@example.com>", ["Joe Q. Public | john.q.public@example.com"]),
      (
        "\"Giant; \\\"Big\\\" Box\" <s@example.net>, a@b.example",
        ["Giant; \"Big\" Box | s@example.net", "- | a@b.example"]
      ),
      ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", ["Pete | pete@silly.test"]),
      ("john.doe@example.org (John (Jr) Doe)", ["John (Jr) Doe | john.doe@example.org"]),
      (
        "Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
        ["Mary Smith | mary@example.net", "- | jdoe@test.example"]
      ),
      ("a@x.example; b@y.example;", ["- | a@x.example", "- | b@y.example"]),
      ("'ann@example.com' <ann@example.com>", ["- | ann@example.com"]),
      ("Lee Ann ann@example.com", ["Lee Ann | ann@example.com"]),
      ("\"quoted local\"@example.com", ["- | \"quoted local\"@example.com"]),
      ("Ann\r\n Lee\r\n\t<ann@example.com>", ["Ann Lee | ann@example.com"]),
      ("用户@例子.广告", ["- | 用户@例子.广告"]),
      ("Ann <ann@[IPv6:2001:db8::1]>, bob@[192.0.2.1]", ["Ann | ann@[IPv6:2001:db8::1]", "- | bob@[192.0.2.1]"]),
      ("", []),
    ]
    for (header, expected) in cases { #expect(read(header) == expected, "\(header)") }
  }

  @Test func readsGroups() {
    let list = MailAddressList(
      header: "A Group:Ed <ed@a.test>,joe@where.test,John <jdoe@one.test>; undisclosed-recipients:; last@b.test")
    #expect(list.addresses.count == 3 && list.issues.isEmpty)
    guard case .group("A Group", let members) = list.addresses[0] else { return #expect(Bool(false)) }
    #expect(members.map(\.address.text) == ["ed@a.test", "joe@where.test", "jdoe@one.test"])
    #expect(list.addresses[1] == .group(name: "undisclosed-recipients", members: []))
    #expect(list.mailboxes.last?.address.text == "last@b.test")
  }

  @Test func aBadEntryIsNotedAndTheOthersAreRead() {
    let long = String(repeating: "a", count: 65)
    let header = "nobody, ok@a.test, \(long)@b.test, Team: x@, y@c.test;, <>, z@d.test"
    let list = MailAddressList(header: header)
    #expect(list.mailboxes.map(\.address.text) == ["ok@a.test", "y@c.test", "z@d.test"])
    #expect(list.issues.map(\.entry) == [0, 2, 3, 5])
    #expect(list.issues[1].problems.map(\.reason) == [.tooLong])
    #expect(!String(describing: list.issues).contains("nobody"))
  }

  @Test func lengthsAreThoseOfTheStandard() throws {
    let local = String(repeating: "a", count: 64)
    let label = String(repeating: "b", count: 63)
    let domain = [label, label, String(repeating: "c", count: 61)].joined(separator: ".")
    #expect(throws: Never.self) { try Mailbox(header: "\(local)@\(domain)") }
    #expect((local + "@" + domain).utf8.count == 254)
    #expect(throws: ContactPointError.self) { try Mailbox(header: "\(local)@\(domain)x") }
    #expect(throws: ContactPointError.self) { try Mailbox(header: "\(local)a@b.test") }
    #expect(throws: ContactPointError.self) { try Mailbox(header: "a@b.test, c@d.test") }
  }

  @Test func readsEncodedWords() {
    let cases: [(String, String)] = [
      ("=?utf-8?Q?J=C3=B6rg_M=C3=BCller?=", "Jörg Müller"),
      ("=?windows-1251?B?yOLg7e7i?= =?windows-1251?B?IMji4O0=?=", "Иванов Иван"),
      ("=?KOI8-R?B?6dfBzs/X?=", "Иванов"),
      ("=?GB2312?B?zfU=?= A", "王 A"),
      ("=?utf-8?B?0JjQstCw0L3Q?= =?utf-8?B?vtCy?=", "Иванов"),
      ("=?unknown-x?Q?a?= b", "=?unknown-x?Q?a?= b"),
      ("=?utf-8?Q?broken", "=?utf-8?Q?broken"), ("plain", "plain"), ("=?utf-8*en?q?a=20b?=", "a b"),
    ]
    for (text, expected) in cases { #expect(EncodedWord.decoded(text) == expected, "\(text)") }
    #expect(read("=?utf-8?Q?J=C3=B6rg?= <j@a.test>") == ["Jörg | j@a.test"])
    #expect(read("\"=?utf-8?Q?Lee=2C_Ann?=\" <j@a.test>") == ["Lee, Ann | j@a.test"])
  }

  /// Law: what is written is read back, and no line of a header or encoded word is longer than allowed.
  @Test func writtenListsAreReadBack() throws {
    let names = [
      "Ann Lee", "Lee, Ann", "O\"Neil \\ Co", "Jörg", "Иванов Иван Иванович, директор по продажам и развитию", "王小明",
      "=?utf-8?Q?x?=", "a.b@c", "(comment)", "👩‍👩‍👧 family", " spaced ", "x:y;z", String(repeating: "é", count: 200),
    ]
    for seed in UInt64(0)..<200 {
      var generator = SeededGenerator(seed: seed)
      func mailbox() throws -> Mailbox {
        let name = Bool.random(using: &generator) ? names.randomElement(using: &generator) : nil
        let local = ["ann", "\"a b\"", "ann.lee+x", "юля"].randomElement(using: &generator) ?? "a"
        return Mailbox(try EmailAddress("\(local)@example.com"), name: name)
      }
      var list = MailAddressList()
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        if Int.random(in: 0..<4, using: &generator) == 0 {
          let members = try (0..<Int.random(in: 0...3, using: &generator)).map { _ in try mailbox() }
          list.addresses.append(.group(name: names.randomElement(using: &generator) ?? "g", members: members))
        } else {
          list.addresses.append(.mailbox(try mailbox()))
        }
      }
      let text = list.headerText(after: 4)
      let read = MailAddressList(header: text)
      #expect(read.addresses.map(Self.trimmed) == list.addresses.map(Self.trimmed), "seed \(seed)")
      for line in text.components(separatedBy: "\r\n") where !line.contains("\"") {
        #expect(line.unicodeScalars.count <= 80, "seed \(seed)")
      }
    }
  }

  /// White space around a name has no meaning.
  private static func trimmed(_ address: MailAddress) -> MailAddress {
    func trimmed(_ name: String) -> String { name.split(separator: " ").joined(separator: " ") }
    func trimmed(_ mailbox: Mailbox) -> Mailbox { Mailbox(mailbox.address, name: mailbox.name.map { trimmed($0) }) }
    return switch address {
    case .mailbox(let mailbox): .mailbox(trimmed(mailbox))
    case .group(let name, let members): .group(name: trimmed(name), members: members.map { trimmed($0) })
    }
  }

  @Test func anyTextIsReadToItsEnd() {
    let pieces = [
      ",", ";", ":", "<", ">", "(", ")", "\"", "\\", "@", ".", " ", "a", "b.c", "[", "]", "=?utf-8?Q?", "?=", "\r\n",
      "é",
    ]
    for seed in UInt64(0)..<2_000 {
      var generator = SeededGenerator(seed: seed)
      let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
      let list = MailAddressList(header: text)
      #expect(list.mailboxes.count <= text.count)
    }
  }
}
