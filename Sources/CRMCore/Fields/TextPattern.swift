/// The form that a text must have as a whole, in a small regular-expression language whose cost is bounded: matching takes time
/// proportional to pattern × text for every pattern and every text.
///
/// Literals, `.` (any character), classes `[a-z0-9_]` and `[^…]`, `\d \D \w \W \s \S` (ASCII), `\` before any other sign for itself,
/// groups `( )`, alternatives `|`, and `* + ? {n} {n,} {n,m}`. There are no anchors (the whole text must match), look-arounds or
/// back-references. Characters are Unicode scalars.
///
/// Source: K. Thompson, "Regular Expression Search Algorithm", CACM 11 (1968); R. Cox, "Regular Expression Matching: the Virtual
/// Machine Approach" (2009).
public struct TextPattern: Hashable, Sendable {
  /// The most scalars of a pattern.
  public static let greatestLength = 500
  /// The most instructions that a pattern, with its repetitions written out, may need.
  public static let greatestSize = 4_000

  /// The pattern as written.
  public let source: String
  private let program: [Instruction]

  /// A pattern.
  ///
  /// - Throws: what is wrong with it and where.
  public init(_ source: String) throws(Fault) {
    self.source = source
    var parser = TextPatternParser(source)
    let node = try parser.pattern()
    var compiler = TextPatternCompiler()
    try compiler.emit(node)
    program = compiler.instructions + [.match]
  }

  /// What is wrong with a pattern.
  public struct Fault: Error, Hashable, Sendable {
    /// The kinds of faults.
    public enum Kind: String, Hashable, Sendable {
      /// A group or class is not closed, or closed without being open.
      case unbalanced
      /// A repetition stands where there is nothing to repeat, or its numbers are malformed or out of order.
      case badRepetition
      /// A class is empty or its bounds are out of order.
      case badClass
      /// The pattern ends after `\`, or an ASCII letter or digit without meaning follows it.
      case badEscape
      /// It is too long, too deep, or too large with its repetitions written out.
      case tooLarge
    }

    /// What is wrong.
    public var kind: Kind
    /// Where, in scalars from the start of the pattern.
    public var offset: Int

    /// A fault.
    public init(_ kind: Kind, at offset: Int) {
      self.kind = kind
      self.offset = offset
    }
  }

  enum Instruction: Hashable, Sendable {
    case scalar(ScalarSet)
    case split(Int, Int)
    case jump(Int)
    case match
  }

  /// Whether the whole text has the form. O(pattern · text).
  public func matches(_ text: String) -> Bool {
    var current: [Int] = []
    var next: [Int] = []
    var seen = [Int](repeating: -1, count: program.count)
    var step = 0
    add(0, to: &current, &seen, step)
    for scalar in text.unicodeScalars {
      if current.isEmpty { return false }
      step += 1
      next.removeAll(keepingCapacity: true)
      for index in current {
        if case .scalar(let set) = program[index], set.contains(scalar) { add(index + 1, to: &next, &seen, step) }
      }
      swap(&current, &next)
    }
    return current.contains { program[$0] == .match }
  }

  /// Adds an instruction and all that are reached from it without reading a character.
  private func add(_ start: Int, to list: inout [Int], _ seen: inout [Int], _ step: Int) {
    var pending = [start]
    while let index = pending.popLast() {
      guard seen[index] != step else { continue }
      seen[index] = step
      switch program[index] {
      case .jump(let target): pending.append(target)
      case .split(let first, let second): pending += [second, first]
      case .scalar, .match: list.append(index)
      }
    }
  }
}

/// A set of Unicode scalars.
struct ScalarSet: Hashable, Sendable {
  var ranges: [ClosedRange<UInt32>]
  var isNegated = false

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } != isNegated
  }

  static let any = ScalarSet(ranges: [], isNegated: true)
  static let digits = ScalarSet(ranges: [0x30...0x39])
  static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let space = ScalarSet(ranges: [0x09...0x0D, 0x20...0x20])

  var negated: ScalarSet { ScalarSet(ranges: ranges, isNegated: !isNegated) }

  /// The ranges of the set written without negation.
  var positiveRanges: [ClosedRange<UInt32>] {
    guard isNegated else { return ranges }
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return result
  }
}
