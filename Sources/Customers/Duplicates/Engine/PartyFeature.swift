import Insights

/// What is compared of two parties. The order is that of a comparison pattern.
public enum PartyFeature: String, CaseIterable, Codable, CodingKeyRepresentable, Hashable, Sendable {
  /// Given names and nicknames.
  case givenName
  /// Family names.
  case familyName
  /// Further given names, the patronymic.
  case middleName
  /// The name of an organisation or household.
  case organisationName
  /// The date of birth.
  case birthday
  /// E-mail addresses.
  case email
  /// Telephone numbers.
  case phone
  /// Street and house number.
  case street
  /// Town and postal code.
  case place
  /// Tax, registration and other numbers.
  case identifier

  /// The place in a pattern.
  var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// What agreement on this feature can be like, the best first.
  public var levels: [AgreementLevel] {
    switch self {
    case .givenName: [.exact, .variant, .close, .similar, .crossed, .different]
    case .familyName: [.exact, .variant, .close, .similar, .different]
    case .middleName: [.exact, .similar, .different]
    case .organisationName: [.exact, .variant, .close, .similar, .different]
    case .birthday: [.exact, .slip, .partial, .different]
    case .email: [.exact, .slip, .close, .different]
    case .phone: [.exact, .slip, .different]
    case .street: [.exact, .close, .similar, .different]
    case .place: [.exact, .partial, .different]
    case .identifier: [.exact, .slip, .different]
    }
  }

  /// What is expected of the levels before any data: the shares among matches, strangers and families.
  var expectation: LinkageModel.Feature {
    let m: [Double]
    let u: [Double]
    let k: [Double]
    switch self {
    case .givenName:
      m = [0.74, 0.07, 0.07, 0.04, 0.03, 0.05]
      u = [0.01, 0.002, 0.003, 0.02, 0.0001, 0.9649]
      k = [0.02, 0.004, 0.006, 0.03, 0.0005, 0.9395]
    case .familyName:
      m = [0.78, 0.05, 0.08, 0.03, 0.06]
      u = [0.003, 0.0005, 0.002, 0.02, 0.9745]
      k = [0.5, 0.03, 0.15, 0.04, 0.28]
    case .middleName:
      m = [0.8, 0.15, 0.05]
      u = [0.03, 0.05, 0.92]
      k = [0.1, 0.08, 0.82]
    case .organisationName:
      m = [0.68, 0.12, 0.08, 0.06, 0.06]
      u = [0.0005, 0.001, 0.001, 0.02, 0.9775]
      k = [0.005, 0.01, 0.01, 0.03, 0.945]
    case .birthday:
      m = [0.84, 0.07, 0.04, 0.05]
      u = [0.00006, 0.001, 0.006, 0.99294]
      k = [0.003, 0.002, 0.008, 0.987]
    case .email:
      m = [0.66, 0.1, 0.04, 0.2]
      u = [0.00002, 0.0001, 0.001, 0.99888]
      k = [0.05, 0.01, 0.04, 0.9]
    case .phone:
      m = [0.66, 0.08, 0.26]
      u = [0.00002, 0.00008, 0.9999]
      k = [0.25, 0.02, 0.73]
    case .street:
      m = [0.56, 0.14, 0.05, 0.25]
      u = [0.0001, 0.0005, 0.006, 0.9934]
      k = m
    case .place:
      m = [0.68, 0.14, 0.18]
      u = [0.01, 0.04, 0.95]
      k = m
    case .identifier:
      m = [0.85, 0.08, 0.07]
      u = [0.000002, 0.00001, 0.999988]
      k = [0.001, 0.001, 0.998]
    }
    return LinkageModel.Feature(
      rawValue, levels: m.indices.map { LinkageModel.Level(m: m[$0], u: u[$0], k: k[$0]) })
  }

  /// What is expected of a base of parties before any data are seen.
  static let expectation = LinkageModel(allCases.map(\.expectation), prior: 1e-4, kinship: 1e-4)
}

/// How far two records agree on a feature.
public enum AgreementLevel: String, CaseIterable, Codable, Hashable, Sendable {
  /// Equal, apart from case, marks and punctuation.
  case exact
  /// The same in other letters, a short form, the same words in another order.
  case variant
  /// A slip of the keyboard apart.
  case slip
  /// Spelt almost alike.
  case close
  /// Spelt somewhat alike, or an initial.
  case similar
  /// Given and family name have changed places.
  case crossed
  /// Some parts are equal, others not.
  case partial
  /// Something else.
  case different
}
