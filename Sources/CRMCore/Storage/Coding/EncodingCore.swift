internal import Foundation

/// The state of one encoding: the bytes so far, and the containers that are open.
///
/// Containers write straight into `bytes`, one after the other. A type that keeps two nested containers open and writes
/// to them alternately cannot be written so; it is noticed (`isInterleaved`), and the value is encoded again with
/// `defersNested`, where each nested container gets a core of its own which is spliced in at the end.
///
/// Only one thread uses a core at a time, and no access to its state encloses another one, which is why its fields do
/// without checks of exclusive access.
final class EncodingCore {
  enum Kind: UInt8 {
    /// Nothing was asked of the encoder yet.
    case vacant
    /// A single value was written.
    case single
    /// A keyed container whose key type is not known yet.
    case undecided
    case shaped, map, inline, array
  }

  struct Scope: BitwiseCopyable {
    var kind = Kind.vacant
    var serial = 0
    /// Where the value starts.
    var start = 0
    /// The place in the vocabulary, for shaped scopes.
    var node = 0
    /// Elements written, for arrays.
    var count = 0
  }

  struct Options {
    var maximumDepth: Int
    var defersNested = false
    var userInfo: [CodingUserInfoKey: Any] = [:]
  }

  @safe @exclusivity(unchecked) var buffer: EncodingBuffer
  /// The first `open` of them are open.
  @safe @exclusivity(unchecked) var scopes: [Scope] = []
  @safe @exclusivity(unchecked) private(set) var open = 0
  let vocabulary: ShapeVocabulary
  let options: Options
  /// How deep the value lies in the whole, for cores of nested containers.
  private let baseDepth: Int
  @safe @exclusivity(unchecked) private var basePath: [any CodingKey] = []
  @safe @exclusivity(unchecked) private var serial = 0
  /// The field names of inline scopes, by slot.
  @safe @exclusivity(unchecked) private var inlineFields: [Int: [String]] = [:]
  /// Values that are encoded apart, in the order of their places.
  @safe @exclusivity(unchecked) private var holes: [(offset: Int, core: EncodingCore)] = []
  /// Set when a container was written to after it was closed.
  @safe @exclusivity(unchecked) private(set) var isInterleaved = false
  @safe @exclusivity(unchecked) private(set) var failure: RecordCodingError?

  init(vocabulary: ShapeVocabulary, options: Options, baseDepth: Int = 0) {
    self.vocabulary = vocabulary
    self.options = options
    self.baseDepth = baseDepth
    buffer = EncodingBuffer(capacity: baseDepth == 0 ? 1024 : 64)
    scopes.reserveCapacity(8)
  }

  /// Forgets the last value; the vocabulary stays.
  func reset() {
    buffer.truncate(to: 0)
    open = 0
    if !inlineFields.isEmpty { inlineFields = [:] }
    if !holes.isEmpty { holes = [] }
    isInterleaved = false
    failure = nil
  }

  // MARK: Scopes

  /// Opens a place for one value and returns its slot. Containers never need to fail here: what is too deep is noted,
  /// and thrown when the next value is written or at the end.
  @inline(__always)
  func push() -> Int {
    if open + baseDepth >= options.maximumDepth, failure == nil {
      failure = RecordCodingError(.tooDeep)
    }
    serial &+= 1
    var scope = Scope()
    scope.serial = serial
    scope.start = buffer.count
    let slot = open
    if slot < scopes.count {
      scopes[slot] = scope
    } else {
      scopes.append(scope)
    }
    open = slot &+ 1
    return slot
  }

  /// Closes a slot and all that were left open above it.
  @inline(__always)
  func close(from slot: Int) {
    while open > slot { closeLast() }
  }

  private func closeLast() {
    let slot = open - 1
    let scope = scopes[slot]
    switch scope.kind {
    case .single: break
    case .array, .map: buffer.append(RecordTag.end)
    case .shaped: closeShaped(scope)
    case .inline: writeFields(inlineFields.removeValue(forKey: slot) ?? [], of: scope)
    case .vacant, .undecided:
      buffer.append(RecordTag.map)
      buffer.append(RecordTag.end)
    }
    open = slot
  }

  private func closeShaped(_ scope: Scope) {
    guard let number = vocabulary.shape(at: scope.node) else {
      writeFields(vocabulary.fields(upTo: scope.node), of: scope)
      return
    }
    buffer.setShape(number, at: scope.start)
  }

  /// Replaces the header of a shaped value, which has no number, by its field names.
  private func writeFields(_ fields: [String], of scope: Scope) {
    var header = [RecordTag.inline]
    header.appendVarint(UInt64(fields.count))
    for field in fields {
      header.appendText(field)
    }
    buffer.replaceHeader(at: scope.start, with: header)
    let growth = header.count - 3
    for index in holes.indices where holes[index].offset > scope.start {
      holes[index].offset += growth
    }
  }

  /// Makes sure that a container is still open, and closes what is open above it.
  @inline(__always)
  func enter(_ slot: Int, _ serial: Int) throws {
    guard slot < open, scopes[slot].serial == serial else { throw interleaved() }
    close(from: slot + 1)
  }

