/// The tree of a text pattern.
indirect enum TextPatternNode {
  case scalar(ScalarSet)
  case sequence([TextPatternNode])
  case alternatives([TextPatternNode])
  case repetition(TextPatternNode, Int, Int?)
}

/// Reads a text pattern into its tree.
struct TextPatternParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0

  init(_ source: String) {
    scalars = Array(source.unicodeScalars)
  }

  mutating func pattern() throws(TextPattern.Fault) -> TextPatternNode {
    guard scalars.count <= TextPattern.greatestLength else { throw fault(.tooLarge) }
    let node = try alternatives()
    guard position == scalars.count else { throw fault(.unbalanced) }
    return node
  }

  private func fault(_ kind: TextPattern.Fault.Kind) -> TextPattern.Fault { TextPattern.Fault(kind, at: position) }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private mutating func alternatives() throws(TextPattern.Fault) -> TextPatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 20 else { throw fault(.tooLarge) }
    var choices = [try sequence()]
    while take("|") { choices.append(try sequence()) }
    return choices.count == 1 ? choices[0] : .alternatives(choices)
  }

  private mutating func sequence() throws(TextPattern.Fault) -> TextPatternNode {
    var items: [TextPatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      var item = try atom(scalar)
      while let (least, most) = try repetition() { item = .repetition(item, least, most) }
      items.append(item)
    }
    return .sequence(items)
  }

  private mutating func atom(_ scalar: Unicode.Scalar) throws(TextPattern.Fault) -> TextPatternNode {
    switch scalar {
    case "(":
      position += 1
      let inner = try alternatives()
      guard take(")") else { throw fault(.unbalanced) }
      return inner
    case "[":
      position += 1
      return .scalar(try characterClass())
    case "*", "+", "?", "{": throw fault(.badRepetition)
    case "]", "}": throw fault(.unbalanced)
    case ".":
      position += 1
      return .scalar(.any)
    case "\\":
      position += 1
      return .scalar(try escape())
    default:
      position += 1
      return .scalar(ScalarSet(ranges: [scalar.value...scalar.value]))
    }
  }

  private mutating func escape() throws(TextPattern.Fault) -> ScalarSet {
    guard let scalar = next else { throw fault(.badEscape) }
    position += 1
    switch scalar {
    case "d": return .digits
    case "D": return .digits.negated
    case "w": return .word
    case "W": return .word.negated
    case "s": return .space
    case "S": return .space.negated
    case "t": return ScalarSet(ranges: [0x09...0x09])
    case "n": return ScalarSet(ranges: [0x0A...0x0A])
    case "0"..."9", "A"..."Z", "a"..."z":
      position -= 1
      throw fault(.badEscape)
    default: return ScalarSet(ranges: [scalar.value...scalar.value])
    }
  }

  private mutating func characterClass() throws(TextPattern.Fault) -> ScalarSet {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    while let scalar = next, scalar != "]" {
      position += 1
      let lower = scalar == "\\" ? try escape() : ScalarSet(ranges: [scalar.value...scalar.value])
      guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        ranges += lower.positiveRanges
        continue
      }
      position += 1
      guard let end = next else { throw fault(.unbalanced) }
      position += 1
      let upper = end == "\\" ? try escape() : ScalarSet(ranges: [end.value...end.value])
      guard let first = lower.only, let last = upper.only, first <= last else { throw fault(.badClass) }
      ranges.append(first...last)
    }
    guard take("]") else { throw fault(.unbalanced) }
    guard !ranges.isEmpty else { throw fault(.badClass) }
    return ScalarSet(ranges: ranges, isNegated: isNegated)
  }

  /// The least and most times that the item before is repeated; `nil` if there is no repetition.
  private mutating func repetition() throws(TextPattern.Fault) -> (least: Int, most: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard take("{") else { return nil }
    guard let least = number() else { throw fault(.badRepetition) }
    if take("}") { return (least, least) }
    guard take(",") else { throw fault(.badRepetition) }
    if take("}") { return (least, nil) }
    guard let most = number(), most >= least, take("}") else { throw fault(.badRepetition) }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = next, ("0"..."9").contains(scalar), (value ?? 0) < 100_000 {
      value = (value ?? 0) * 10 + Int(scalar.value - 0x30)
      position += 1
    }
    return value
  }
}

extension ScalarSet {
  /// The one scalar of the set, if there is only one.
  fileprivate var only: UInt32? {
    guard !isNegated, ranges.count == 1, ranges[0].count == 1 else { return nil }
    return ranges[0].lowerBound
  }
}

/// Writes the tree of a text pattern out as instructions.
struct TextPatternCompiler {
  private(set) var instructions: [TextPattern.Instruction] = []

  mutating func emit(_ node: TextPatternNode) throws(TextPattern.Fault) {
    switch node {
    case .scalar(let set): instructions.append(.scalar(set))
    case .sequence(let items): for item in items { try emit(item) }
    case .alternatives(let choices):
      var ends: [Int] = []
      for (index, choice) in choices.enumerated() {
        guard index < choices.count - 1 else {
          try emit(choice)
          break
        }
        let split = instructions.count
        instructions.append(.match)
        try emit(choice)
        ends.append(instructions.count)
        instructions.append(.match)
        instructions[split] = .split(split + 1, instructions.count)
      }
      for end in ends { instructions[end] = .jump(instructions.count) }
    case .repetition(let item, let least, let most):
      for _ in 0..<least { try emit(item) }
      if let most {
        for _ in least..<most {
          let split = instructions.count
          instructions.append(.match)
          try emit(item)
          instructions[split] = .split(split + 1, instructions.count)
        }
      } else {
        let split = instructions.count
        instructions.append(.match)
        try emit(item)
        instructions.append(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
      }
    }
    guard instructions.count < TextPattern.greatestSize else { throw TextPattern.Fault(.tooLarge, at: 0) }
  }
}
