import CRMCore
import Foundation
import Testing

/// Laws over random conditions and records. Every failure names the seed that repeats it.
@Suite struct ConditionLawTests {
  /// 40 seeds × 25 rounds × 6 records.
  private func check(
    mixesCurrencies: Bool = false, _ body: (inout SampleGenerator, [Sample], EvaluationMoment, Comment) throws -> Void
  ) throws {
    for seed in UInt64(1)...40 {
      var generator = SampleGenerator(seed: seed)
      generator.mixesCurrencies = mixesCurrencies
      for round in 0..<25 {
        let samples = (0..<6).map { generator.sample($0) }
        let moment = generator.moment()
        try body(&generator, samples, moment, "seed \(seed), round \(round)")
      }
    }
  }

  @Test func booleanAlgebra() throws {
    try check { generator, samples, moment, comment in
      let (a, b, c) = (generator.condition(depth: 3), generator.condition(depth: 3), generator.condition(depth: 3))
      let equalities: [(Condition, Condition)] = [
        (.not(.all([a, b])), .any([.not(a), .not(b)])), (.not(.any([a, b])), .all([.not(a), .not(b)])),
        (.not(.not(a)), a), (.all([a, .any([a, b])]), a), (.any([a, .all([a, b])]), a),
        (.all([a, .any([b, c])]), .any([.all([a, b]), .all([a, c])])),
        (.any([a, .all([b, c])]), .all([.any([a, b]), .any([a, c])])),
        (.all([a, b]), .all([b, a])), (.any([a, b]), .any([b, a])), (.all([a]), a), (.any([a]), a),
        (.all([a, .not(a)]), .never), (.any([a, .not(a)]), .always), (a && b, .all([a, b])), (a || b, .any([a, b])),
        (!a, .not(a)), (a && b && c, .all([.all([a, b]), c])),
      ]
      for sample in samples {
        for (number, (left, right)) in equalities.enumerated() {
          let first = try left.evaluate(sample, fields: Sample.fields, at: moment)
          let second = try right.evaluate(sample, fields: Sample.fields, at: moment)
          #expect(first == second, "law \(number), \(comment)")
        }
      }
    }
  }

  /// A fault in any part is a fault of the whole, wherever the part stands.
  @Test func orderOfPartsDoesNotMatterForFaults() throws {
    try check(mixesCurrencies: true) { generator, samples, moment, comment in
      let (a, b) = (generator.condition(depth: 3), generator.condition(depth: 3))
      for sample in samples {
        func result(_ condition: Condition) -> Bool? {
          outcome { try condition.evaluate(sample, fields: Sample.fields, at: moment) }
        }
        #expect(result(.all([a, b])) == result(.all([b, a])), comment)
        #expect(result(.any([a, b])) == result(.any([b, a])), comment)
        #expect(result(.not(.all([a, b]))) == result(.any([.not(a), .not(b)])), comment)
      }
    }
  }

  @Test func columnsAgreeWithRows() throws {
    var failing = 0
    var passing = 0
    try check(mixesCurrencies: true) { generator, samples, moment, comment in
      // Now and then more than one word of rows.
      let more = samples + (0..<(generator.below(8) == 0 ? 70 : 4)).map { generator.sample($0) }
      let condition = generator.condition()
      var table = ColumnTable(count: more.count)
      for (term, column) in Sample.fields.columns(condition.terms, of: more) { table.add(column, for: term) }
      let bits = try? condition.evaluate(columns: table, at: moment)
      let rows = more.map { sample in outcome { try condition.evaluate(sample, fields: Sample.fields, at: moment) } }
      if rows.contains(nil) {
        failing += 1
        #expect(bits == nil, comment)
      } else {
        passing += 1
        #expect(bits.map { bits in (0..<more.count).map { bits[$0] } } == rows.map { $0 ?? false }, comment)
        for row in [0, 9] {
          let verdict = try condition.evaluate(table.values(at: row), at: moment)
          #expect(verdict == rows[row], comment)
        }
      }
    }
    #expect(failing > 10 && passing > 500)
  }

  @Test func explanationAgreesWithEvaluation() throws {
    try check { generator, samples, moment, comment in
      let condition = generator.condition()
      for sample in samples {
        let explanation = try condition.explain(sample, fields: Sample.fields, at: moment)
        #expect(try explanation.verdict == condition.evaluate(sample, fields: Sample.fields, at: moment), comment)
        for leaf in explanation.leaves {
          #expect(leaf.isMissing == (leaf.actual == nil), comment)
          if leaf.isMissing { #expect(!leaf.verdict, comment) }
        }
      }
    }
  }

  @Test func jsonRoundTrip() throws {
    try check { generator, _, _, comment in
      let inner = generator.condition()
      let condition = Condition.all([
        inner, .member(of: "vip"), .related("deals", .none, generator.leaf()),
        .compare(
          FieldTerm("events.count", ["name": .text("a.b")], window: .last(generator.below(90), .day)), .greater,
          .integer(2)),
        .known(FieldTerm("events.last", window: .between(generator.date().truncatedToMilliseconds, nil))),
      ])
      let decoded = try JSONDecoder().decode(Condition.self, from: JSONEncoder().encode(condition))
      #expect(decoded == condition, comment)
    }
  }

  @Test func randomConditionsAreSound() throws {
    try check { generator, _, _, comment in
      #expect(
        generator.condition().faults(against: Sample.fields.catalog).filter {
          $0.reason.code != ConditionFault.Code.emptyList
        } == [], comment)
    }
  }
}

/// The outcome of an evaluation that may fail.
private func outcome(_ body: () throws -> Bool) -> Bool? { try? body() }
