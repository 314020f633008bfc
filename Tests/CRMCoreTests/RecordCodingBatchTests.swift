import Foundation
import Testing

@testable import CRMCore

/// The payloads of a whole change set, one behind the other.
@Suite struct RecordCodingBatchTests {
  private struct Refusing: Record {
    static let collection: CollectionName = "refusing"
    var id: Identifier<Refusing>
    init(id: Identifier<Refusing>) { self.id = id }
    init(from decoder: any Decoder) throws { throw CocoaError(.coderInvalidValue) }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.unkeyedContainer()
      try container.encode(1)
      throw CocoaError(.coderInvalidValue)
    }
  }

  private let revision = Revision(1)

  @Test(arguments: [0, 1, 7, 600]) func everyWriteHasItsPayload(count: Int) throws {
    let encoder = RecordEncoder()
    var changes = ChangeSet()
    var expected: [Parcel?] = []
    for number in 0..<count {
      let parcel = Parcel(Parcel.id(number), shelf: number % 5 == 0 ? nil : "shelf \(number)", weight: number)
      switch number % 7 {
      case 0: changes.add(.delete(parcel.id, expecting: revision))
      case 1: changes.require(absent: parcel.id)
      case 2: changes.add(.update(parcel, expecting: revision))
      case 3: changes.add(Change<Parcel>.touch(parcel.id, expecting: revision))
      default: changes.insert(parcel)
      }
      if number % 7 == 1 { continue }
      expected.append([0, 3].contains(number % 7) ? nil : parcel)
    }
    let encoded = try EncodedChanges(changes, with: encoder).payloads.get()
    #expect(encoded.ranges.count == expected.count)
    var end = 0
    for (index, parcel) in expected.enumerated() {
      let range = encoded.payload(at: index)
      #expect(range.lowerBound == end)
      end = range.upperBound
      guard let parcel else {
        #expect(range.isEmpty)
        continue
      }
      let reference = RecordReference(collection: Parcel.collection, id: parcel.id.uuid)
      let bytes = Array(encoded.bytes[range])
      let decoded = try Payload(bytes, of: reference).decode(Parcel.self, with: encoder.makeDecoder())
      #expect(decoded.id == parcel.id && decoded.shelf == parcel.shelf && decoded.weight == parcel.weight)
    }
    #expect(end == encoded.bytes.count)
  }

  @Test func aRecordThatCannotBeEncodedIsReportedLater() {
    var changes = ChangeSet()
    changes.insert(Parcel(Parcel.id(1)))
    changes.insert(Refusing(id: Identifier(derivedFrom: "x")))
    let encoded = EncodedChanges(changes, with: RecordEncoder())
    #expect(throws: StoreError.self) { try encoded.payloads.get() }
  }

  @Test func aFailureLeavesTheOutputAsItWas() throws {
    let encoder = RecordEncoder()
    var output: [UInt8] = [1, 2, 3]
    #expect(throws: RecordCodingError.self) {
      try encoder.encode(Refusing(id: Identifier(derivedFrom: "x")), into: &output)
    }
    #expect(output == [1, 2, 3])
    try encoder.encode("a", into: &output)
    #expect(output == [1, 2, 3, 0x81, 0x61])
  }

  /// One large value makes the warm buffer grow; it is given up again, and small ones go on as before.
  @Test func aLargeValueBetweenSmallOnes() throws {
    let encoder = RecordEncoder()
    let large = (0..<40_000).map { "text number \($0) of a long list" }
    for value in [["a"], large, ["b"], large, []] {
      #expect(try encoder.makeDecoder().decode([String].self, from: encoder.encode(value)) == value)
    }
  }
}
