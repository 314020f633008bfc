/// The SHA-256 hash function (FIPS 180-4, section 6.2), streaming or in one call, without any dependency.
///
/// It is meant for digests of contact points, evidence, signatures and exports. It is not meant for passwords: use a
/// slow, salted function for those.
public struct SHA256: Sendable {
  private var h0: UInt32 = 0x6a09_e667
  private var h1: UInt32 = 0xbb67_ae85
  private var h2: UInt32 = 0x3c6e_f372
  private var h3: UInt32 = 0xa54f_f53a
  private var h4: UInt32 = 0x510e_527f
  private var h5: UInt32 = 0x9b05_688c
  private var h6: UInt32 = 0x1f83_d9ab
  private var h7: UInt32 = 0x5be0_cd19
  /// Bytes that do not fill a block yet; always fewer than 64 between calls.
  private var pending: [UInt8] = []
  /// The message schedule, kept so that one hasher allocates it once.
  private var schedule = [UInt32](repeating: 0, count: 64)
  private var byteCount: UInt64 = 0

  /// A hasher which has seen no bytes.
  public init() {
    pending.reserveCapacity(64)
  }

  /// The digest of `bytes`. O(n).
  public static func hash(_ bytes: [UInt8]) -> Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// The digest of the UTF-8 encoding of `text`, as it stands: no normalisation. O(n).
  public static func hash(_ text: String) -> Digest {
    hash(Array(text.utf8))
  }

  /// Adds `bytes` to the message. O(n).
  public mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// Adds the bytes of a sequence to the message, without copying all of it first. O(n).
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    var chunk: [UInt8] = []
    chunk.reserveCapacity(4096)
    for byte in bytes {
      chunk.append(byte)
      if chunk.count == 4096 {
        update(chunk.span)
        chunk.removeAll(keepingCapacity: true)
      }
    }
    update(chunk.span)
  }

  /// Adds the bytes of a span to the message. O(n).
  public mutating func update(_ bytes: Span<UInt8>) {
    byteCount &+= UInt64(bytes.count)
    var offset = 0
    if !pending.isEmpty {
      while pending.count < 64, offset < bytes.count {
        pending.append(bytes[offset])
        offset += 1
      }
      if pending.count < 64 { return }
      let block = pending
      compress(block.span, at: 0)
      pending.removeAll(keepingCapacity: true)
    }
    while bytes.count - offset >= 64 {
      compress(bytes, at: offset)
      offset += 64
    }
    while offset < bytes.count {
      pending.append(bytes[offset])
      offset += 1
    }
  }

  /// Pads the message and returns its digest. The hasher cannot be used afterwards; copy it before to go on.
  public consuming func finalize() -> Digest {
    let bitCount = byteCount &<< 3
    var padding: [UInt8] = [0x80]
    let used = (pending.count + 1) % 64
    let zeros = used <= 56 ? 56 - used : 120 - used
    padding.append(contentsOf: repeatElement(0, count: zeros))
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    update(padding.span)
    return Digest(
      (UInt64(h0) << 32) | UInt64(h1), (UInt64(h2) << 32) | UInt64(h3),
      (UInt64(h4) << 32) | UInt64(h5), (UInt64(h6) << 32) | UInt64(h7))
  }

  /// One round of the compression function over the 64 bytes at `offset` (FIPS 180-4, 6.2.2).
  private mutating func compress(_ bytes: Span<UInt8>, at offset: Int) {
    var (a, b, c, d) = (h0, h1, h2, h3)
    var (e, f, g, h) = (h4, h5, h6, h7)
    let block = bytes.extracting(offset..<(offset + 64))
    let constants = Self.roundConstants.span
    var words = schedule.mutableSpan
    for index in 0..<16 {
      let at = index &* 4
      let high = (UInt32(block[at]) << 24) | (UInt32(block[at &+ 1]) << 16)
      words[index] = high | (UInt32(block[at &+ 2]) << 8) | UInt32(block[at &+ 3])
    }
    for index in 16..<64 {
      let early = words[index &- 15]
      let late = words[index &- 2]
      let small0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
      let small1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
      words[index] = words[index &- 16] &+ small0 &+ words[index &- 7] &+ small1
    }
    for index in 0..<64 {
      let big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ big1 &+ choice &+ constants[index] &+ words[index]
      let big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ big0 &+ majority)
    }
    (h0, h1, h2, h3) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d)
    (h4, h5, h6, h7) = (h4 &+ e, h5 &+ f, h6 &+ g, h7 &+ h)
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

/// Rotates right.
@inline(__always)
private func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
  (value &>> count) | (value &<< (32 &- count))
}