  private func interleaved() -> RecordCodingError {
    isInterleaved = true
    return RecordCodingError(.misuse)
  }

  func fail(_ error: RecordCodingError) {
    if failure == nil { failure = error }
  }

  // MARK: Keys

  /// Whether keys of the type are told by their numbers in this container: see ``ShapeVocabulary/isNumbered(_:)``.
  func openKeyed(_ slot: Int, _ serial: Int, keyType: ObjectIdentifier) -> Bool {
    guard slot < open, scopes[slot].serial == serial else {
      isInterleaved = true
      return false
    }
    let root = vocabulary.root(for: keyType)
    switch scopes[slot].kind {
    case .vacant:
      scopes[slot].kind = .undecided
      if let root { decide(slot, root: root) }
    case .undecided, .shaped, .map, .inline: break
    case .single, .array: fail(RecordCodingError(.misuse))
    }
    guard let root, root >= 0, scopes[slot].kind == .shaped else { return false }
    return vocabulary.isNumbered(root) && vocabulary.nodes[scopes[slot].node].root == root
  }

  private func decide(_ slot: Int, root: Int) {
    if root == ShapeVocabulary.dynamic {
      scopes[slot].kind = .map
      buffer.append(RecordTag.map)
    } else {
      scopes[slot].kind = .shaped
      scopes[slot].node = root
      buffer.append(RecordTag.shaped, fixed: UInt16(0))
    }
  }

  @inline(__always)
  func key<Key: CodingKey>(_ key: Key, isNumbered: Bool, in slot: Int, _ serial: Int) throws {
    try enter(slot, serial)
    if isNumbered, scopes[slot].kind == .shaped {
      let child = vocabulary.nodes[scopes[slot].node].firstChild
      if child >= 0, vocabulary.nodes[child].caseNumber == key.caseNumber {
        scopes[slot].node = child
        return
      }
    }
    unforeseenKey(key, key.stringValue, in: slot)
  }

  private func unforeseenKey<Key: CodingKey>(_ key: Key, _ name: String, in slot: Int) {
    if scopes[slot].kind == .undecided { decide(slot, root: vocabulary.root(for: key)) }
    switch scopes[slot].kind {
    case .shaped:
      let node = scopes[slot].node
      if let child = vocabulary.existingChild(of: node, named: name) {
        scopes[slot].node = child
      } else if let child = vocabulary.addChild(of: node, for: key, named: name) {
        scopes[slot].node = child
      } else {
        scopes[slot].kind = .inline
        inlineFields[slot] = vocabulary.fields(upTo: node) + [name]
      }
    case .inline: inlineFields[slot, default: []].append(name)
    default: buffer.append(text: name)
    }
  }

  // MARK: Values that are encoded apart

  /// A core for a value which is spliced in here at the end; its slot 0 is open.
  func makeHole() -> EncodingCore {
    let core = EncodingCore(vocabulary: vocabulary, options: options, baseDepth: baseDepth + open)
    core.basePath = path(to: open)
    _ = core.push()
    holes.append((buffer.count, core))
    return core
  }

  /// Closes everything and appends the bytes to `output`, perhaps a part of them when it throws.
  func finish(into output: inout [UInt8]) throws(RecordCodingError) {
    close(from: 0)
    if isInterleaved { throw RecordCodingError(.misuse) }
    if let failure { throw failure }
    var written = 0
    for hole in holes {
      append(written..<hole.offset, to: &output)
      written = hole.offset
      try hole.core.finish(into: &output)
    }
    append(written..<buffer.count, to: &output)
  }

  private func append(_ part: Range<Int>, to output: inout [UInt8]) {
    unsafe buffer.withBytes { unsafe output.append(contentsOf: $0[part]) }
  }

  var holeCount: Int { holes.count }

  /// Undoes a value whose type threw, so that the type around it may go on without it.
  func abandon(_ slot: Int, start: Int, holes holeCount: Int) {
    for index in slot..<max(slot, open) { inlineFields[index] = nil }
    open = min(open, slot)
    buffer.truncate(to: start)
    holes.removeLast(max(0, holes.count - holeCount))
    guard open > 0 else { return }
    switch scopes[open - 1].kind {
    case .shaped, .map, .inline: buffer.append(RecordTag.absent)
    case .single: scopes[open - 1].kind = .vacant
    default: break
    }
  }

  /// The keys of the containers around a slot.
  func path(to slot: Int) -> [any CodingKey] {
    var path = basePath
    for index in 0..<min(slot, open) {
      switch scopes[index].kind {
      case .array: path.append(RecordCodingKey(intValue: max(0, scopes[index].count - 1)))
      case .shaped: path.append(RecordCodingKey(field: vocabulary.names[scopes[index].node]))
      case .inline: path.append(RecordCodingKey(stringValue: inlineFields[index]?.last ?? ""))
      case .map: path.append(RecordCodingKey(stringValue: "*"))
      case .vacant, .single, .undecided: break
      }
    }
    return path
  }
}
