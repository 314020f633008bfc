import CRMTesting
import Customers
import Testing

@Suite struct DuplicateDetectorTests {
  private let quick = DuplicateSettings(sampledPairs: 5_000)

  private func base(_ count: Int, script: PartyScript = .latin) throws -> [LinkageRecord] {
    var generator = PartyGenerator(script: script, seed: 21)
    return try generator.parties(count: count).map { LinkageRecord(try $0.customer()) }
  }

  private func detect(_ records: [LinkageRecord], distinct: Set<DistinctPair> = []) async throws -> DuplicateReport {
    try await DuplicateDetector(settings: quick).detect(records, distinct: distinct)
  }

  @Test func theOrderOfTheRecordsMakesNoDifference() async throws {
    let records = try base(400)
    let first = try await detect(records)
    var random = SeededGenerator(seed: 1)
    let second = try await detect(records.shuffled(using: &random))
    #expect(!first.pairs.isEmpty)
    #expect(first.pairs == second.pairs && first.clusters == second.clusters && first.models == second.models)
    #expect(try await detect(records).pairs == first.pairs)
  }

  @Test func aRecordThatComesTwiceIsOne() async throws {
    let records = try base(60)
    #expect(try await detect(records + records).pairs == detect(records).pairs)
  }

  @Test func theExplanationAddsUpToTheProbability() async throws {
    let report = try await detect(base(400))
    for pair in report.pairs {
      let explanation = try #require(report.explain(pair))
      #expect(abs(explanation.probability - pair.probability) < 1e-9)
      #expect(abs(LinkageModel.probability(ofOdds: explanation.bits) - pair.probability) < 1e-9)
      #expect(explanation.evidence.map { abs($0.bits) } == explanation.evidence.map { abs($0.bits) }.sorted(by: >))
    }
    #expect(report.pairs.map(\.probability) == report.pairs.map(\.probability).sorted(by: >))
    #expect(report.pairs.allSatisfy { ($0.verdict == .match) == ($0.probability >= 0.5) })
  }

  @Test func aPersonIsNeverComparedWithAnOrganisation() async throws {
    func record(_ id: Identifier<Customer>, _ kind: CustomerKind) -> LinkageRecord {
      LinkageRecord(
        id: id, kind: kind, givenNames: ["Ann"], familyNames: ["Lee"], organisationNames: ["Ann Lee"],
        emails: ["ann@lee.example"], phones: ["+447700900123"])
    }
    #expect(try await detect([record("a", .person), record("b", .organisation)]).pairs.isEmpty)
    #expect(try await detect([record("a", .person), record("b", .person)]).pairs.count == 1)
  }

  @Test func missingValuesAreNoEvidence() async throws {
    var first = LinkageRecord(id: "a", givenNames: ["Ann"], familyNames: ["Lee"], birthday: 19800101)
    first.emails = ["ann.lee@example.com"]
    var second = first
    second.id = "b"
    second.birthday = nil
    let report = try await detect([first, second])
    let pair = try #require(report.pairs.first)
    let explanation = try #require(report.explain(pair))
    #expect(Set(explanation.evidence.map(\.feature)) == [.givenName, .familyName, .email])
  }

  @Test func decisionsOfPeopleAreRespected() async throws {
    let records = try base(400)
    let found = try await detect(records)
    let pair = try #require(found.pairs.first)
    let report = try await detect(records, distinct: [DistinctPair(pair.second, pair.first)])
    #expect(!report.pairs.contains { $0.first == pair.first && $0.second == pair.second })
    #expect(!report.clusters.contains { $0.members.contains(pair.first) && $0.members.contains(pair.second) })
  }

  @Test func aBlockThatEverybodySharesCostsNoSquare() async throws {
    // All have one name, birthday, telephone and door, and none an address of their own.
    let records = (0..<1_500).map { number in
      LinkageRecord(
        id: Identifier(foreign: "\(number)", in: "block"), givenNames: ["Wei"], familyNames: ["Wang"],
        birthday: 19000101, phones: ["+8600000000"], addresses: [.init(lines: ["1 Main St"], locality: "York")])
    }
    let report = try await detect(records)
    #expect(report.comparisons <= 1_500 * 2 * quick.window)
    #expect(report.comparisons > 0)
  }

  @Test func namesThatChangedPlacesAndShortFormsAreSeen() async throws {
    var records = try base(300)
    let birthday = 19710624
    records.append(LinkageRecord(id: "p1", givenNames: ["Robert"], familyNames: ["Quillfeather"], birthday: birthday))
    records.append(LinkageRecord(id: "p2", givenNames: ["Quillfeather"], familyNames: ["Robert"], birthday: birthday))
    records.append(LinkageRecord(id: "p3", givenNames: ["Bob"], familyNames: ["QUILLFEATHER"], birthday: birthday))
    let report = try await detect(records)
    func agreement(_ a: Identifier<Customer>, _ b: Identifier<Customer>) throws -> AgreementLevel? {
      let pair = try #require(report.pairs.first { DistinctPair($0.first, $0.second) == DistinctPair(a, b) })
      return report.explain(pair)?.evidence.first { $0.feature == .givenName }?.agreement
    }
    #expect(try agreement("p1", "p2") == .crossed)
    #expect(try agreement("p1", "p3") == .variant)
    #expect(report.clusters.contains { Set($0.members) == ["p1", "p2", "p3"] })
  }

  @Test func aFamilyIsNoDuplicate() async throws {
    var records = try base(600)
    let door = LinkageRecord.Address(lines: ["7 Foxglove Lane"], locality: "York", postalCode: "YO1 7HH")
    for (id, given, birthday) in [("f1", "Ann", 19600102), ("f2", "Bernard", 19580930), ("f3", "Clara", 19880417)] {
      records.append(
        LinkageRecord(
          id: Identifier(foreign: id, in: "family"), givenNames: [given], familyNames: ["Quillfeather"],
          birthday: birthday, phones: ["+441904555123"], addresses: [door]))
    }
    let family = Set(["f1", "f2", "f3"].map { Identifier<Customer>(foreign: $0, in: "family") })
    let report = try await detect(records)
    #expect(!report.pairs.contains { family.contains($0.first) && family.contains($0.second) && $0.verdict == .match })
  }

  @Test func aModelThatWasLearnedBeforeIsUsedAsItIs() async throws {
    let records = try base(400)
    let learned = try await detect(records)
    let model = try #require(learned.models[.person])
    var settings = quick
    settings.models = [.person: model]
    let report = try await DuplicateDetector(settings: settings).detect(Array(records.prefix(50)))
    #expect(report.models[.person] == model)
  }

  @Test func featuresCanBeLeftOut() async throws {
    var settings = quick
    settings.ignoredFeatures = [.email]
    let report = try await DuplicateDetector(settings: settings).detect(base(300))
    #expect(!report.pairs.isEmpty)
    #expect(report.pairs.allSatisfy { report.explain($0)?.evidence.contains { $0.feature == .email } == false })
  }

  @Test func aCancelledSearchEnds() async throws {
    let records = try base(300)
    let task = Task { try await DuplicateDetector().detect(records) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
