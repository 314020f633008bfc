internal import Foundation

/// The state of one decoding: a cursor over the bytes, and the containers that are open.
///
/// Each container has its own place, so that a type may read several of them alternately, read fields in any order, or
/// try a field as one type and then as another.
final class DecodingCore {
  enum Kind: UInt8 {
    /// No container was asked for, or single values only.
    case open
    case keyed, array
  }

  struct Scope {
    let serial: Int
    let parent: Int
    let depth: Int
    /// Where the value starts, with its tag.
    let start: Int
    var kind = Kind.open
    /// Where the value ends, once that is known; -1 before.
    var end = -1
    /// Where the next field or element starts; while `isPending`, where the one before it starts, which was found but
    /// perhaps not read.
    var position = 0
    /// The number of the field or element that comes next.
    var next = 0
    var isPending = false
    var shape: RecordShape?
    /// The places of all values, where they are needed: for maps, and when fields are read backwards.
    var places: [Range<Int>]?
  }

  var reader: ByteReader
  var scopes: [Scope] = []
  let shapes: [RecordShape]
  let maximumDepth: Int
  let userInfo: [CodingUserInfoKey: Any]
  private var serial = 0

  init(reader: ByteReader, shapes: [RecordShape], maximumDepth: Int, userInfo: [CodingUserInfoKey: Any]) {
    self.reader = reader
    self.shapes = shapes
    self.maximumDepth = maximumDepth
    self.userInfo = userInfo
    scopes.reserveCapacity(16)
  }

  // MARK: Scopes

  /// Opens a place for the value at the cursor.
  func push(parent: Int) throws(RecordCodingError) -> RecordValueDecoder {
    let depth = parent < 0 ? 0 : scopes[parent].depth + 1
    guard depth < maximumDepth else { throw RecordCodingError(.tooDeep, offset: reader.position) }
    serial &+= 1
    scopes.append(Scope(serial: serial, parent: parent, depth: depth, start: reader.position))
    return RecordValueDecoder(core: self, slot: scopes.count - 1, serial: serial)
  }

  /// Closes a place and all above it, and moves the cursor behind its value, whatever was read of it.
  func close(from slot: Int) throws(RecordCodingError) {
    let scope = scopes[slot]
    if scope.end >= 0 {
      reader.position = scope.end
    } else {
      switch scope.kind {
      case .open: reader.position = try skip(from: scope.start, depth: scope.depth)
      case .keyed: reader.position = try endOfFields(scope)
      case .array: reader.position = try endOfElements(scope)
      }
    }
    scopes.removeLast(scopes.count - slot)
  }

  private func endOfFields(_ scope: Scope) throws(RecordCodingError) -> Int {
    var position = scope.position
    let count = scope.shape?.fields.count ?? 0
    for _ in 0..<(count - scope.next + (scope.isPending ? 1 : 0)) {
      position = try skip(from: position, depth: scope.depth + 1)
    }
    return position
  }

  private func endOfElements(_ scope: Scope) throws(RecordCodingError) -> Int {
    var position = scope.position
    if scope.isPending { position = try skip(from: position, depth: scope.depth + 1) }
    while try !isEnd(position) {
      position = try skip(from: position, depth: scope.depth + 1)
    }
    return position + 1
  }

  @inline(__always)
  func check(_ slot: Int, _ serial: Int) throws(RecordCodingError) {
    guard slot < scopes.count, scopes[slot].serial == serial else { throw RecordCodingError(.misuse) }
  }

  @inline(__always)
  func isEnd(_ position: Int) throws(RecordCodingError) -> Bool {
    guard position < reader.end else { throw RecordCodingError(.truncated, offset: position) }
    return reader.bytes[position] == RecordTag.end
  }

  // MARK: Keyed

  func openKeyed(_ slot: Int, _ serial: Int) throws {
    try check(slot, serial)
    if scopes[slot].kind == .keyed { return }
    let start = scopes[slot].start
    reader.position = start
    switch try reader.byte() {
    case RecordTag.shaped:
      scopes[slot].shape = try shape(numbered: try reader.fixed(UInt16.self))
      scopes[slot].position = reader.position
    case RecordTag.inline:
      scopes[slot].shape = RecordShape(fields: try fieldNames(), isDeclared: false)
      scopes[slot].position = reader.position
    case RecordTag.map:
      guard let (shape, places, end) = try fields(at: start, depth: scopes[slot].depth) else { return }
      scopes[slot].shape = shape
      scopes[slot].places = places
      scopes[slot].end = end
    case RecordTag.null, RecordTag.absent:
      throw missing([String: String].self, slot)
    default:
      throw mismatch([String: String].self, slot)
    }
    scopes[slot].kind = .keyed
    scopes[slot].next = 0
    scopes[slot].isPending = false
  }

  func shape(numbered number: UInt16) throws(RecordCodingError) -> RecordShape {
    let number = Int(UInt16(littleEndian: number))
    guard number < shapes.count else { throw RecordCodingError(.unknownShape, offset: reader.position - 3) }
    return shapes[number]
  }

