/// Finding the places of values.
extension DecodingCore {
  /// Names written in place, behind their tag.
  func fieldNames() throws(RecordCodingError) -> [String] {
    var names: [String] = []
    for _ in 0..<(try reader.length()) {
      names.append(try reader.taggedText())
    }
    return names
  }

  /// The names and places of all fields of the keyed value at a position; nil when it is none.
  func fields(
    at start: Int, depth: Int
  ) throws(RecordCodingError) -> (shape: RecordShape, places: [Range<Int>], end: Int)? {
    reader.position = start
    let shape: RecordShape
    var places: [Range<Int>] = []
    switch try reader.byte() {
    case RecordTag.shaped: shape = try nextShape()
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

  /// The names of the fields that have a value, null included; empty when the bytes are damaged, which is found again
  /// when the value ends.
  func presentFields(in slot: Int, _ serial: Int) -> [String] {
    do {
      try check(slot, serial)
      let places = try indexFields(slot)
      guard let shape = shape(of: scopes[slot]) else { return [] }
      let indices = shape.fields.indices.filter { index in
        reader.bytes[places[index].lowerBound] != RecordTag.absent
          && (!shape.hasRepeatedFields || shape.positions[shape.fields[index]] == index)
      }
      return indices.map { shape.fields[$0] }
    } catch {
      return []
    }
  }

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
      for _ in try nextShape().fields { try skip(from: reader.position, depth: depth + 1) }
    case RecordTag.inline:
      for _ in try fieldNames() { try skip(from: reader.position, depth: depth + 1) }
    default: throw RecordCodingError(.malformed, offset: position)
    }
    return reader.position
  }
}
