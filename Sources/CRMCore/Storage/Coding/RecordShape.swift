/// The ordered field names of an encoded value: written once per file, so that records need not repeat them.
///
/// A shape is immutable and shared; two shapes are equal when their fields are.
public final class RecordShape: Sendable {
  /// The field names in the order in which their values are written.
  public let fields: [String]
  /// The last position of each name.
  let positions: [String: Int]
  /// Whether a name occurs twice: the last value counts, as in the JSON coders of Foundation.
  let hasRepeatedFields: Bool
  /// Whether the names were declared in code. Those of a map come from the data.
  let isDeclared: Bool
  private let alignments = KeyAlignments()

  /// A shape with these fields.
  public convenience init(fields: [String]) {
    self.init(fields: fields, isDeclared: true)
  }

  init(fields: [String], isDeclared: Bool) {
    var positions: [String: Int] = [:]
    for (position, name) in fields.enumerated() {
      positions[name] = position
    }
    self.fields = fields
    self.positions = positions
    self.isDeclared = isDeclared
    hasRepeatedFields = positions.count != fields.count
  }

  /// How many of the first fields are the first cases of a coding-key type, in its order: such a key is told by its
  /// number, without comparing names. Remembered for each type. O(1).
  @inline(__always)
  func alignedFields<Key: CodingKey>(with type: Key.Type) -> Int { alignments.count(for: self, type) }
}

extension RecordShape: Hashable {
  /// Compares the field names in their order.
  public static func == (left: RecordShape, right: RecordShape) -> Bool {
    left === right || left.fields == right.fields
  }

  /// Hashes the field names in their order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(fields)
  }
}
