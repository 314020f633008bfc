/// Turns bytes of one encoding into UTF-8, piece by piece: a character may be split between pieces.
///
/// A leading byte order mark is dropped. Malformed sequences become U+FFFD, one for each longest beginning of a
/// sequence (UTF-8, as in the Unicode Standard, chapter 3) or each byte or unit that cannot be read (the others).
public struct TextDecoder: Sendable {
  /// The encoding of the bytes.
  public let encoding: TextEncoding
  /// How many malformed sequences were replaced so far.
  public private(set) var malformedCount = 0

  private var carry: [UInt8] = []
  private var isAtStart = true

  /// A decoder at the start of a text.
  public init(_ encoding: TextEncoding) {
    self.encoding = encoding
  }

  /// Decodes the next bytes and appends the text as UTF-8; up to three bytes of a cut character are kept for the next
  /// call. O(bytes).
  public mutating func decode(_ bytes: [UInt8], into output: inout [UInt8]) {
    var malformed: [Int] = []
    decode(bytes[...], into: &output, malformed: &malformed)
  }

  /// Ends the text: a character that was cut off becomes U+FFFD.
  public mutating func finish(into output: inout [UInt8]) {
    var malformed: [Int] = []
    finish(into: &output, malformed: &malformed)
  }

  /// As the public form; also notes the offsets in `output` at which replacements stand.
  mutating func decode(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8], malformed: inout [Int]) {
    var input = carry.isEmpty ? bytes : (carry + bytes)[...]
    carry = []
    if isAtStart {
      let mark = encoding.byteOrderMark
      if input.count < mark.count, mark.starts(with: input) {
        carry = Array(input)
        return
      }
      isAtStart = false
      if !mark.isEmpty, input.starts(with: mark) { input = input.dropFirst(mark.count) }
    }
    read(input, into: &output, malformed: &malformed, isLast: false)
  }

  mutating func finish(into output: inout [UInt8], malformed: inout [Int]) {
    isAtStart = false
    let rest = carry[...]
    carry = []
    read(rest, into: &output, malformed: &malformed, isLast: true)
  }

  private mutating func read(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], malformed: inout [Int], isLast: Bool
  ) {
    let before = malformed.count
    switch encoding {
    case .utf8: carry = Self.readUTF8(input, &output, &malformed, isLast)
    case .utf16LittleEndian: carry = Self.readUTF16(input, &output, &malformed, isLast, highByte: 1)
    case .utf16BigEndian: carry = Self.readUTF16(input, &output, &malformed, isLast, highByte: 0)
    case .windows1251: Self.readSingleBytes(input, &output, &malformed, SingleByteTable.windows1251)
    case .windows1252: Self.readSingleBytes(input, &output, &malformed, SingleByteTable.windows1252)
    case .gb18030: carry = Self.readGB18030(input, &output, &malformed, isLast)
    }
    malformedCount += malformed.count - before
  }
}

extension TextDecoder {
  fileprivate static func replace(_ output: inout [UInt8], _ malformed: inout [Int]) {
    malformed.append(output.count)
    output.append(contentsOf: [UInt8].replacementCharacter)
  }

  fileprivate static func readUTF8(
    _ input: ArraySlice<UInt8>, _ output: inout [UInt8], _ malformed: inout [Int], _ isLast: Bool
  ) -> [UInt8] {
    let bytes = input.span
    var index = 0
    while true {
      let (end, stop) = UTF8Sequence.scan(bytes, from: index)
      output.append(contentsOf: input[(input.startIndex + index)..<(input.startIndex + end)])
      switch stop {
      case .end:
        return []
      case .incomplete:
        if !isLast { return Array(input[(input.startIndex + end)...]) }
        replace(&output, &malformed)
        return []
      case .malformed(let length):
        replace(&output, &malformed)
        index = end + length
      }
    }
  }

  fileprivate static func readUTF16(
    _ input: ArraySlice<UInt8>, _ output: inout [UInt8], _ malformed: inout [Int], _ isLast: Bool, highByte: Int
  ) -> [UInt8] {
    let bytes = input.span
    func unit(_ index: Int) -> UInt32 {
      UInt32(bytes[index + highByte]) << 8 | UInt32(bytes[index + 1 - highByte])
    }
    var index = 0
    while index + 1 < bytes.count {
      let first = unit(index)
      if first < 0x80 {
        output.append(UInt8(truncatingIfNeeded: first))
        index += 2
        continue
      }
      if first & 0xF800 != 0xD800 {
        output.appendScalar(first)
        index += 2
        continue
      }
      if first & 0xFC00 == 0xD800 {
        guard index + 3 < bytes.count else {
          if !isLast { break }
          replace(&output, &malformed)
          index += 2
          continue
        }
        let second = unit(index + 2)
        if second & 0xFC00 == 0xDC00 {
          output.appendScalar(0x1_0000 + (first & 0x3FF) << 10 + second & 0x3FF)
          index += 4
          continue
        }
      }
      replace(&output, &malformed)
      index += 2
    }
    guard index < bytes.count else { return [] }
    if !isLast { return Array(input[(input.startIndex + index)...]) }
    replace(&output, &malformed)
    return []
  }

  fileprivate static func readSingleBytes(
    _ input: ArraySlice<UInt8>, _ output: inout [UInt8], _ malformed: inout [Int], _ table: [UInt16]
  ) {
    let bytes = input.span
    let scalars = table.span
    var index = 0
    while index < bytes.count {
      let end = UTF8Sequence.skipASCII(bytes, from: index)
      if end > index { output.append(contentsOf: input[(input.startIndex + index)..<(input.startIndex + end)]) }
      index = end
      while index < bytes.count, bytes[index] >= 0x80 {
        let scalar = scalars[Int(bytes[index]) - 0x80]
        if scalar == 0 { replace(&output, &malformed) } else { output.appendScalar(UInt32(scalar)) }
        index += 1
      }
    }
  }

  fileprivate static func readGB18030(
    _ input: ArraySlice<UInt8>, _ output: inout [UInt8], _ malformed: inout [Int], _ isLast: Bool
  ) -> [UInt8] {
    let bytes = input.span
    let table = GB18030Table.twoByte
    let twoByte = table.span
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        let end = UTF8Sequence.skipASCII(bytes, from: index)
        output.append(contentsOf: input[(input.startIndex + index)..<(input.startIndex + end)])
        index = end
        continue
      }
      switch GB18030Table.character(bytes, at: index, twoByte) {
      case .scalar(let value, let length):
        output.appendScalar(value)
        index += length
      case .malformed(let length):
        replace(&output, &malformed)
        index += length
      case .incomplete:
        if !isLast { return Array(input[(input.startIndex + index)...]) }
        replace(&output, &malformed)
        return []
      }
    }
    return []
  }
}
