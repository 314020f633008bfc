internal import Foundation

/// The state of one decoding: a cursor over the bytes, and the containers that are open.
///
/// Each container has its own place, so that a type may read several of them alternately, read fields in any order, or
/// try a field as one type and then as another. Only one thread uses a core, and no access to its state encloses
/// another one, which is why its fields do without checks of exclusive access: they took a fifth of the time.
final class DecodingCore {
  enum Kind: UInt8 {
    /// No container was asked for, or single values only.
    case open
    case keyed, array
  }

  enum Progress: UInt8 {
    /// `position` is where the next field or element starts.
    case between
    /// `position` is where the one before the next starts: it was found, but perhaps not read.
    case pending
    /// Fields are read in any order: `places` tells where they are.
    case indexed
  }

  struct Scope: BitwiseCopyable {
    let serial: Int
    let parent: Int
    let depth: Int
    /// Where the value starts, with its tag.
    let start: Int
    /// Where the value ends, once that is known; -1 before.
    var end = -1
    var position = 0
    /// The number of the field or element that comes next.
    var next = 0
    /// The number of the shape; those that the table does not have follow behind it.
    var shape = -1
    var fieldCount = 0
    var kind = Kind.open
    var progress = Progress.between
  }

  @safe @exclusivity(unchecked) var reader: ByteReader
  /// The first `open` of them are open.
  @safe @exclusivity(unchecked) var scopes: [Scope] = []
  @safe @exclusivity(unchecked) private(set) var open = 0
  let maximumDepth: Int
  private let shapes: [RecordShape]
  private let sendableInfo: [CodingUserInfoKey: any Sendable]
  @safe @exclusivity(unchecked) private var serial = 0
  /// The shapes of values whose field names are in the bytes.
  private var ownShapes: [RecordShape] = []
  /// The places of all values of scopes that are read in any order, by serial.
  private var places: [Int: [Range<Int>]] = [:]

  init(
    reader: ByteReader, shapes: [RecordShape], maximumDepth: Int, userInfo: [CodingUserInfoKey: any Sendable]
  ) {
    self.reader = reader
    self.shapes = shapes
    self.maximumDepth = maximumDepth
    sendableInfo = userInfo
    scopes.reserveCapacity(8)
  }

  var userInfo: [CodingUserInfoKey: Any] { sendableInfo }

  // MARK: Scopes

  /// Opens a place for the value at the cursor.
  @inline(__always)
  func push(parent: Int) throws(RecordCodingError) -> RecordValueDecoder {
    let depth = parent < 0 ? 0 : scopes[parent].depth &+ 1
    guard depth < maximumDepth else { throw RecordCodingError(.tooDeep, offset: reader.position) }
    serial &+= 1
    let slot = open
    let scope = Scope(serial: serial, parent: parent, depth: depth, start: reader.position)
    if slot < scopes.count {
      scopes[slot] = scope
    } else {
      scopes.append(scope)
    }
    open = slot &+ 1
    return RecordValueDecoder(core: self, slot: slot, serial: scope.serial)
  }

  /// Closes a place and all above it, and moves the cursor behind its value, whatever was read of it.
  @inline(__always)
  func close(from slot: Int) throws(RecordCodingError) {
    let scope = scopes[slot]
    if scope.end >= 0 {
      reader.position = scope.end
    } else if scope.kind == .keyed, scope.progress == .between, scope.next == scope.fieldCount {
      reader.position = scope.position
    } else {
      try skipRest(of: scope)
    }
    open = slot
  }

  /// Closes a place and all above it whose type refused the value.
  func abandon(from slot: Int) {
    open = min(open, slot)
  }

  private func skipRest(of scope: Scope) throws(RecordCodingError) {
    switch scope.kind {
    case .open: reader.position = try skip(from: scope.start, depth: scope.depth)
    case .keyed:
      var position = scope.position
      for _ in 0..<(scope.fieldCount - scope.next + (scope.progress == .pending ? 1 : 0)) {
        position = try skip(from: position, depth: scope.depth + 1)
      }
      reader.position = position
    case .array:
      var position = scope.position
      if scope.progress == .pending { position = try skip(from: position, depth: scope.depth + 1) }
      while try !isEnd(position) {
        position = try skip(from: position, depth: scope.depth + 1)
      }
      reader.position = position + 1
    }
  }

