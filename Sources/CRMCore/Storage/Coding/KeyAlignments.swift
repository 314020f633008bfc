internal import Synchronization

/// How the cases of coding-key types lie in a shape, remembered for the first few types that read it.
///
/// The cases of an enumeration are numbered in memory in the order of their declaration, which is also the order in
/// which synthesised code writes fields. Nothing relies on that: the numbers are looked at, once per shape and type, and
/// where they are others the names of fields are compared.
struct KeyAlignments: ~Copyable, Sendable {
  /// Each holds the address of a type's metadata, which is never freed, and in the lowest eight bits its count; zero
  /// when it is free. Once set it stays, so that readers need no lock and no order.
  private let first = Atomic<UInt64>(0)
  private let second = Atomic<UInt64>(0)
  private let third = Atomic<UInt64>(0)
  private let fourth = Atomic<UInt64>(0)

  /// See ``RecordShape/alignedFields(with:)``. Zero for types that find no place.
  @inline(__always)
  func count<Key: CodingKey>(for shape: RecordShape, _ type: Key.Type) -> Int {
    let address = UInt64(UInt(bitPattern: ObjectIdentifier(type)))
    let entry = first.load(ordering: .relaxed)
    if entry >> 8 == address { return Int(entry & 0xFF) }
    return rarerCount(for: shape, type, address)
  }

  private func rarerCount<Key: CodingKey>(for shape: RecordShape, _ type: Key.Type, _ address: UInt64) -> Int {
    guard address <= UInt64.max >> 8 else { return 0 }
    var entry: UInt64?
    for number in 0..<4 {
      let known = load(number)
      if known >> 8 == address { return Int(known & 0xFF) }
      guard known == 0 else { continue }
      let new = entry ?? address << 8 | UInt64(Self.alignedFields(of: shape, with: type))
      entry = new
      let current = store(new, at: number)
      if current >> 8 == address { return Int(current & 0xFF) }
    }
    return 0
  }

  private func load(_ number: Int) -> UInt64 {
    switch number {
    case 0: first.load(ordering: .relaxed)
    case 1: second.load(ordering: .relaxed)
    case 2: third.load(ordering: .relaxed)
    default: fourth.load(ordering: .relaxed)
    }
  }

  /// Takes a place if it is free, and gives back what is there afterwards.
  private func store(_ entry: UInt64, at number: Int) -> UInt64 {
    let (exchanged, original) =
      switch number {
      case 0: first.compareExchange(expected: 0, desired: entry, ordering: .relaxed)
      case 1: second.compareExchange(expected: 0, desired: entry, ordering: .relaxed)
      case 2: third.compareExchange(expected: 0, desired: entry, ordering: .relaxed)
      default: fourth.compareExchange(expected: 0, desired: entry, ordering: .relaxed)
      }
    return exchanged ? entry : original
  }

  private static func alignedFields<Key: CodingKey>(of shape: RecordShape, with type: Key.Type) -> Int {
    guard !shape.hasRepeatedFields, MemoryLayout<Key>.size <= 1 else { return 0 }
    var count = 0
    for name in shape.fields.prefix(Int(UInt8.max)) {
      guard let key = Key(stringValue: name), key.stringValue == name, key.caseNumber == count,
        count > 0 || Mirror(reflecting: key).displayStyle == .enum
      else { break }
      count += 1
    }
    return count
  }
}

extension CodingKey {
  /// The byte of the key as it lies in memory: what tells the cases of an enumeration of at most 256 apart, and 0 for
  /// that of a single case. For other types it has no meaning.
  @inline(__always)
  var caseNumber: Int {
    MemoryLayout<Self>.size == 1 ? Int(unsafe unsafeBitCast(self, to: UInt8.self)) : 0
  }
}
