import CRMCore
import Foundation
import Testing

/// Vectors: NIST FIPS 180-4 examples (CSRC "SHA256.pdf" and SHA test vectors), RFC 4231 for HMAC.
@Suite struct HashingSHA256Tests {
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func publishedDigests(text: String, expected: String) {
    #expect(SHA256.hash(text).hex == expected)
  }

  @Test func aMillionLettersA() {
    let digest = SHA256.hash([UInt8](repeating: 0x61, count: 1_000_000))
    #expect(digest.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func streamingEqualsOneCallForEverySplit() {
    let message = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for length in [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 200] {
      let whole = SHA256.hash(Array(message[..<length]))
      for cut in 0...length {
        var hasher = SHA256()
        hasher.update(Array(message[..<cut]))
        hasher.update(message[cut..<length])
        #expect(hasher.finalize() == whole, "length \(length), cut \(cut)")
      }
    }
  }

  @Test func digestsAreHexadecimalStringsAndOrderLikeBytes() throws {
    let digest = SHA256.hash("abc")
    let json = try JSONEncoder().encode([digest])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(digest.hex)\"]")
    #expect(try JSONDecoder().decode([SHA256.Digest].self, from: json) == [digest])
    #expect(SHA256.Digest(hex: digest.hex.uppercased()) == digest)
    #expect(SHA256.Digest(bytes: digest.bytes) == digest)
    #expect(SHA256.Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(SHA256.Digest(hex: String(digest.hex.dropLast()) + "g") == nil)
    #expect(SHA256.Digest(bytes: [1]) == nil)
    let digests = (0..<50).map { SHA256.hash("\($0)") }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([SHA256.Digest].self, from: Data("[\"00\"]".utf8))
    }
  }

  /// RFC 4231, test cases 1, 2, 3, 4, 6 and 7.
  @Test func publishedAuthenticationCodes() {
    let longKey = [UInt8](repeating: 0xaa, count: 131)
    let cases: [(key: [UInt8], message: [UInt8], code: String)] = [
      (
        [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xcd, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        longKey, Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        longKey,
        Array(
          ("This is a test using a larger than block-size key and a larger than block-size data. "
            + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ]
    for (key, message, code) in cases {
      let computed = HMACSHA256.authenticationCode(for: message, key: key)
      #expect(computed.hex == code)
      #expect(HMACSHA256.isValid(computed.bytes, for: message, key: key))
      for index in [0, 15, 31] {
        var forged = computed.bytes
        forged[index] ^= 1
        #expect(!HMACSHA256.isValid(forged, for: message, key: key))
      }
      #expect(!HMACSHA256.isValid(Array(computed.bytes.prefix(16)), for: message, key: key))
      #expect(!HMACSHA256.isValid([], for: message, key: key))
    }
  }

  @Test func constantTimeComparisonComparesEverything() {
    #expect(HMACSHA256.constantTimeEqual([], []))
    #expect(HMACSHA256.constantTimeEqual([1, 2, 3], [1, 2, 3]))
    #expect(!HMACSHA256.constantTimeEqual([1, 2, 3], [1, 2, 4]))
    #expect(!HMACSHA256.constantTimeEqual([9, 2, 3], [1, 2, 3]))
    #expect(!HMACSHA256.constantTimeEqual([1, 2, 3], [1, 2]))
  }
}
