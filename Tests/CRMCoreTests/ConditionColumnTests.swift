import CRMCore
import Foundation
import Testing

@Suite struct ConditionColumnTests {
  private let moment = EvaluationMoment(now: Date(timeIntervalSince1970: 1_780_000_000))

  @Test func bitmapIsASetOfRows() {
    for seed in UInt64(1)...60 {
      var generator = SampleGenerator(seed: seed)
      let count = generator.below(200)
      let left = (0..<count).map { _ in generator.below(2) == 0 }
      let right = (0..<count).map { _ in generator.below(3) == 0 }
      let (a, b) = (Bitmap(left), Bitmap(right))
      let comment: Comment = "seed \(seed), \(count) rows"
      func list(_ bitmap: Bitmap) -> [Bool] { (0..<count).map { bitmap[$0] } }
      #expect(list(a & b) == zip(left, right).map { $0 && $1 }, comment)
      #expect(list(a | b) == zip(left, right).map { $0 || $1 }, comment)
      #expect(list(~a) == left.map { !$0 }, comment)
      #expect((~a).ones + a.ones == count, comment)
      #expect(~(~a) == a && ~(a & b) == ~a | ~b, comment)
      var difference = a
      difference.subtract(b)
      #expect(difference == a & ~b, comment)
      #expect(a.rows == left.indices.filter { left[$0] }, comment)
      #expect(a.first == left.firstIndex(of: true) && a.isZero == !left.contains(true), comment)
      #expect(Bitmap(words: a.words, count: count) == a, comment)
      #expect(Bitmap(repeating: true, count: count).ones == count, comment)
      if count > 0 {
        var changed = a
        let row = generator.below(count)
        changed[row] = !a[row]
        #expect(list(changed).indices.filter { changed[$0] != a[$0] } == [row], comment)
      }
    }
    #expect(Bitmap(words: [.max], count: 3).ones == 3)
  }

  /// Whatever representation is chosen, the values are the same.
  @Test func columnsGiveBackTheirValues() {
    var generator = SampleGenerator(seed: 7)
    generator.mixesCurrencies = true
    let samples = (0..<100).map { generator.sample($0) }
    for name in Sample.fields.catalog.fields.keys {
      let values = samples.map { try? Sample.fields.value(of: name, in: $0) }
      let column = Column(values)
      #expect((0..<column.count).map { column.value(at: $0) } == values, "\(name)")
    }
    #expect(Column([.integer(1), .text("a"), nil]).value(at: 1) == .text("a"))
    #expect(Column([nil, .null]).missing?.ones == 2)
  }

