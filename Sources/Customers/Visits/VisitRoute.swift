/// In which order to go to some places: short, in no time, and the same for the same input.
///
/// Straight lines, no roads and no opening hours: a proposal for a day's tour, not a route planner.
public enum VisitRoute {
  /// The places in the order in which to go to them.
  ///
  /// The shortest order for up to eight places; for more, the nearest next place each time, then improved by reversing stretches
  /// (2-opt) until nothing gets shorter. Never longer than the order given. O(n²) for each of at most 50 passes.
  ///
  /// - Parameters:
  ///   - places: the places.
  ///   - start: where the tour begins; it does not lead back. `nil` begins at any of the places.
  /// - Returns: indexes into `places`.
  public static func order(_ places: [GeoPoint], from start: GeoPoint? = nil) -> [Int] {
    let given = Array(places.indices)
    guard places.count > 1 else { return given }
    let found = places.count <= 8 ? shortest(places, start) : improved(nearest(places, start), places, start)
    return length(found, places, start) < length(given, places, start) ? found : given
  }

  /// Metres of a tour.
  public static func length(_ order: [Int], _ places: [GeoPoint], from start: GeoPoint? = nil) -> Double {
    length(order, places, start)
  }

  private static func length(_ order: [Int], _ places: [GeoPoint], _ start: GeoPoint?) -> Double {
    var sum = 0.0
    var last = start
    for index in order {
      if let last { sum += last.distance(to: places[index]) }
      last = places[index]
    }
    return sum
  }

  /// All orders, cut off where they are longer than the best so far.
  private static func shortest(_ places: [GeoPoint], _ start: GeoPoint?) -> [Int] {
    var best = Array(places.indices)
    var bestLength = length(best, places, start)
    var order: [Int] = []
    func extend(_ sum: Double, _ last: GeoPoint?) {
      guard sum < bestLength else { return }
      if order.count == places.count {
        (best, bestLength) = (order, sum)
        return
      }
      for index in places.indices where !order.contains(index) {
        order.append(index)
        extend(sum + (last?.distance(to: places[index]) ?? 0), places[index])
        order.removeLast()
      }
    }
    extend(0, start)
    return best
  }

  private static func nearest(_ places: [GeoPoint], _ start: GeoPoint?) -> [Int] {
    var left = Array(places.indices)
    var order: [Int] = []
    var last = start ?? places[0]
    while !left.isEmpty {
      var nearest = 0
      var distance = Double.infinity
      for (place, index) in left.enumerated() {
        let metres = last.distance(to: places[index])
        if metres < distance { (nearest, distance) = (place, metres) }
      }
      order.append(left.remove(at: nearest))
      last = places[order[order.count - 1]]
    }
    return order
  }

  private static func improved(_ order: [Int], _ places: [GeoPoint], _ start: GeoPoint?) -> [Int] {
    var order = order
    func leg(_ from: Int, _ to: Int) -> Double {
      guard to < order.count, let a = from < 0 ? start : places[order[from]] else { return 0 }
      return a.distance(to: places[order[to]])
    }
    for _ in 0..<50 {
      var isBetter = false
      for first in 0..<order.count - 1 {
        for last in first + 1..<order.count {
          let before = leg(first - 1, first) + leg(last, last + 1)
          let entering = first == 0 ? start : places[order[first - 1]]
          let in1 = entering?.distance(to: places[order[last]]) ?? 0
          let out = last + 1 < order.count ? places[order[first]].distance(to: places[order[last + 1]]) : 0
          guard in1 + out < before - 1e-6 else { continue }
          order[first...last].reverse()
          isBetter = true
        }
      }
      guard isBetter else { break }
    }
    return order
  }
}
