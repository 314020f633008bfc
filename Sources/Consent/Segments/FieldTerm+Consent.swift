extension FieldTerm {
  /// Whether nothing denies a message to one contact point at least: a bool. See `ConsentFieldSource`.
  ///
  /// - Parameters:
  ///   - purpose: what the data are used for.
  ///   - channel: the channel.
  ///   - messageClass: what the message is for.
  ///   - controller: the brand; `nil` where there is only one.
  ///   - jurisdictions: where the customers may be; `nil` leaves it to the source.
  public static func consentPermits(
    _ purpose: Purpose, through channel: Channel, as messageClass: MessageClass, for controller: DataController? = nil,
    in jurisdictions: [Jurisdiction]? = nil
  ) -> FieldTerm {
    FieldTerm("consent.permits", message(purpose, channel, messageClass, controller, jurisdictions))
  }

  /// The bases that such a message would rest on: choices, named like `LawfulBasis.Kind`.
  public static func consentBasis(
    _ purpose: Purpose, through channel: Channel, as messageClass: MessageClass, for controller: DataController? = nil,
    in jurisdictions: [Jurisdiction]? = nil
  ) -> FieldTerm {
    FieldTerm("consent.basis", message(purpose, channel, messageClass, controller, jurisdictions))
  }

  /// When such a message can no longer be sent because its bases end: a date.
  public static func consentExpires(
    _ purpose: Purpose, through channel: Channel, as messageClass: MessageClass, for controller: DataController? = nil,
    in jurisdictions: [Jurisdiction]? = nil
  ) -> FieldTerm {
    FieldTerm("consent.expires", message(purpose, channel, messageClass, controller, jurisdictions))
  }

  /// Whether a stop is in force that no later opt-in lifts: a bool.
  ///
  /// - Parameters:
  ///   - purpose: against messages of this purpose; `nil` is any.
  ///   - channel: through this channel; `nil` is any.
  ///   - controller: of this brand; `nil` is any.
  ///   - reason: for this reason; `nil` is any.
  public static func consentStopped(
    _ purpose: Purpose? = nil, through channel: Channel? = nil, for controller: DataController? = nil,
    because reason: SuppressionReason? = nil
  ) -> FieldTerm {
    var arguments: [String: FieldValue] = [:]
    arguments["purpose"] = purpose.map { .text($0.rawValue) }
    arguments["channel"] = channel.map { .choice($0.rawValue) }
    arguments["controller"] = controller.map { .choice($0.rawValue) }
    arguments["reason"] = reason.map { .choice($0.rawValue) }
    return FieldTerm("consent.stopped", arguments)
  }

  /// When the last act on a contact point took place: a date.
  public static var consentLastActAt: FieldTerm { "consent.lastActAt" }

  private static func message(
    _ purpose: Purpose, _ channel: Channel, _ messageClass: MessageClass, _ controller: DataController?,
    _ jurisdictions: [Jurisdiction]?
  ) -> [String: FieldValue] {
    var arguments: [String: FieldValue] = [
      "purpose": .text(purpose.rawValue), "channel": .choice(channel.rawValue),
      "class": .choice(messageClass.rawValue),
    ]
    arguments["controller"] = controller.map { .choice($0.rawValue) }
    arguments["jurisdictions"] = jurisdictions.map { .choices(Set($0.map(\.rawValue)).sorted()) }
    return arguments
  }
}
