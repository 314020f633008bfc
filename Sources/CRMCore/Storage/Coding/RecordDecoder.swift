/// Decodes the bytes of a ``RecordEncoder`` with a snapshot of its shapes.
///
/// It is a small `Sendable` value: keep it as long as its table has the shapes of the bytes, share it between threads,
/// make another by ``RecordEncoder/makeDecoder()`` when there are newer ones (`.unknownShape` tells that there are).
///
/// Types may have changed since the bytes were written: fields may come in another order, fields that are gone from the
/// type are skipped, optional fields that are new are nil, integers may have become wider or narrower as long as the
/// number fits, and a value may have been wrapped in a type that encodes itself as a single value.
///
/// The bytes need not be trusted: whatever they are, the result is a value or a ``RecordCodingError``; nothing is
/// allocated by a length that the bytes do not have, and nesting is bounded. All of a value's bytes are checked, also
/// those of fields that the type does not ask for.
public struct RecordDecoder: Sendable {
  /// The shapes that bytes may refer to.
  public let shapes: ShapeTable
  private let maximumDepth: Int
  private let userInfo: [CodingUserInfoKey: any Sendable]

  /// A decoder for bytes that were written with these shapes.
  /// - Parameters:
  ///   - shapes: the table of the file.
  ///   - maximumDepth: how deep containers may be nested before `.tooDeep` is thrown.
  ///   - userInfo: what types find in `decoder.userInfo`.
  public init(
    shapes: ShapeTable,
    maximumDepth: Int = RecordEncoder.defaultMaximumDepth,
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) {
    self.shapes = shapes
    self.maximumDepth = maximumDepth
    self.userInfo = userInfo
  }

  /// The value in `bytes`, which must hold nothing else. O(size).
  public func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws(RecordCodingError) -> T {
    try decode(type, from: bytes, in: bytes.indices)
  }

  /// The value in a part of `bytes`, for example in the middle of a frame; nothing is copied. Throws `.truncated` when
  /// the range is not within the bytes, `.trailingBytes` when the value ends before the range does. O(size).
  public func decode<T: Decodable>(
    _ type: T.Type, from bytes: [UInt8], in range: Range<Int>
  ) throws(RecordCodingError) -> T {
    let core = try makeCore(bytes, range)
    let value: T
    do {
      value = try core.value(type, parent: -1)
    } catch {
      throw RecordCodingError(wrapping: error)
    }
    guard core.reader.position == range.upperBound else {
      throw RecordCodingError(.trailingBytes, offset: core.reader.position)
    }
    return value
  }

  /// The top-level fields of an encoded record with the place of each value, in written order, absent ones left out;
  /// empty for a value without fields. Bytes of equal fields may be compared to tell what an update changed, and fields
  /// of a newer schema can be carried without knowing their type. Checks all the bytes. O(size).
  public func fields(
    of bytes: [UInt8], in range: Range<Int>? = nil
  ) throws(RecordCodingError) -> [RecordField] {
    let range = range ?? bytes.indices
    let core = try makeCore(bytes, range)
    guard try core.skip(from: range.lowerBound, depth: 0) == range.upperBound else {
      throw RecordCodingError(.trailingBytes, offset: core.reader.position)
    }
    guard let (shape, places, _) = try core.fields(at: range.lowerBound, depth: 0) else { return [] }
    return zip(shape.fields, places).compactMap { name, place in
      bytes[place.lowerBound] == RecordTag.absent ? nil : RecordField(name: name, range: place)
    }
  }

  private func makeCore(_ bytes: [UInt8], _ range: Range<Int>) throws(RecordCodingError) -> DecodingCore {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw RecordCodingError(.truncated) }
    return DecodingCore(
      reader: ByteReader(bytes, in: range), shapes: shapes.shapes, maximumDepth: maximumDepth, userInfo: userInfo)
  }
}

/// A field of an encoded record: see ``RecordDecoder/fields(of:in:)``.
public struct RecordField: Hashable, Sendable {
  /// The field's name: the coding key of the type that wrote it.
  public let name: String
  /// Where the value lies in the bytes, its tag included.
  public let range: Range<Int>

  /// A field at a place.
  public init(name: String, range: Range<Int>) {
    self.name = name
    self.range = range
  }
}