  @inline(__always)
  func check(_ slot: Int, _ serial: Int) throws(RecordCodingError) {
    guard slot < open, scopes[slot].serial == serial else { throw RecordCodingError(.misuse) }
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
      let number = try shapeNumber()
      scopes[slot].shape = number
      scopes[slot].fieldCount = shapes[number].fields.count
      scopes[slot].position = reader.position
    case RecordTag.inline:
      setOwnShape(RecordShape(fields: try fieldNames(), isDeclared: false), of: slot)
      scopes[slot].position = reader.position
    case RecordTag.map:
      guard let found = try fields(at: start, depth: scopes[slot].depth) else { return }
      setOwnShape(found.shape, of: slot)
      index(slot, found.places, end: found.end)
    case RecordTag.null, RecordTag.absent:
      throw missing([String: String].self, slot)
    default:
      throw mismatch([String: String].self, slot)
    }
    scopes[slot].kind = .keyed
  }

  private func setOwnShape(_ shape: RecordShape, of slot: Int) {
    scopes[slot].shape = shapes.count + ownShapes.count
    scopes[slot].fieldCount = shape.fields.count
    ownShapes.append(shape)
  }

  private func index(_ slot: Int, _ found: [Range<Int>], end: Int) {
    places[scopes[slot].serial] = found
    scopes[slot].progress = .indexed
    scopes[slot].end = end
  }

  @inline(__always)
  func shape(of scope: Scope) -> RecordShape? {
    if scope.shape < 0 { return nil }
    return scope.shape < shapes.count ? shapes[scope.shape] : ownShapes[scope.shape - shapes.count]
  }

  /// How many keys of a type are told by their numbers in a container: see ``RecordShape/alignedFields(with:)``.
  @inline(__always)
  func alignedFields<Key: CodingKey>(of slot: Int, with type: Key.Type) -> Int {
    let number = scopes[slot].shape
    return number >= 0 && number < shapes.count ? shapes[number].alignedFields(with: type) : 0
  }

  @inline(__always)
  private func shapeNumber() throws(RecordCodingError) -> Int {
    let number = Int(UInt16(littleEndian: try reader.fixed(UInt16.self)))
    guard number < shapes.count else { throw RecordCodingError(.unknownShape, offset: reader.position - 3) }
    return number
  }

  func nextShape() throws(RecordCodingError) -> RecordShape { shapes[try shapeNumber()] }

  /// Moves the cursor to the field that comes next, if it is the one with this number and keys have the numbers of
  /// fields up to `aligned`. False: the field has to be looked for.
  @inline(__always)
  func advance(to number: Int, aligned: Int, in slot: Int, _ serial: Int) throws(RecordCodingError) -> Bool {
    try check(slot, serial)
    let scope = scopes[slot]
    guard number == scope.next, number < aligned, scope.progress == .between else { return false }
    scopes[slot].next = number &+ 1
    scopes[slot].progress = .pending
    reader.position = scope.position
    return true
  }

  /// Moves the cursor to the value of a field; false when it is absent.
  func seek(_ name: String, in slot: Int, _ serial: Int) throws(RecordCodingError) -> Bool {
    try check(slot, serial)
    let scope = scopes[slot]
    guard let shape = shape(of: scope) else { return false }
    if scope.progress == .between, scope.next < scope.fieldCount, !shape.hasRepeatedFields,
      shape.fields[scope.next] == name
    {
      scopes[slot].next = scope.next + 1
      scopes[slot].progress = .pending
      reader.position = scope.position
    } else if scope.progress == .pending, scope.next > 0, !shape.hasRepeatedFields, shape.fields[scope.next - 1] == name
    {
      reader.position = scope.position
    } else {
      guard let index = shape.positions[name] else { return false }
      try move(to: index, in: slot)
    }
    return try reader.peek() != RecordTag.absent
  }

  /// Moves the cursor to the value of the field with a number.
  private func move(to target: Int, in slot: Int) throws(RecordCodingError) {
    let scope = scopes[slot]
    let isCurrent = scope.progress == .pending && target == scope.next - 1
    if target < scope.next, !isCurrent { try indexFields(slot) }
    if scopes[slot].progress == .indexed {
      guard let found = places[scope.serial] else { throw RecordCodingError(.misuse) }
      reader.position = found[target].lowerBound
      return
    }
    if !isCurrent {
      var position = scope.position
      for _ in 0..<(target - scope.next + (scope.progress == .pending ? 1 : 0)) {
        position = try skip(from: position, depth: scope.depth + 1)
      }
      scopes[slot].position = position
      scopes[slot].next = target + 1
      scopes[slot].progress = .pending
    }
    reader.position = scopes[slot].position
  }

  /// Finds the places of all fields of a container, unless that was done.
  @discardableResult
  func indexFields(_ slot: Int) throws(RecordCodingError) -> [Range<Int>] {
    let scope = scopes[slot]
    if scope.progress == .indexed { return places[scope.serial] ?? [] }
    guard let found = try fields(at: scope.start, depth: scope.depth) else { return [] }
    index(slot, found.places, end: found.end)
    return found.places
  }

  /// Tells a container that the value to which it moved was read up to the cursor.
  @inline(__always)
  func settle(_ slot: Int) {
    if scopes[slot].progress == .pending {
      scopes[slot].position = reader.position
      scopes[slot].progress = .between
    }
  }

  /// Moves a container past a null or an absent value to which it moved; nothing if the field was not found at all.
  @inline(__always)
  func passNull(_ slot: Int) {
    let scope = scopes[slot]
    guard scope.progress == .pending, scope.position == reader.position, reader.position < reader.end else { return }
    let tag = reader.bytes[reader.position]
    guard tag == RecordTag.absent || tag == RecordTag.null else { return }
    scopes[slot].position = scope.position &+ 1
    scopes[slot].progress = .between
  }
}
