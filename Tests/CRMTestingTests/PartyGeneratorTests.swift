import CRMTesting
import Testing

@Suite struct PartyGeneratorTests {
  @Test(arguments: PartyScript.allCases)
  func theSameSeedGivesTheSameRows(_ script: PartyScript) {
    var first = PartyGenerator(script: script, seed: 5)
    var second = PartyGenerator(script: script, seed: 5)
    let rows = first.parties(count: 500)
    #expect(rows == second.parties(count: 500))
    #expect(rows.map(\.id) == Array(0..<500))
    var third = PartyGenerator(script: script, seed: 6)
    #expect(rows != third.parties(count: 500))
  }

  @Test(arguments: PartyScript.allCases)
  func basesAreAsDirtyAsTheyAreSaidToBe(_ script: PartyScript) {
    var generator = PartyGenerator(script: script, seed: 5)
    let rows = generator.parties(count: 4_000)
    let groups = Dictionary(grouping: rows, by: \.truth)
    let duplicated = Double(groups.values.count { $0.count > 1 }) / Double(groups.count)
    #expect(abs(duplicated - 0.3) < 0.04)
    let organisations = Double(rows.count(where: \.isOrganisation)) / 4_000
    #expect(abs(organisations - 0.12) < 0.03)
    let people = rows.filter { !$0.isOrganisation }
    #expect(abs(Double(people.count { $0.phone == nil }) / Double(people.count) - 0.15) < 0.06)
    // Duplicates are not copies, and nobody is left with less than two ways to be told from others.
    let equal = groups.values.count { group in
      group.count > 1 && Set(group.map(\.familyName)).count == 1 && Set(group.map(\.givenName)).count == 1
    }
    #expect(Double(equal) / Double(groups.values.count { $0.count > 1 }) < 0.75)
    for row in rows {
      let ways = [row.email, row.phone, row.street, row.taxNumber, row.birthday?.description].count { $0 != nil }
      #expect(ways >= 2)
    }
  }

  @Test func aBaseInTwoScriptsHasEveryPartyTwice() {
    var generator = PartyGenerator(script: .russian, seed: 5)
    let rows = generator.partiesInTwoScripts(count: 300)
    let groups = Dictionary(grouping: rows, by: \.truth)
    #expect(groups.count == 300 && groups.values.allSatisfy { $0.count == 2 })
    for group in groups.values {
      let scripts = Set(
        group.map { ($0.familyName ?? $0.organisationName ?? "").unicodeScalars.contains { $0.value > 0x400 } })
      #expect(scripts == [true, false])
    }
  }
}
