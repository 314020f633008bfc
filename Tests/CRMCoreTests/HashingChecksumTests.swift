import CRMCore
import Testing

@Suite struct HashingChecksumTests {
  /// The buffer and the results of the xxHash project's own sanity check (tests/sanity_test, XXH64).
  @Test func publishedXXH64() {
    var generator: UInt64 = 2_654_435_761
    var buffer: [UInt8] = []
    for _ in 0..<222 {
      buffer.append(UInt8(truncatingIfNeeded: generator >> 56))
      generator &*= 11_400_714_785_074_694_797
    }
    let seed: UInt64 = 2_654_435_761
    let cases: [(length: Int, seed: UInt64, hash: UInt64)] = [
      (0, 0, 0xEF46_DB37_51D8_E999), (0, seed, 0xAC75_FDA2_929B_17EF),
      (1, 0, 0xE934_A84A_DB05_2768), (1, seed, 0x5014_607643A9_B4C3),
      (4, 0, 0x9136_A0DC_A574_57EE), (14, 0, 0x8282_DCC4_994E_35C8),
      (14, seed, 0xC3BD_6BF6_3DEB_6DF0),
      (222, 0, 0xB641_AE8C_B691_C174), (222, seed, 0x20CB_8AB7_AE10_C14A),
    ]
    for (length, seed, hash) in cases {
      #expect(XXH64.hash(Array(buffer[..<length]), seed: seed) == hash, "length \(length), seed \(seed)")
    }
    #expect(XXH64.hash(Array("abc".utf8)) == 0x44BC_2CF5_AD77_0999)
  }

  @Test func everyByteOfAnyLengthMattersToXXH64() {
    for length in 1...70 {
      let bytes = (0..<length).map { UInt8($0) }
      let original = XXH64.hash(bytes)
      for index in bytes.indices {
        var changed = bytes
        changed[index] ^= 0x10
        #expect(XXH64.hash(changed) != original)
      }
    }
  }

  /// RFC 3720, appendix B.4, and the customary check value of the catalogue of CRC algorithms.
  @Test func publishedCRC32C() {
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(Array(0...31)) == 0x46DD_794E)
    #expect(CRC32C.checksum((0...31).reversed()) == 0x113F_DB5C)
    let readCommand: [UInt8] = [
      0x01, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0,
      0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
    ]
    #expect(CRC32C.checksum(readCommand) == 0xD996_3A56)
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum([]) == 0)
  }

  @Test func crc32cGoesOnWithAStream() {
    let bytes = (0..<101).map { UInt8($0) }
    let whole = CRC32C.checksum(bytes)
    for cut in 0...101 {
      let first = CRC32C.checksum(Array(bytes[..<cut]))
      #expect(CRC32C.checksum(Array(bytes[cut...]), continuing: first) == whole)
    }
  }
}
