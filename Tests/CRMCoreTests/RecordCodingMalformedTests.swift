import CRMCore
import Foundation
import Testing

/// Bytes that nobody vouches for: a value or a typed error, never a trap, never memory by a claimed length.
@Suite struct RecordCodingMalformedTests {
  private func tryAll(_ bytes: [UInt8], with decoder: RecordDecoder) {
    _ = try? decoder.decode(CodedCustomer.self, from: bytes)
    _ = try? decoder.decode(CodedCollections.self, from: bytes)
    _ = try? decoder.decode(CodedScalars.self, from: bytes)
    _ = try? decoder.decode(CodedRule.self, from: bytes)
    _ = try? decoder.decode(RecordCodingContainerTests.Either.self, from: bytes)
    _ = try? decoder.decode([String: [String]].self, from: bytes)
    _ = try? decoder.decode([Int?].self, from: bytes)
    _ = try? decoder.decode(Data.self, from: bytes)
    _ = try? decoder.fields(of: bytes)
  }

  @Test func randomBytes() throws {
    let encoder = RecordEncoder()
    var values = CodedValues(seed: 1)
    _ = try encoder.encode(values.customer())
    _ = try encoder.encode(values.collections())
    _ = try encoder.encode(values.scalars())
    let decoder = encoder.makeDecoder()
    let shapes = UInt8(encoder.shapes.count)
    for _ in 0..<4_000 {
      var bytes: [UInt8] = []
      for _ in 0..<values.int(0...60) {
        switch values.int(0...3) {
        case 0: bytes += [0x0E, UInt8(values.int(0...Int(shapes))), 0]
        case 1: bytes.append(UInt8(values.int(0...0x13)))
        case 2: bytes.append(UInt8(values.int(0x3E...0x84)))
        default: bytes.append(UInt8(values.int(0...255)))
        }
      }
      tryAll(bytes, with: decoder)
    }
  }

  @Test func mutatedValidBytes() throws {
    let encoder = RecordEncoder()
    for seed in 0..<40 as Range<UInt64> {
      var values = CodedValues(seed: seed)
      let valid = [
        try encoder.encode(values.customer()), try encoder.encode(values.collections()),
        try encoder.encode(values.scalars()),
      ]
      let decoder = encoder.makeDecoder()
      for bytes in valid {
        for _ in 0..<40 {
          var mutated = bytes
          for _ in 0..<values.int(1...3) where !mutated.isEmpty {
            let place = values.int(0...(mutated.count - 1))
            switch values.int(0...3) {
            case 0: mutated[place] = UInt8(values.int(0...255))
            case 1: mutated.remove(at: place)
            case 2: mutated.insert(UInt8(values.int(0...0x13)), at: place)
            default: mutated.removeLast(values.int(0...min(9, mutated.count)))
            }
          }
          tryAll(mutated, with: decoder)
        }
      }
    }
  }

  @Test func everyTruncationIsNoticed() throws {
    let encoder = RecordEncoder()
    var values = CodedValues(seed: 12)
    let bytes = try encoder.encode(values.customer())
    let decoder = encoder.makeDecoder()
    for count in bytes.indices {
      #expect(throws: RecordCodingError.self) {
        try decoder.decode(CodedCustomer.self, from: bytes, in: 0..<count)
      }
      #expect(throws: RecordCodingError.self) { try decoder.fields(of: bytes, in: 0..<count) }
    }
  }

  private func code(_ bytes: [UInt8], as type: (some Decodable).Type) -> RecordCodingError.Code? {
    do {
      _ = try RecordDecoder(shapes: ShapeTable()).decode(type, from: bytes)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func eachDamageHasItsCode() {
    #expect(code([], as: Int.self) == .truncated)
    #expect(code([0x08], as: String.self) == .truncated)
    #expect(code([0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1], as: String.self) == .truncated)
    #expect(code([0x09, 0xFF, 0xFF, 0xFF, 0x7F, 1], as: Data.self) == .truncated)
    #expect(code([0x09] + [UInt8](repeating: 0xFF, count: 9) + [0x01], as: Data.self) == .truncated)
    #expect(code([0x10, 0xFF, 0xFF, 0x7F, 0x81, 65], as: [String: Int].self) == .truncated)
    #expect(code([0x82, 0xC3, 0x28], as: String.self) == .invalidText)
    #expect(code([0x83, 0xED, 0xA0, 0x80], as: String.self) == .invalidText)
    #expect(code([0x04, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], as: Int.self) == .malformed)
    #expect(code([0x04, 0x80, 0x00], as: Int.self) == .malformed)
    #expect(code([0x3F], as: RecordCodingContainerTests.Silent.self) == .malformed)
    #expect(code([0x0D], as: RecordCodingContainerTests.Silent.self) == .malformed)
    #expect(code([0xC0], as: RecordCodingContainerTests.Silent.self) == .malformed)
    #expect(code([0x0F, 0x41, 0x41, 0x0D], as: [String: Int].self) == .malformed)
    #expect(code([0x0E, 9, 0], as: CodedCustomer.self) == .unknownShape)
    #expect(code([0x41, 0x41], as: Int.self) == .trailingBytes)
    #expect(code([0x00], as: Int.self) == .missingField)
    #expect(code([0x81, 65], as: Int.self) == .typeMismatch)
    #expect(code([0x04, 0x81, 0x01], as: Int.self) == nil)
  }

  @Test func damageInFieldsThatNobodyReadsIsNoticed() throws {
    struct Written: Codable, Sendable {
      var a = "ab"
      var b = 1
    }
    struct Read: Codable { var b: Int }
    struct Nothing: Codable {}
    let encoder = RecordEncoder()
    var bytes = try encoder.encode(Written())
    #expect(try encoder.makeDecoder().decode(Read.self, from: bytes).b == 1)
    bytes[3] = 0x3F
    #expect(throws: RecordCodingError.self) { try encoder.makeDecoder().decode(Read.self, from: bytes) }
    #expect(throws: RecordCodingError.self) { try encoder.makeDecoder().decode(Nothing.self, from: bytes) }
  }

  /// A type that reads itself out of itself as deep as it is let.
  private struct Nest: Decodable {
    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      while !list.isAtEnd { _ = try list.decode(Nest.self) }
    }
  }

  /// Runs on a small stack, as threads of Swift concurrency have it on Apple platforms.
  @Test func theDeepestBytesFitASmallStack() async {
    let code = await withCheckedContinuation { continuation in
      let thread = Thread {
        let bytes = [UInt8](repeating: 0x0C, count: 1_000)
        do {
          _ = try RecordDecoder(shapes: ShapeTable()).decode(Nest.self, from: bytes)
          continuation.resume(returning: RecordCodingError.Code?.none)
        } catch {
          continuation.resume(returning: (error as? RecordCodingError)?.code)
        }
      }
      thread.stackSize = 512 * 1024
      thread.start()
    }
    #expect(code == .tooDeep)
  }

  @Test func deepBytesDoNotExhaustTheStack() {
    for tag in [0x0C, 0x0F] as [UInt8] {
      var bytes: [UInt8] = []
      for _ in 0..<100_000 {
        bytes.append(tag)
        if tag == 0x0F { bytes += [0x81, 65] }
      }
      // It tries other types when one is refused, so that the last refusal counts.
      #expect(code(bytes, as: RecordCodingContainerTests.Either.self) != nil)
      #expect(code(bytes, as: RecordCodingContainerTests.Silent.self) == .tooDeep)
      #expect(throws: RecordCodingError.self) { try RecordDecoder(shapes: ShapeTable()).fields(of: bytes) }
    }
  }
}