  /// Names written in place, behind their tag.
  func fieldNames() throws(RecordCodingError) -> [String] {
    var names: [String] = []
    for _ in 0..<(try reader.length()) {
      names.append(try reader.taggedText())
    }
    return names
  }

  /// Moves the cursor to the value of a field; false when it is absent.
  @inline(__always)
  func seek(_ name: String, in slot: Int, _ serial: Int) throws(RecordCodingError) -> Bool {
    try check(slot, serial)
    let next = scopes[slot].next
    if let shape = scopes[slot].shape, next < shape.fields.count, !scopes[slot].isPending,
      scopes[slot].places == nil, !shape.hasRepeatedFields, shape.fields[next] == name
    {
      scopes[slot].next = next &+ 1
      scopes[slot].isPending = true
      reader.position = scopes[slot].position
      return try reader.peek() != RecordTag.absent
    }
    return try seekFarther(name, in: slot)
  }

  private func seekFarther(_ name: String, in slot: Int) throws(RecordCodingError) -> Bool {
    guard let shape = scopes[slot].shape, let index = shape.positions[name] else { return false }
    try move(to: index, in: slot)
    return try reader.peek() != RecordTag.absent
  }

  /// Moves the cursor to the value of the field with a number.
  private func move(to index: Int, in slot: Int) throws(RecordCodingError) {
    let isCurrent = scopes[slot].isPending && index == scopes[slot].next - 1
    if scopes[slot].places == nil, index < scopes[slot].next, !isCurrent {
      guard let (_, places, end) = try fields(at: scopes[slot].start, depth: scopes[slot].depth) else { return }
      scopes[slot].places = places
      scopes[slot].end = end
    }
    if let places = scopes[slot].places {
      reader.position = places[index].lowerBound
      return
    }
    if !isCurrent {
      var position = scopes[slot].position
      for _ in 0..<(index - scopes[slot].next + (scopes[slot].isPending ? 1 : 0)) {
        position = try skip(from: position, depth: scopes[slot].depth + 1)
      }
      scopes[slot].position = position
      scopes[slot].next = index + 1
      scopes[slot].isPending = true
    }
    reader.position = scopes[slot].position
  }

  /// Tells a container that the value to which it moved was read up to the cursor.
  @inline(__always)
  func settle(_ slot: Int) {
    scopes[slot].position = reader.position
    scopes[slot].isPending = false
  }

  /// The names and places of all fields of the keyed value at a position; nil when it is none.
  func fields(
    at start: Int, depth: Int
  ) throws(RecordCodingError) -> (shape: RecordShape, places: [Range<Int>], end: Int)? {
    reader.position = start
    let shape: RecordShape
    var places: [Range<Int>] = []
    switch try reader.byte() {
    case RecordTag.shaped: shape = try self.shape(numbered: try reader.fixed(UInt16.self))
    case RecordTag.inline: shape = RecordShape(fields: try fieldNames(), isDeclared: false)
    case RecordTag.map:
      var names: [String] = []
      while try !isEnd(reader.position) {
        names.append(try reader.taggedText())
        let begin = reader.position
        places.append(begin..<(try skip(from: begin, depth: depth + 1)))
      }
      let end = reader.position + 1
      return (RecordShape(fields: names, isDeclared: false), places, end)
    default: return nil
    }
    for _ in shape.fields {
      let begin = reader.position
      places.append(begin..<(try skip(from: begin, depth: depth + 1)))
    }
    return (shape, places, reader.position)
  }

  // MARK: Skipping

  /// Checks the value at a position and moves the cursor behind it.
  @discardableResult
  func skip(from position: Int, depth: Int) throws(RecordCodingError) -> Int {
    guard depth <= maximumDepth else { throw RecordCodingError(.tooDeep, offset: position) }
    reader.position = position
    let tag = try reader.byte()
    switch tag {
    case RecordTag.null, RecordTag.absent, RecordTag.no, RecordTag.yes: break
    case RecordTag.signed, RecordTag.unsigned: _ = try reader.varint()
    case RecordTag.double, RecordTag.date: try reader.skip(8)
    case RecordTag.float: try reader.skip(4)
    case RecordTag.uuid, RecordTag.signed128, RecordTag.unsigned128: try reader.skip(16)
    case RecordTag.string, RecordTag.data: try reader.skip(try reader.length())
    case RecordTag.shortInteger..<RecordTag.shortString: break
    case RecordTag.shortString...(RecordTag.shortString | UInt8(RecordTag.shortLimit)):
      try reader.skip(Int(tag & 0x3F))
    case RecordTag.array:
      while try !isEnd(reader.position) { try skip(from: reader.position, depth: depth + 1) }
      reader.position += 1
    case RecordTag.map:
      while try !isEnd(reader.position) {
        _ = try reader.taggedText()
        try skip(from: reader.position, depth: depth + 1)
      }
      reader.position += 1
    case RecordTag.shaped:
      for _ in try shape(numbered: try reader.fixed(UInt16.self)).fields {
        try skip(from: reader.position, depth: depth + 1)
      }
    case RecordTag.inline:
      for _ in try fieldNames() { try skip(from: reader.position, depth: depth + 1) }
    default: throw RecordCodingError(.malformed, offset: position)
    }
    return reader.position
  }
}
