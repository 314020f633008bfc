/// The words of a command line: a command, its operands, and options with a value each.
struct Arguments {
  /// Why a command line cannot be followed.
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// What to do.
  let command: String
  /// The words that are no options.
  let operands: [String]
  private let options: [String: String]

  /// Reads `command operand … --option value …`.
  init(_ words: some Sequence<String>) throws {
    var operands: [String] = []
    var options: [String: String] = [:]
    var option: String?
    for word in words {
      if let name = option {
        options[name] = word
        option = nil
      } else if word.hasPrefix("--") {
        option = String(word.dropFirst(2))
      } else {
        operands.append(word)
      }
    }
    if let option { throw Problem(description: "--\(option) has no value") }
    guard !operands.isEmpty else { throw Problem(description: "no command") }
    command = operands.removeFirst()
    self.operands = operands
    self.options = options
  }

  /// The first operand: the directory that nearly every command wants.
  func directory() throws -> String {
    guard let first = operands.first else { throw Problem(description: "\(command) wants a directory") }
    return first
  }

  /// The text of an option.
  subscript(option: String) -> String? { options[option] }

  /// The number given with an option.
  func number<Number: FixedWidthInteger>(_ option: String, default value: Number) throws -> Number {
    guard let text = options[option] else { return value }
    guard let number = Number(text) else { throw Problem(description: "--\(option) is no number") }
    return number
  }
}