  @Test func representationsWithoutAFieldOfTheRecord() throws {
    var table = ColumnTable(count: 4)
    table.add(Column(.doubles([0.1, .nan, 1e-300, 1e300])), for: "x.rate")
    table.add(
      Column(
        .codes([0, 1, 9, 0], dictionary: [.text("a"), .money(Money(minorUnits: 1, currency: .usd))]),
        missing: Bitmap([false, true, true, false])), for: "x.code")
    func rows(_ condition: Condition) throws -> [Int] {
      let bits = try condition.evaluate(columns: table, at: moment)
      for row in 0..<4 { #expect(try condition.evaluate(table.values(at: row), at: moment) == bits[row]) }
      return bits.rows
    }
    #expect(try rows(.compare("x.rate", .equal, .decimal(Decimal(string: "0.1")!))) == [0])
    #expect(try rows(.compare("x.rate", .greater, .integer(0))) == [0])
    #expect(try rows(.compare("x.rate", .greater, .decimal(Decimal(string: "0.0999999999999999999")!))) == [0])
    #expect(try rows(.known("x.rate")) == [0, 2])
    // The amount in the dictionary is used by no row, so it cannot be of the wrong kind.
    #expect(try rows(.compare("x.code", .equal, .text("A"))) == [0, 3])
    #expect(try rows(.not(.compare("x.code", .equal, .text("A")))) == [1, 2])
    #expect(throws: ConditionError.self) { try rows(.compare("x.code", .equal, .integer(1))) }
  }

  @Test func membershipAndRelatedRows() throws {
    var deals = ColumnTable(count: 3)
    deals.add(Column([.integer(5), .integer(50), nil]), for: "deal.amount")
    var table = ColumnTable(count: 3)
    table.add(RelatedRows(deals, rowsOfSubjects: [[0, 1], [], [2, 0]]), for: "deals")
    table.add(Bitmap([true, false, true]), for: "vip" as SegmentName)
    let large = Condition.compare("deal.amount", .greater, .integer(10))
    for (condition, expected) in [
      (Condition.related("deals", .any, large), [0]), (.related("deals", .none, large), [1, 2]),
      (.related("deals", .any, .not(large)), [0, 2]), (.related("deals", .none, .always), [1]),
      (.member(of: "vip"), [0, 2]),
      (.not(.member(of: "vip")), [1]),
    ] {
      #expect(try condition.evaluate(columns: table, at: moment).rows == expected)
      for row in 0..<3 { #expect(try condition.evaluate(table.values(at: row), at: moment) == expected.contains(row)) }
    }
    for absent in [Condition.member(of: "x"), .related("x", .any, .always), .known("x.y")] {
      #expect(throws: ConditionError.self) { try absent.evaluate(columns: table, at: moment) }
    }
  }

  private struct Loyalty: FieldSource {
    struct Down: Error {}
    let namespace = "loyalty"
    var isDown = false
    var rows: Int?
    var catalog: FieldCatalog { FieldCatalog([FieldDescription("loyalty.points", kind: .integer)]) }

    func columns(_ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment) async throws
      -> [FieldTerm: Column]
    {
      if isDown { throw Down() }
      return ["loyalty.points": Column(.integers((0..<(rows ?? subjects.count)).map { Int64($0) * 10 }))]
    }
  }

  @Test func sourcesAnswerForManyAndForOne() async throws {
    let samples = (0..<3).map { Sample(id: Identifier(derivedFrom: "s", String($0))) }
    let subjects = samples.map { Subject(RecordReference($0)) }
    let condition = Condition.all([.compare("loyalty.points", .greater, .integer(5)), .missing("sample.age")])
    let table = try await Sample.fields.table(
      for: condition, of: samples, subjects: subjects, sources: [Loyalty()], at: moment)
    #expect(try condition.evaluate(columns: table, at: moment).rows == [1, 2])
    var context = ConditionContext()
    try await context.add(["loyalty.points"], from: [Loyalty()], of: subjects[2], at: moment)
    #expect(context.terms == ["loyalty.points": .integer(0)])
  }

  @Test func aSourceThatIsAbsentOrFailsIsNamedAndNeverMissing() async throws {
    let subject = [Subject(RecordReference(Sample()))]
    func codes(_ terms: Set<FieldTerm>, _ sources: [any FieldSource]) async throws -> [String] {
      var table = ColumnTable(count: 1)
      do {
        try await table.add(terms, from: sources, of: subject, at: moment)
        return []
      } catch let error as ConditionError {
        return error.faults.map { "\($0.reason.code) \($0.subject ?? "")" }
      }
    }
    #expect(try await codes(["loyalty.points"], []) == ["condition.unavailable loyalty.points"])
    #expect(
      try await codes(["loyalty.points", "consent.a"], [Loyalty(isDown: true)]) == [
        "condition.unavailable consent.a", "condition.sourceFailed loyalty.points",
      ])
    #expect(try await codes(["loyalty.tier"], [Loyalty()]) == ["condition.unavailable loyalty.tier"])
    #expect(try await codes(["loyalty.points"], [Loyalty(rows: 7)]) == ["condition.sourceFailed loyalty.points"])
  }

  @Test func whatSourcesWithWindowsLeaveOpenIsNeverTakenForConstant() async throws {
    let term = FieldTerm("loyalty.points", window: .last(3, .day))
    let changes = try await Loyalty().nextChanges(
      of: ["loyalty.points", term], for: Subject(RecordReference(Sample())), after: moment)
    #expect(changes.keys.map(\.isPlain) == [false])
    #expect(try #require(changes[term]) > moment.now)
  }
}
