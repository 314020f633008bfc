import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// What a host publishes: the text, byte by byte, and its signatures. The signature was computed by another program.
@Suite struct AuditCheckpointTests {
  static let checkpoint = AuditCheckpoint(
    origin: AuditFixture.origin, size: 3,
    head: SHA256.Digest(hex: "96d8d95e0ea27e9e95251b93ef2cf078b274454fb58940b942040e85489bdfdd") ?? SHA256.hash(""),
    position: 9, date: Date("2026-11-21T11:00:00Z"))
  static let text = """
    swift-crm audit checkpoint 1
    origin shop.example/audit
    size 3
    head 96d8d95e0ea27e9e95251b93ef2cf078b274454fb58940b942040e85489bdfdd
    position 9
    date 2026-11-21T11:00:00.000Z

    """
  static let key = [UInt8](repeating: 7, count: 32)

  @Test func theTextIsAsTheFormatSays() throws {
    #expect(Self.checkpoint.text == Self.text)
    #expect(AuditCheckpoint(text: Self.text) == Self.checkpoint)
    var extended = Self.checkpoint
    extended.extensions = ["root abc", "more"]
    #expect(AuditCheckpoint(text: extended.text) == extended)
    #expect(extended.text == Self.text + "root abc\nmore\n")
  }

  @Test func theSignatureIsAsTheFormatSays() async throws {
    let signature = try await AuditSigner.hmac("host-1", key: Self.key).sign([UInt8](Self.text.utf8))
    let signed = SignedAuditCheckpoint(
      Self.checkpoint, signatures: [.init(name: "host-1", bytes: Data(signature))])
    #expect(signed.text == Self.text + "\n\u{2014} host-1 76mClPenSiX3IN3H8IPFzBBpv7/XBnV4vXjlxOOm/nI=\n")
    #expect(SignedAuditCheckpoint(text: signed.text) == signed)
    let unsigned = SignedAuditCheckpoint(Self.checkpoint)
    #expect(SignedAuditCheckpoint(text: unsigned.text) == unsigned)
    #expect(signed.isSigned(by: .hmac("host-1", key: Self.key)))
    #expect(!signed.isSigned(by: .hmac("host-2", key: Self.key)))
    #expect(!signed.isSigned(by: .hmac("host-1", key: Array(Self.key.dropLast()))))
    #expect(!unsigned.isSigned(by: .hmac("host-1", key: Self.key)))
  }

  /// Each byte in three other values: it is not read any more, or it is not signed any more.
  @Test func everyChangedByteOfASignedCheckpointIsFound() throws {
    let signature = HMACSHA256.authenticationCode(for: [UInt8](Self.text.utf8), key: Self.key)
    let signed = SignedAuditCheckpoint(Self.checkpoint, signatures: [.init(name: "k", bytes: Data(signature.bytes))])
    let bytes = Array(signed.text.utf8)
    let check = AuditSignatureCheck.hmac("k", key: Self.key)
    for at in bytes.indices {
      for bit in [0, 3, 5] {
        var changed = bytes
        changed[at] ^= 1 << UInt8(bit)
        guard let text = String(validating: changed, as: UTF8.self), let read = SignedAuditCheckpoint(text: text)
        else { continue }
        #expect(!read.isSigned(by: check), "byte \(at), bit \(bit)")
      }
    }
  }

  @Test(arguments: [
    "", "x", "swift-crm audit checkpoint 1\n", String(text.dropLast()), text + "\n", text + "\n\n",
    text.replacing("size 3", with: "size 03"), text.replacing("size 3", with: "size +3"),
    text.replacing("96d8", with: "96D8"), text.replacing("11:00:00.000Z", with: "11:00:00Z"),
    text.replacing("checkpoint 1", with: "checkpoint 2"),
    text.replacing("origin shop.example/audit", with: "origin a b"),
    text.replacing("\n", with: "\r\n"),
  ])
  func whatIsNoCheckpointIsNotRead(text: String) {
    #expect(AuditCheckpoint(text: text) == nil)
  }

  @Test func aSignerOfTheHostSignsWhatIsPublished() async throws {
    struct Refusal: Error {}
    let fixture = AuditFixture()
    try await fixture.write(0..<3)
    try await fixture.trail.seal()
    let signer = AuditSigner("device") { message in Array(message.reversed()) }
    let first = try await fixture.trail.checkpoint(signedBy: [signer, .hmac("host-1", key: Self.key)])
    #expect(first.checkpoint.size == 4)
    #expect(first.checkpoint.position >= 3)
    #expect(first.checkpoint.date == fixture.clock.now)
    let check = AuditSignatureCheck("device") { $0 == Array($1.reversed()) }
    #expect(first.isSigned(by: check) && first.isSigned(by: .hmac("host-1", key: Self.key)))
    await #expect(throws: Refusal.self) {
      try await fixture.trail.checkpoint(signedBy: [AuditSigner("device") { _ in throw Refusal() }])
    }
    try await fixture.write(3..<6)
    try await fixture.trail.seal()
    let second = try await fixture.trail.checkpoint(extending: first.checkpoint)
    #expect(second.checkpoint.size == 7)
    let report = try await fixture.trail.verify(against: [first.checkpoint, second.checkpoint])
    #expect(report.provenSize == 7)
    #expect(try await fixture.trail.verify(from: first.checkpoint).size == 7)
    var wrong = first.checkpoint
    wrong.head = SHA256.hash("x")
    await #expect(throws: AuditFault.changed(index: 4)) { try await fixture.trail.checkpoint(extending: wrong) }
  }

  @Test func anEmptyTrailHasACheckpointToo() async throws {
    let fixture = AuditFixture()
    let empty = try await fixture.trail.checkpoint().checkpoint
    #expect(empty.size == 0)
    #expect(empty.head == AuditChain(origin: AuditFixture.origin).head)
    try await fixture.write(0..<2)
    try await fixture.trail.seal()
    #expect(try await fixture.trail.verify(against: [empty]).isComplete)
  }
}
