import Foundation

extension ContactPoint {
  /// What kind of thing is reached.
  public enum Kind: String, CaseIterable, Codable, CodingKeyRepresentable, Hashable, Sendable {
    /// A mailbox.
    case email
    /// A phone line.
    case phone
    /// A place for post.
    case postal
    /// A name in a messenger or social network.
    case handle
    /// A browser or an installed app.
    case device
  }

  /// What is reached.
  public enum Value: Hashable, Sendable {
    /// A mailbox.
    case email(EmailAddress)
    /// A phone line.
    case phone(PhoneNumber)
    /// A place for post.
    case postal(PostalAddress)
    /// A name in a messenger or social network.
    case handle(NetworkHandle)
    /// A browser or an installed app.
    case device(DeviceIdentifier)

    /// The kind.
    public var kind: Kind {
      switch self {
      case .email: .email
      case .phone: .phone
      case .postal: .postal
      case .handle: .handle
      case .device: .device
      }
    }

    /// The form that all spellings share, without the kind.
    public var canonical: String {
      switch self {
      case .email(let address): address.canonical
      case .phone(let number): number.canonical
      case .postal(let address): address.canonical
      case .handle(let handle): handle.canonical
      case .device(let device): device.rawValue
      }
    }

    /// The channels that can use it.
    public var channels: [Channel] {
      switch self {
      case .email: [.email]
      case .phone: [.phone, .sms]
      case .postal: [.post]
      case .handle(let handle): [handle.network.channel]
      case .device: [.push, .inApp, .web]
      }
    }

    var suggestedAddressKind: AddressKind {
      if case .email(let address) = self, address.looksLikeRole { return .role }
      return .personal
    }
  }
}

extension ContactPoint.Value: Codable {
  private enum CodingKeys: String, CodingKey { case email, phone, postal, handle, device }

  /// Reads the value that stands under the name of its kind.
  ///
  /// - Throws: a decoding error, also when there is not exactly one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let found: [Self?] = [
      try container.decodeIfPresent(EmailAddress.self, forKey: .email).map(Self.email),
      try container.decodeIfPresent(PhoneNumber.self, forKey: .phone).map(Self.phone),
      try container.decodeIfPresent(PostalAddress.self, forKey: .postal).map(Self.postal),
      try container.decodeIfPresent(NetworkHandle.self, forKey: .handle).map(Self.handle),
      try container.decodeIfPresent(DeviceIdentifier.self, forKey: .device).map(Self.device),
    ]
    let values = found.compactMap { $0 }
    guard values.count == 1, let value = values.first else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not exactly one contact value"))
    }
    self = value
  }

  /// Writes the value under the name of its kind.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .email(let address): try container.encode(address, forKey: .email)
    case .phone(let number): try container.encode(number, forKey: .phone)
    case .postal(let address): try container.encode(address, forKey: .postal)
    case .handle(let handle): try container.encode(handle, forKey: .handle)
    case .device(let device): try container.encode(device, forKey: .device)
    }
  }
}

/// A name in a messenger or social network.
public struct NetworkHandle: Hashable, Codable, Sendable {
  /// The network.
  public let network: ContactNetwork
  /// The name in it, without an @ before it.
  public let name: String

  /// A name in a network; white space around it and an @ before it are dropped.
  ///
  /// - Throws: `ContactPointError` when nothing is left, or when it has white space, control characters or more than 200
  ///   characters.
  public init(network: ContactNetwork, name: String) throws(ContactPointError) {
    var name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    if name.hasPrefix("@") { name.removeFirst() }
    var problems: [ContactPointProblem] = []
    if name.isEmpty { problems.append(ContactPointProblem(field: .handle, reason: .empty)) }
    if name.unicodeScalars.count > 200 { problems.append(ContactPointProblem(field: .handle, reason: .tooLong)) }
    if name.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.properties.generalCategory == .control })
    {
      problems.append(ContactPointProblem(field: .handle, reason: .invalidCharacter))
    }
    guard problems.isEmpty else { throw ContactPointError(problems) }
    self.network = network
    self.name = name
  }

  /// Network and folded name: "telegram:ann". No network tells names apart by case.
  public var canonical: String { "\(network.rawValue):\(TextFolding.folded(name))" }
}

/// The identifier of a browser or an installed app, as the host's own systems give it out; it tells upper from lower case.
public struct DeviceIdentifier: Hashable, Codable, Sendable, RawRepresentable {
  /// The identifier.
  public let rawValue: String

  /// An identifier; nil when it is empty or has white space.
  public init?(rawValue: String) {
    guard !rawValue.isEmpty, !rawValue.unicodeScalars.contains(where: \.properties.isWhitespace) else { return nil }
    self.rawValue = rawValue
  }
}
