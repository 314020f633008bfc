internal import Foundation

/// The state of one encoding: the bytes so far, and the containers that are open.
///
/// Containers write straight into `bytes`, one after the other. A type that keeps two nested containers open and writes
/// to them alternately cannot be written so; it is noticed (`isInterleaved`), and the value is encoded again with
/// `defersNested`, where each nested container gets a core of its own which is spliced in at the end.
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

  struct Scope {
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

  var bytes: [UInt8] = []
  var scopes: [Scope] = []
  let vocabulary: ShapeVocabulary
  let options: Options
  /// How deep the value lies in the whole, for cores of nested containers.
  private let baseDepth: Int
  private var basePath: [any CodingKey] = []
  private var serial = 0
  /// The field names of inline scopes, by slot.
  private var inlineFields: [Int: [String]] = [:]
  /// Values that are encoded apart, in the order of their places.
  private var holes: [(offset: Int, core: EncodingCore)] = []
  /// Set when a container was written to after it was closed.
  private(set) var isInterleaved = false
  private(set) var failure: RecordCodingError?

  init(vocabulary: ShapeVocabulary, options: Options, baseDepth: Int = 0) {
    self.vocabulary = vocabulary
    self.options = options
    self.baseDepth = baseDepth
    scopes.reserveCapacity(16)
    bytes.reserveCapacity(512)
  }

  /// Forgets the last value; the vocabulary stays.
  func reset() {
    if bytes.capacity > 1 << 20 {
      bytes = []
    } else {
      bytes.removeAll(keepingCapacity: true)
    }
    scopes.removeAll(keepingCapacity: true)
    inlineFields = [:]
    holes = []
    isInterleaved = false
    failure = nil
  }

  // MARK: Scopes

  /// Opens a place for one value and returns its slot. Containers never need to fail here: what is too deep is noted,
  /// and thrown when the next value is written or at the end.
  func push() -> Int {
    if scopes.count + baseDepth >= options.maximumDepth, failure == nil {
      failure = RecordCodingError(.tooDeep)
    }
    serial &+= 1
    var scope = Scope()
    scope.serial = serial
    scope.start = bytes.count
    scopes.append(scope)
    return scopes.count - 1
  }

  /// Closes a slot and all that were left open above it.
  @inline(__always)
  func close(from slot: Int) {
    while scopes.count > slot { closeLast() }
  }

  private func closeLast() {
    let slot = scopes.count - 1
    let scope = scopes[slot]
    switch scope.kind {
    case .single: break
    case .array, .map: bytes.append(RecordTag.end)
    case .shaped: closeShaped(scope)
    case .inline: writeFields(inlineFields.removeValue(forKey: slot) ?? [], of: scope)
    case .vacant, .undecided:
      bytes.append(RecordTag.map)
      bytes.append(RecordTag.end)
    }
    scopes.removeLast()
  }

  private func closeShaped(_ scope: Scope) {
    guard let number = vocabulary.shape(at: scope.node) else {
      writeFields(vocabulary.fields(upTo: scope.node), of: scope)
      return
    }
    bytes[scope.start + 1] = UInt8(truncatingIfNeeded: number)
    bytes[scope.start + 2] = UInt8(truncatingIfNeeded: number >> 8)
  }

  /// Replaces the header of a shaped value, which has no number, by its field names.
  private func writeFields(_ fields: [String], of scope: Scope) {
    var header = [RecordTag.inline]
    header.appendVarint(UInt64(fields.count))
    for field in fields {
      header.appendText(field)
    }
    bytes.replaceSubrange(scope.start..<(scope.start + 3), with: header)
    let growth = header.count - 3
    for index in holes.indices where holes[index].offset > scope.start {
      holes[index].offset += growth
    }
  }

  /// Makes sure that a container is still open, and closes what is open above it.
  @inline(__always)
  func enter(_ slot: Int, _ serial: Int) throws {
    guard slot < scopes.count, scopes[slot].serial == serial else { throw interleaved() }
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

  func openKeyed(_ slot: Int, _ serial: Int, keyType: ObjectIdentifier) {
    guard slot < scopes.count, scopes[slot].serial == serial else {
      isInterleaved = true
      return
    }
    switch scopes[slot].kind {
    case .vacant:
      scopes[slot].kind = .undecided
      if let root = vocabulary.root(for: keyType) { decide(slot, root: root) }
    case .undecided, .shaped, .map, .inline: break
    case .single, .array: fail(RecordCodingError(.misuse))
    }
  }

  private func decide(_ slot: Int, root: Int) {
    if root == ShapeVocabulary.dynamic {
      scopes[slot].kind = .map
      bytes.append(RecordTag.map)
    } else {
      scopes[slot].kind = .shaped
      scopes[slot].node = root
      bytes.append(RecordTag.shaped)
      bytes.append(0)
      bytes.append(0)
    }
  }

  @inline(__always)
  func key<Key: CodingKey>(_ key: Key, in slot: Int, _ serial: Int) throws {
    try enter(slot, serial)
    let name = key.stringValue
    let scope = scopes[slot]
    if scope.kind == .shaped {
      let child = vocabulary.nodes[scope.node].firstChild
      if child >= 0, vocabulary.nodes[child].name == name {
        scopes[slot].node = child
        return
      }
    }
    unforeseenKey(key, name, in: slot)
  }

  private func unforeseenKey<Key: CodingKey>(_ key: Key, _ name: String, in slot: Int) {
    if scopes[slot].kind == .undecided { decide(slot, root: vocabulary.root(for: key)) }
    switch scopes[slot].kind {
    case .shaped:
      let node = scopes[slot].node
      if let child = vocabulary.existingChild(of: node, named: name) {
        scopes[slot].node = child
      } else if vocabulary.root(for: key) != ShapeVocabulary.dynamic,
        let child = vocabulary.addChild(of: node, named: name)
      {
        scopes[slot].node = child
      } else {
        scopes[slot].kind = .inline
        inlineFields[slot] = vocabulary.fields(upTo: node) + [name]
      }
    case .inline: inlineFields[slot, default: []].append(name)
    default: bytes.appendText(name)
    }
  }

  // MARK: Values that are encoded apart

  /// A core for a value which is spliced in here at the end; its slot 0 is open.
  func makeHole() -> EncodingCore {
    let core = EncodingCore(vocabulary: vocabulary, options: options, baseDepth: baseDepth + scopes.count)
    core.basePath = path(to: scopes.count)
    _ = core.push()
    holes.append((bytes.count, core))
    return core
  }

  /// Closes everything and appends the bytes to `output`.
  func finish(into output: inout [UInt8]) throws(RecordCodingError) {
    close(from: 0)
    if isInterleaved { throw RecordCodingError(.misuse) }
    if let failure { throw failure }
    var written = 0
    for hole in holes {
      output.append(contentsOf: bytes[written..<hole.offset])
      written = hole.offset
      try hole.core.finish(into: &output)
    }
    output.append(contentsOf: bytes[written...])
  }

  var holeCount: Int { holes.count }

  /// Undoes a value whose type threw, so that the type around it may go on without it.
  func abandon(_ slot: Int, start: Int, holes holeCount: Int) {
    for index in slot..<max(slot, scopes.count) { inlineFields[index] = nil }
    scopes.removeLast(max(0, scopes.count - slot))
    bytes.removeLast(max(0, bytes.count - start))
    holes.removeLast(max(0, holes.count - holeCount))
    guard let parent = scopes.indices.last else { return }
    switch scopes[parent].kind {
    case .shaped, .map, .inline: bytes.append(RecordTag.absent)
    case .single: scopes[parent].kind = .vacant
    default: break
    }
  }

  /// The keys of the containers around a slot.
  func path(to slot: Int) -> [any CodingKey] {
    var path = basePath
    for index in 0..<min(slot, scopes.count) {
      switch scopes[index].kind {
      case .array: path.append(RecordCodingKey(intValue: max(0, scopes[index].count - 1)))
      case .shaped: path.append(RecordCodingKey(field: vocabulary.nodes[scopes[index].node].name))
      case .inline: path.append(RecordCodingKey(stringValue: inlineFields[index]?.last ?? ""))
      case .map: path.append(RecordCodingKey(stringValue: "*"))
      case .vacant, .single, .undecided: break
      }
    }
    return path
  }
}
