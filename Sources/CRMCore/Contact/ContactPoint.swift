/// One way to reach a party, with what is known about it.
///
/// A value without identity: a point is found again by its canonical form.
public struct ContactPoint: Hashable, Sendable {
  /// What is reached.
  public var value: Value
  /// The text as typed where it differs from the value, such as "030/12345" for a phone number; nil otherwise.
  public var enteredText: String?
  /// What the party calls it, such as "work" or "mobile".
  public var label: String?
  /// What it is to be used for; nil for anything.
  public var purpose: ContactPurpose?
  /// Whether it is known to reach the party.
  public var verification: Verification
  /// Whether it is the first choice of its kind; `ContactPoints` keeps at most one for each kind.
  public var isPrimary: Bool
  /// Who reads what arrives there.
  public var addressKind: AddressKind
  /// Where it comes from; nil when nobody recorded it.
  public var provenance: ContactProvenance?

  /// A contact point.
  ///
  /// - Parameters:
  ///   - value: what is reached.
  ///   - enteredText: the text as typed where it differs from the value.
  ///   - label: what the party calls it.
  ///   - purpose: what it is to be used for.
  ///   - verification: whether it is known to reach the party.
  ///   - isPrimary: whether it is the first choice of its kind.
  ///   - addressKind: who reads it; nil takes `role` for an e-mail address that looks like one, else `personal`.
  ///   - provenance: where it comes from.
  public init(
    _ value: Value, enteredText: String? = nil, label: String? = nil, purpose: ContactPurpose? = nil,
    verification: Verification = .unverified, isPrimary: Bool = false, addressKind: AddressKind? = nil,
    provenance: ContactProvenance? = nil
  ) {
    self.value = value
    self.enteredText = enteredText
    self.label = label
    self.purpose = purpose
    self.verification = verification
    self.isPrimary = isPrimary
    self.addressKind = addressKind ?? value.suggestedAddressKind
    self.provenance = provenance
  }

  /// The kind of what is reached.
  public var kind: Kind { value.kind }

  /// Stable text that all spellings of the point share, with the kind before it: "email:ann@example.com",
  /// "phone:+493012345", "postal:de|10115|berlin|invalidenstr 1", "handle:telegram:ann", "device:4f0c".
  ///
  /// Matching and consent digests are made of it, so it never changes for a given point. Complexity: O(n).
  public var canonical: String { "\(kind.rawValue):\(value.canonical)" }

  /// The channels that can use the point: calls and text messages for a phone number, for instance. That it can be used
  /// does not mean that it may.
  public var channels: [Channel] { value.channels }

  /// What the point knows united with what another record of the same point knows.
  ///
  /// This record's label, purpose, text and provenance win where both have one; the later verification wins, and at the
  /// same moment a bounce; anything but personal wins as address kind; primary when either is.
  public func merged(with other: ContactPoint) -> ContactPoint {
    var merged = self
    merged.enteredText = enteredText ?? other.enteredText
    merged.label = label ?? other.label
    merged.purpose = purpose ?? other.purpose
    merged.verification = verification.later(of: other.verification)
    merged.isPrimary = isPrimary || other.isPrimary
    merged.addressKind = addressKind == .personal ? other.addressKind : addressKind
    merged.provenance = provenance ?? other.provenance
    return merged
  }
}

extension ContactPoint: Codable {
  private enum CodingKeys: String, CodingKey {
    case enteredText, label, purpose, verification, isPrimary, addressKind, provenance
  }

  /// Reads a point: the value under the name of its kind, beside it what is known.
  ///
  /// - Throws: a decoding error, also when there is not exactly one value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      Value(from: decoder),
      enteredText: container.decodeIfPresent(String.self, forKey: .enteredText),
      label: container.decodeIfPresent(String.self, forKey: .label),
      purpose: container.decodeIfPresent(ContactPurpose.self, forKey: .purpose),
      verification: container.decodeIfPresent(Verification.self, forKey: .verification) ?? .unverified,
      isPrimary: container.decodeIfPresent(Bool.self, forKey: .isPrimary) ?? false,
      addressKind: container.decodeIfPresent(AddressKind.self, forKey: .addressKind) ?? .personal,
      provenance: container.decodeIfPresent(ContactProvenance.self, forKey: .provenance))
  }

  /// Writes `{"email":"ann@example.com","label":"work","isPrimary":true}`; what is not known is left out.
  public func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(enteredText, forKey: .enteredText)
    try container.encodeIfPresent(label, forKey: .label)
    try container.encodeIfPresent(purpose, forKey: .purpose)
    if verification != .unverified { try container.encode(verification, forKey: .verification) }
    if isPrimary { try container.encode(true, forKey: .isPrimary) }
    if addressKind != .personal { try container.encode(addressKind, forKey: .addressKind) }
    try container.encodeIfPresent(provenance, forKey: .provenance)
  }
}
