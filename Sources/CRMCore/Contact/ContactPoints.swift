/// The contact points of one party: each point once, at most one primary for each kind.
///
/// The rules hold whatever is done: a point that is there already (by canonical form; for phones also by extension) is
/// united with what is known about it; the only point of a kind is its primary by itself; of several that claim to be
/// primary the first keeps it. Order is the order in which points came. On disk a plain array.
public struct ContactPoints: Hashable, Sendable {
  /// The points in order.
  public private(set) var points: [ContactPoint] = []

  /// No points.
  public init() {}

  /// The points of a sequence, made to follow the rules. Complexity: O(n).
  public init(_ points: some Sequence<ContactPoint>) {
    self.points = ContactPoints.united(points)
  }

  /// The primary point of a kind; nil when there are none, or several and none was chosen.
  public func primary(_ kind: ContactPoint.Kind) -> ContactPoint? {
    points.first { $0.kind == kind && $0.isPrimary }
  }

  /// The point of a kind to try first: the primary, else the first verified, else the first that does not bounce.
  public func preferred(_ kind: ContactPoint.Kind) -> ContactPoint? {
    let all = points.filter { $0.kind == kind }
    return all.first(where: \.isPrimary) ?? all.first(where: \.verification.isVerified)
      ?? all.first { !$0.verification.isBounced }
  }

  /// The first point with this canonical form, as `ContactPoint.canonical` gives it.
  public func point(canonical: String) -> ContactPoint? {
    points.first { $0.canonical == canonical }
  }

  /// Adds a point, or unites it with the same point that is there. One that is primary becomes the primary of its kind.
  public mutating func add(_ point: ContactPoint) {
    if point.isPrimary { clearPrimary(point.kind) }
    points = ContactPoints.united(points + [point])
  }

  /// Removes the points with this canonical form; does nothing when there is none.
  ///
  /// If a primary is removed and several of its kind stay, none is primary until one is chosen.
  public mutating func remove(canonical: String) {
    points = ContactPoints.united(points.filter { $0.canonical != canonical })
  }

  /// Makes the first point with this canonical form the primary of its kind.
  ///
  /// - Returns: whether there is such a point.
  @discardableResult public mutating func setPrimary(canonical: String) -> Bool {
    guard let index = points.firstIndex(where: { $0.canonical == canonical }) else { return false }
    clearPrimary(points[index].kind)
    points[index].isPrimary = true
    return true
  }

  /// Changes what is known about the points with this canonical form, then applies the rules again.
  public mutating func update(canonical: String, _ change: (inout ContactPoint) -> Void) {
    for index in points.indices where points[index].canonical == canonical { change(&points[index]) }
    points = ContactPoints.united(points)
  }

  /// The points of both: these first, then the other's; these keep their primaries.
  public func union(_ other: ContactPoints) -> ContactPoints {
    ContactPoints(points + other.points)
  }

  private mutating func clearPrimary(_ kind: ContactPoint.Kind) {
    for index in points.indices where points[index].kind == kind { points[index].isPrimary = false }
  }

  private static func united(_ points: some Sequence<ContactPoint>) -> [ContactPoint] {
    var result: [ContactPoint] = []
    var positions: [String: Int] = [:]
    for point in points {
      let key = identity(point)
      if let position = positions[key] {
        result[position] = result[position].merged(with: point)
      } else {
        positions[key] = result.count
        result.append(point)
      }
    }
    for kind in ContactPoint.Kind.allCases {
      let ofKind = result.indices.filter { result[$0].kind == kind }
      let chosen = ofKind.first { result[$0].isPrimary } ?? (ofKind.count == 1 ? ofKind.first : nil)
      for index in ofKind { result[index].isPrimary = index == chosen }
    }
    return result
  }

  /// Two extensions of one line are two points of a party, though one line for consent.
  private static func identity(_ point: ContactPoint) -> String {
    if case .phone(let number) = point.value { return "phone:\(number.description)" }
    return point.canonical
  }
}

extension ContactPoints: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of points.
  public var endIndex: Int { points.count }
  /// The point at a position.
  public subscript(position: Int) -> ContactPoint { points[position] }
}

extension ContactPoints: Codable, ExpressibleByArrayLiteral {
  /// The points of an array, made to follow the rules.
  public init(arrayLiteral elements: ContactPoint...) { self.init(elements) }

  /// Reads an array of points and makes it follow the rules.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self.init(try container.decode([ContactPoint].self))
  }

  /// Writes an array of points.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(points)
  }
}
