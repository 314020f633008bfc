public import Foundation

/// A place on the earth by its coordinates (WGS 84).
public struct GeoPoint: Hashable, Codable, Sendable {
  /// Degrees north, -90 to 90.
  public let latitude: Double
  /// Degrees east, -180 to 180.
  public let longitude: Double

  /// A place; nil outside the ranges, and where a number is none.
  public init?(latitude: Double, longitude: Double) {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
    self.latitude = latitude
    self.longitude = longitude
  }

  private enum CodingKeys: String, CodingKey { case latitude, longitude }

  /// Reads the coordinates.
  ///
  /// - Throws: a decoding error, also outside the ranges.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let latitude = try container.decode(Double.self, forKey: .latitude)
    let longitude = try container.decode(Double.self, forKey: .longitude)
    guard let point = GeoPoint(latitude: latitude, longitude: longitude) else {
      throw DecodingError.dataCorruptedError(
        forKey: .latitude, in: container, debugDescription: "not a place on the earth")
    }
    self = point
  }

  /// The mean radius of the earth in metres (IUGG, R₁).
  static let earthRadius = 6_371_008.8

  /// Metres to another place along the surface of a sphere, by the haversine formula (Sinnott 1984).
  ///
  /// The earth is flattened: the result is off by at most 0.6 % of the distance, that is six metres in a kilometre.
  public func distance(to other: GeoPoint) -> Double {
    func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
    let (a, b) = (radians(latitude), radians(other.latitude))
    let north = sin((b - a) / 2)
    let east = sin(radians(other.longitude - longitude) / 2)
    let square = north * north + cos(a) * cos(b) * east * east
    return 2 * Self.earthRadius * asin(min(1, square.squareRoot()))
  }
}

/// Where a device was at a moment, and how well it knew.
public struct PositionFix: Hashable, Codable, Sendable {
  /// Where.
  public var point: GeoPoint
  /// The radius in metres within which the device probably was.
  public var accuracy: Double
  /// When.
  public var date: Date

  /// A position.
  public init(_ point: GeoPoint, accuracy: Double, date: Date) {
    self.point = point
    self.accuracy = accuracy
    self.date = date
  }
}
