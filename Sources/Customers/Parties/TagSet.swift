import CRMCore

/// Labels in alphabetical order, each once. Two labels that differ in case or width only are the same; the first spelling stays.
public struct TagSet: Hashable, Sendable {
  private var tags: [String]

  /// A set of these labels; white space around a label and empty labels are dropped.
  public init(_ tags: some Sequence<String> = []) {
    self.tags = []
    for tag in tags { insert(tag) }
  }

  /// Adds a label; false if it is empty or there already. O(n).
  @discardableResult
  public mutating func insert(_ tag: String) -> Bool {
    guard let tag = tag.trimmedOrNil else { return false }
    let key = TextFolding.folded(tag)
    var index = tags.startIndex
    while index < tags.endIndex {
      let other = TextFolding.folded(tags[index])
      if other == key { return false }
      if other > key { break }
      index += 1
    }
    tags.insert(tag, at: index)
    return true
  }

  /// Removes a label, however it is spelt; false if it is not there. O(n).
  @discardableResult
  public mutating func remove(_ tag: String) -> Bool {
    guard let index = index(of: tag) else { return false }
    tags.remove(at: index)
    return true
  }

  /// Adds all labels of another set.
  public mutating func formUnion(_ other: TagSet) {
    for tag in other.tags { insert(tag) }
  }

  /// Whether the label is in the set, however it is spelt. O(n).
  public func contains(_ tag: String) -> Bool { index(of: tag) != nil }

  private func index(of tag: String) -> Int? {
    guard let tag = tag.trimmedOrNil else { return nil }
    let key = TextFolding.folded(tag)
    return tags.firstIndex { TextFolding.folded($0) == key }
  }
}

extension TagSet: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { tags.startIndex }
  /// The number of labels.
  public var endIndex: Int { tags.endIndex }
  /// The label at a place in alphabetical order.
  public subscript(position: Int) -> String { tags[position] }
}

extension TagSet: ExpressibleByArrayLiteral {
  /// A set of these labels.
  public init(arrayLiteral elements: String...) {
    self.init(elements)
  }
}

extension TagSet: Codable {
  /// Reads a list of labels, in any order.
  public init(from decoder: any Decoder) throws {
    self.init(try [String](from: decoder))
  }

  /// Writes the list of labels.
  public func encode(to encoder: any Encoder) throws { try tags.encode(to: encoder) }
}
