/// The shapes of a file, numbered from 0 in the order in which they were first met. It only grows: a number, once given,
/// means the same for as long as a record that uses it may be read.
///
/// A table is a value. The one that grows while records are encoded belongs to a ``RecordEncoder``; a ``RecordDecoder``
/// holds a snapshot.
public struct ShapeTable: Sendable, Hashable {
  /// How many shapes a table can hold; numbers are two bytes on disk. Values whose shapes find no place carry their
  /// field names in place, so that nothing fails when the table is full.
  public static let maximumCount = 65_536

  /// The shapes by number.
  public private(set) var shapes: [RecordShape] = []
  private var numbers: [[String]: Int] = [:]

  /// An empty table.
  public init() {}

  /// Reads a table written by ``encoded(from:)`` from number 0; throws `.truncated`, `.malformed`, `.invalidText` or
  /// `.shapeConflict`.
  public init(encoded bytes: [UInt8]) throws(RecordCodingError) {
    try append(encoded: bytes)
  }

  /// How many shapes there are.
  public var count: Int { shapes.count }

  /// The shape with a number, or nil. O(1).
  public subscript(number: Int) -> RecordShape? {
    number >= 0 && number < shapes.count ? shapes[number] : nil
  }

  /// The number of the shape with these fields, or nil. O(fields).
  public func number(of fields: [String]) -> Int? {
    numbers[fields]
  }

  /// The number of the shape with these fields, which is added if it is new; nil when the table is full. O(fields).
  public mutating func insert(_ fields: [String]) -> Int? {
    if let number = numbers[fields] { return number }
    guard shapes.count < Self.maximumCount else { return nil }
    add(fields)
    return shapes.count - 1
  }

  /// The bytes of the shapes from a number on, to be logged: the first number, how many, and for each how many fields
  /// and their names (variable-length numbers as in `RecordTag`, names as length and UTF-8). O(bytes).
  public func encoded(from first: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = []
    let first = min(max(first, 0), shapes.count)
    bytes.appendVarint(UInt64(first))
    bytes.appendVarint(UInt64(shapes.count - first))
    for shape in shapes[first...] {
      bytes.appendVarint(UInt64(shape.fields.count))
      for field in shape.fields {
        bytes.appendVarint(UInt64(field.utf8.count))
        bytes.append(contentsOf: field.utf8)
      }
    }
    return bytes
  }

  /// Adds shapes written by ``encoded(from:)``. Shapes that are already here are compared, so that a log may repeat
  /// them. Throws `.shapeConflict` when they differ or leave a gap, `.truncated`, `.malformed` or `.invalidText` when
  /// the bytes are damaged; the table is unchanged then. O(bytes).
  public mutating func append(encoded bytes: [UInt8]) throws(RecordCodingError) {
    var reader = ByteReader(bytes)
    let begin = try reader.varint()
    let count = try reader.length()
    guard begin <= UInt64(shapes.count) else { throw RecordCodingError(.shapeConflict, offset: 0) }
    let first = Int(begin)
    guard count <= Self.maximumCount - first else { throw RecordCodingError(.malformed, offset: 0) }
    var result = self
    for number in first..<(first + count) {
      let start = reader.position
      var fields: [String] = []
      for _ in 0..<(try reader.length()) {
        fields.append(try reader.text(byteCount: try reader.length()))
      }
      if number < result.shapes.count {
        guard result.shapes[number].fields == fields else { throw RecordCodingError(.shapeConflict, offset: start) }
      } else {
        result.add(fields)
      }
    }
    guard reader.position == reader.end else {
      throw RecordCodingError(.trailingBytes, offset: reader.position)
    }
    self = result
  }

  /// Compares the shapes by number.
  public static func == (left: ShapeTable, right: ShapeTable) -> Bool {
    left.shapes == right.shapes
  }

  /// Hashes the shapes by number.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(shapes)
  }

  private mutating func add(_ fields: [String]) {
    if numbers[fields] == nil { numbers[fields] = shapes.count }
    shapes.append(RecordShape(fields: fields))
  }
}
