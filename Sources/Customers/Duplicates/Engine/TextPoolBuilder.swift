/// Takes the values of one field and gives equal ones equal numbers; a value that repeats is normalised once.
struct TextPoolBuilder: Sendable {
  /// How values are normalised.
  let style: TextStyle
  private var foldedOfRaw: [String: UInt32] = [:]
  private var foldedIDs: [String: UInt32] = [:]
  private var keyIDs: [String: UInt32] = [:]
  /// The key of each folded value.
  private var keys: [UInt32] = []
  /// All keys' code units, one after the other.
  private var units: [UInt16] = []
  private var ends: [Int] = []
  /// How many records have each key.
  private var counts: [Int] = []
  /// A hash of each key's text, the same in every pool and run.
  private var hashes: [UInt64] = []
  /// What each key is a short form of, as a number that equal long forms share; 0 for none.
  private var shortForms: [UInt32] = []
  private var shortFormIDs: [String: UInt32] = [:]

  init(_ style: TextStyle) {
    self.style = style
  }

  /// The identifier of a value's folded form; `nil` if nothing of it is left.
  mutating func value(_ text: String) -> UInt32? {
    if style.repeatsOften, let known = foldedOfRaw[text] { return known == .max ? nil : known }
    let folded = style.folded(text)
    let value: UInt32
    if folded.isEmpty {
      value = .max
    } else if let known = foldedIDs[folded] {
      value = known
    } else {
      value = UInt32(keys.count)
      foldedIDs[folded] = value
      keys.append(key(style.key(folded)))
    }
    if style.repeatsOften { foldedOfRaw[text] = value }
    return value == .max ? nil : value
  }

  private mutating func key(_ text: String) -> UInt32 {
    if let known = keyIDs[text] { return known }
    let key = UInt32(ends.count)
    keyIDs[text] = key
    units.append(contentsOf: text.utf16)
    ends.append(units.count)
    counts.append(0)
    hashes.append(text.utf16.reduce(BlockKey.start) { BlockKey.mix($0, UInt64($1)) })
    var shortForm: UInt32 = 0
    if let long = style.longForm(text) {
      shortForm = shortFormIDs[long] ?? UInt32(shortFormIDs.count + 1)
      shortFormIDs[long] = shortForm
    }
    shortForms.append(shortForm)
    return key
  }

  /// Counts one record that has these values.
  mutating func count(_ values: [UInt32]) {
    for (index, value) in values.enumerated() {
      let key = self.key(of: value)
      if !values[..<index].contains(where: { self.key(of: $0) == key }) { counts[Int(key)] += 1 }
    }
  }

  /// What was taken, for reading.
  func finished() -> TextPool {
    TextPool(keys: keys, units: units, ends: ends, counts: counts, hashes: hashes, shortForms: shortForms)
  }

  private func key(of value: UInt32) -> UInt32 { keys[Int(value)] }
}
