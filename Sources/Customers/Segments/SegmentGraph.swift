public import CRMCore

/// Which segments ask for which others: for the question whether a definition would ask for itself. A pure value.
public struct SegmentGraph: Sendable {
  private var uses: [SegmentName: [SegmentName]] = [:]

  /// The graph of these segments.
  public init(_ segments: some Sequence<Segment>) {
    for segment in segments { define(segment.name, as: segment.condition) }
  }

  /// Adds a segment, or puts another definition in its place.
  public mutating func define(_ name: SegmentName, as condition: Condition?) {
    uses[name] = condition?.allSegments.sorted() ?? []
  }

  /// The circle through a segment, from its name back to it; `nil` if there is none. O(segments it uses).
  public func cycle(through name: SegmentName) -> [SegmentName]? {
    var seen: Set<SegmentName> = []
    for next in uses[name] ?? [] {
      if let path = path(from: next, to: name, &seen) { return [name] + path }
    }
    return nil
  }

  /// The segments that the definition of `name` asks for, directly or through others, each before those that use it.
  ///
  /// - Precondition: there is no circle through `name`; segments on one come in any order.
  public func dependencies(of name: SegmentName) -> [SegmentName] {
    var order: [SegmentName] = []
    var seen: Set<SegmentName> = [name]
    func visit(_ current: SegmentName) {
      for next in uses[current] ?? [] where seen.insert(next).inserted {
        visit(next)
        order.append(next)
      }
    }
    visit(name)
    return order
  }

  /// These segments and those that their definitions ask for, each before those that use it.
  ///
  /// - Precondition: there is no circle; segments on one come in any order.
  public func order(of names: [SegmentName]) -> [SegmentName] {
    var order: [SegmentName] = []
    for name in names {
      for next in dependencies(of: name) + [name] where !order.contains(next) { order.append(next) }
    }
    return order
  }

  private func path(from start: SegmentName, to name: SegmentName, _ seen: inout Set<SegmentName>) -> [SegmentName]? {
    if start == name { return [name] }
    guard seen.insert(start).inserted else { return nil }
    for next in uses[start] ?? [] {
      if let path = path(from: next, to: name, &seen) { return [start] + path }
    }
    return nil
  }
}

/// A segment was refused because its definition would ask for itself.
public struct SegmentCycle: Error, Hashable, Sendable {
  /// The circle: begins and ends with the refused segment.
  public var path: [SegmentName]

  /// A circle through these segments.
  public init(path: [SegmentName]) {
    self.path = path
  }
}
