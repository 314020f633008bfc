/// From which age on somebody consents themselves in the territories of a pack.
public struct AgeRule: Codable, Hashable, Sendable {
  /// What follows from what is known about an age.
  enum Standing {
    /// A guardian has to consent.
    case needsGuardian
    /// The person consents themselves; what a guardian gave still holds.
    case consents
    /// Of age: what a guardian gave has ended.
    case isOfAge
    /// Cannot be told.
    case unknown
  }

  /// The age of consent in completed years, where ``byJurisdiction`` says nothing else.
  public var consent: Int
  /// Another age of consent in single territories, by their code: GDPR art. 8(1) leaves it to the member states.
  public var byJurisdiction: [Jurisdiction: Int]
  /// The age at which a guardian's consent ends, in completed years.
  public var majority: Int

  /// A rule.
  public init(consent: Int, byJurisdiction: [Jurisdiction: Int] = [:], majority: Int = 18) {
    self.consent = consent
    self.byJurisdiction = byJurisdiction
    self.majority = majority
  }

  /// The age of consent of somebody who may be in any of these territories: the highest.
  public func consentAge(in jurisdictions: [Jurisdiction]) -> Int {
    jurisdictions.map { byJurisdiction[$0] ?? consent }.max() ?? consent
  }

  /// The day on which a guardian's consent for somebody ends: a fit value for ``ConsentValidity/until``.
  public func majorityDay(of birthday: CalendarDay) -> CalendarDay {
    let day = birthday.adding(years: majority)
    // Born on 29 February: 1 March where the year has no such day.
    return day.day == birthday.day ? day : day.adding(days: 1)
  }

  /// What follows from an age; without a rule only who is called a minor needs a guardian.
  static func standing(of age: SubjectAge, under rule: AgeRule?, in jurisdictions: [Jurisdiction]) -> Standing {
    switch age {
    case .adult: return .isOfAge
    case .minor: return .needsGuardian
    case .unknown: return .unknown
    case .years(let low, let high):
      let majority = rule?.majority ?? 18
      if low >= majority { return .isOfAge }
      guard let rule else { return .consents }
      if low >= rule.consentAge(in: jurisdictions) { return .consents }
      // Certainly not of age, and perhaps below the age of consent.
      if let high, high <= majority { return .needsGuardian }
      return .unknown
    }
  }
}
