/// What an act is about: a purpose, a channel and a controller, each of which may be left open.
///
/// An open part of a *stop* means "every one"; an open part of an *opt-in* means "none", because nobody can agree to what was
/// not named (a basis that does not rest on the person's will, such as a contract, may leave the channel open).
public struct ConsentScope: Hashable, Codable, Sendable {
  /// The purpose; `nil` is every purpose.
  public var purpose: Purpose?
  /// The channel; `nil` is every channel.
  public var channel: Channel?
  /// The controller or brand; `nil` is every one in a stop, and "the only one there is" in an opt-in.
  public var controller: DataController?

  /// A scope of these parts.
  public init(purpose: Purpose? = nil, channel: Channel? = nil, controller: DataController? = nil) {
    self.purpose = purpose
    self.channel = channel
    self.controller = controller
  }

  /// Every purpose, channel and controller: a stop of this scope is a global stop.
  public static let everything = ConsentScope()

  /// Whether a restriction of this scope concerns a message of the given one. A message that names no controller is
  /// concerned by the stops of all controllers.
  func restricts(_ message: ConsentScope) -> Bool {
    if let channel, channel != message.channel { return false }
    if let controller, let other = message.controller, controller != other { return false }
    guard let purpose else { return true }
    guard let other = message.purpose else { return true }
    return purpose.covers(other)
  }

  /// A text that orders scopes; no more than that.
  var sortKey: String {
    "\(purpose?.rawValue ?? "")\u{1}\(channel?.rawValue ?? "")\u{1}\(controller?.rawValue ?? "")"
  }
}
