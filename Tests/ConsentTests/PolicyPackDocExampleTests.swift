import Consent
import Foundation
import Testing

/// Runs the example of the article *Write your own policy pack*, which stands word for word in `PolicyPackDocExample.swift`.
@Suite struct PolicyPackDocExampleTests {
  @Test func theHousePacksDecideByTheirOwnRules() async throws {
    let (ruritanian, european) = try await decideByHousePolicies()
    #expect(ruritanian.isPermitted)
    #expect(ruritanian.policyVersions == ["rur@2026.1"])
    #expect(european.codes.contains(ConsentCode.unconfirmed))
    #expect(european.policyVersions == ["eu@2026.1+house1"])
    let ground = try #require(european.reasons.first { $0.reason.code == ConsentCode.unconfirmed })
    #expect(ground.references == ["eu@2026.1+house1: house rule 12"])
  }

  @Test func aPackSurvivesJSON() throws {
    let data = try JSONEncoder().encode(HousePolicies.ruritania)
    #expect(try JSONDecoder().decode(PolicyPack.self, from: data) == HousePolicies.ruritania)
  }
}
