import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentAgeTests {
  private let make = ActMaker()

  private func decide(
    _ actor: ConsentActor, _ age: SubjectAge, in jurisdictions: [Jurisdiction], targetsChildren: Bool = false
  ) -> ConsentDecision {
    var context = ConsentFixture.news()
    context.jurisdictions = jurisdictions
    context.timeZones = ["Europe/Berlin"]
    context.age = age
    context.targetsChildren = targetsChildren
    return make.decide([make.act(.given, actor: actor)], context)
  }

  @Test func theAgeOfConsentIsThatOfTheTerritory() {
    func years(_ low: Int) -> SubjectAge { .years(atLeast: low, below: low + 1) }
    #expect(decide(.subject, years(15), in: ["DE"]).codes.contains(ConsentCode.minor))
    #expect(decide(.subject, years(16), in: ["DE"]).isPermitted)
    #expect(decide(.subject, years(13), in: ["BE"]).isPermitted)
    #expect(!decide(.subject, years(12), in: ["BE"]).isPermitted)
    #expect(decide(.subject, years(15), in: ["FR"]).isPermitted)
    // A state that is not named, and the union as such, count as the strictest.
    #expect(!decide(.subject, years(15), in: ["EU"]).isPermitted)
    #expect(!decide(.subject, years(15), in: ["BE", "DE"]).isPermitted)
    #expect(decide(.subject, years(14), in: ["CN"]).isPermitted)
    #expect(!decide(.subject, years(13), in: ["CN"]).isPermitted)
    #expect(decide(.subject, years(13), in: ["GB"]).isPermitted)
    #expect(!decide(.subject, years(13), in: ["GB", "CN"]).isPermitted)
  }

  @Test func noStateOfTheUnionGoesBelowThirteen() throws {
    let rule = try #require(PolicyPack.europeanUnion.age)
    #expect(rule.consent == 16)
    #expect(rule.byJurisdiction.values.allSatisfy { (13...16).contains($0) })
    #expect(rule.byJurisdiction.keys.allSatisfy { PolicyPack.europeanUnion.jurisdictions.contains($0) })
    #expect(PolicyPack.china.age?.consent == 14)
  }

  @Test func aGuardiansConsentEndsAtMajorityAndNotBefore() {
    #expect(decide(.guardian, .years(atLeast: 12, below: 13), in: ["DE"]).isPermitted)
    #expect(decide(.guardian, .years(atLeast: 17, below: 18), in: ["DE"]).isPermitted)
    #expect(
      decide(.guardian, .years(atLeast: 18, below: 19), in: ["DE"]).codes.contains(ConsentCode.guardianEnded))
  }

  @Test func whatIsOnlyPartlyKnownIsTakenStrictly() {
    // Not of age and perhaps too young.
    #expect(decide(.subject, .years(atLeast: 13, below: 18), in: ["DE"]).codes.contains(ConsentCode.minor))
    // "13 or older" may be an adult: that is not knowing, which denies only where children are addressed.
    #expect(decide(.subject, .years(atLeast: 13, below: nil), in: ["DE"]).isPermitted)
    #expect(
      decide(.subject, .years(atLeast: 13, below: nil), in: ["DE"], targetsChildren: true).codes
        .contains(ConsentCode.unknownAge))
    #expect(decide(.subject, .years(atLeast: 16, below: nil), in: ["DE"], targetsChildren: true).isPermitted)
  }

  @Test func agesAreCountedInBirthdays() {
    func age(_ birthday: String, _ today: String) -> SubjectAge? {
      guard let birthday = CalendarDay(birthday), let today = CalendarDay(today) else { return nil }
      return SubjectAge.born(birthday, on: today)
    }
    #expect(age("2010-11-22", "2026-11-21") == .years(atLeast: 15, below: 16))
    #expect(age("2010-11-22", "2026-11-22") == .years(atLeast: 16, below: 17))
    #expect(age("2012-02-29", "2026-02-28") == .years(atLeast: 13, below: 14))
    #expect(age("2012-02-29", "2026-03-01") == .years(atLeast: 14, below: 15))
    let rule = AgeRule(consent: 16)
    #expect(CalendarDay("2012-02-29").map(rule.majorityDay)?.description == "2030-03-01")
    #expect(CalendarDay("2012-03-31").map(rule.majorityDay)?.description == "2030-03-31")
  }

  @Test func agesAreOneWordOnDisk() throws {
    for age in ConsentHistories.ages {
      #expect(SubjectAge(rawValue: age.rawValue) == age)
      #expect(try JSONDecoder().decode([SubjectAge].self, from: JSONEncoder().encode([age])) == [age])
    }
    #expect(SubjectAge.years(atLeast: 13, below: 16).rawValue == "13-15")
    #expect(SubjectAge.years(atLeast: 18, below: nil).rawValue == "18-")
    for text in ["", "13", "-", "x-3", "16-13", "-5-3"] { #expect(SubjectAge(rawValue: text) == nil, "\(text)") }
  }
}
