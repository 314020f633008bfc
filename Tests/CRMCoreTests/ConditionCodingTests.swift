import CRMCore
import Foundation
import Testing

@Suite struct ConditionCodingTests {
  private func decode(_ json: String) throws -> Condition {
    try JSONDecoder().decode(Condition.self, from: Data(json.utf8))
  }

  /// One of every form. What the file says must be read like this for ever.
  static let golden: [Condition] = [
    .always, .never, .not(.known("customer.email")),
    .compare("customer.age", .greaterOrEqual, .integer(18)),
    .compare("customer.name", .exactlyBeginsWith, .text("Іва")),
    .compare("deal.amount", .less, .money(Money(minorUnits: 123_450, currency: .eur))),
    .compare("deal.closed", .lessOrEqual, .date(Date(millisecondsSince1970: 1_795_253_400_123))),
    .compare("customer.birthday", .equal, .day(CalendarDay(year: 1990, month: 2, day: 28)!)),
    .compare("score.value", .greater, .decimal(Decimal(string: "0.125")!)),
    .compare("customer.interests", .contains, .choices(["a", "b"])),
    .oneOf("deal.stage", [.choice("won"), .choice("lost")]),
    .oneOf("customer.vip", [.bool(true)]),
    .date("customer.birthday", .anniversaryWithinNext(days: 7), zone: "Europe/Kyiv"),
    .date("customer.lastVisit", .withinLast(30, .day), zone: nil),
    .date("customer.nextVisit", .withinNext(2, .hour), zone: nil),
    .date("contract.end", .before(3, .month), zone: nil), .date("contract.end", .after(-1, .year), zone: nil),
    .date("deal.due", .on(days: -1), zone: nil),
    .compare(
      FieldTerm("events.count", ["name": .text("purchase.made")], window: .last(30, .day)), .greaterOrEqual, .integer(3)
    ),
    .known(
      FieldTerm(
        "events.last", ["name": .text("visit")],
        window: .between(Date(millisecondsSince1970: 0), Date(millisecondsSince1970: 1_000)))),
    .member(of: "vip"), .related("deals", .none, .all([.compare("deal.stage", .equal, .choice("open"))])),
    .any([.not(.any([.known("custom.budget")]))]),
  ]

  @Test func goldenFile() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "GoldenFiles/condition-v1.json")
    let data = try Data(contentsOf: file)
    #expect(try JSONDecoder().decode([Condition].self, from: data) == Self.golden)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    #expect(
      String(decoding: try encoder.encode(Self.golden), as: UTF8.self) + "\n" == String(decoding: data, as: UTF8.self))
  }

  /// Segments and rules are kept in stores: the compact coder has to carry every form as JSON does.
  @Test func compactCoder() throws {
    let encoder = RecordEncoder()
    func roundTrip<T: Codable & Sendable>(_ value: T) throws -> T {
      let bytes = try encoder.encode(value)
      return try encoder.makeDecoder().decode(T.self, from: bytes)
    }
    #expect(try roundTrip(Self.golden) == Self.golden)
    for seed in UInt64(1)...100 {
      var generator = SampleGenerator(seed: seed)
      let condition = generator.condition(depth: 6)
      #expect(try roundTrip(condition) == condition, "seed \(seed)")
    }
    var deep = Condition.always
    for _ in 0..<31 { deep = .any([deep]) }
    #expect(try roundTrip(deep) == deep)
    let values: [FieldValue] = [
      .null, .list([.list([.integer(1), .null]), .text("a")]), .date(Date(millisecondsSince1970: 7)),
      .date(Date(millisecondsSince1970: 253_402_300_800_000)), .decimal(Decimal(string: "1.25")!),
      .choices(["a", "b"]),
    ]
    #expect(try roundTrip(values) == values)
    let effects: [Effect] = [
      .assign(.owner), .assign(.record(RecordReference(Sample()))), .setField("a", .null), .custom("x", [:]),
    ]
    #expect(try roundTrip(effects) == effects)
  }

  @Test func listsAreNotNestedWithoutEnd() throws {
    func nested(_ levels: Int) -> FieldValue { (0..<levels).reduce(.integer(1)) { value, _ in .list([value]) } }
    #expect(try JSONDecoder().decode(FieldValue.self, from: JSONEncoder().encode(nested(8))) == nested(8))
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(nested(9)) }
    let json = String(repeating: #"{"list":["#, count: 200) + "null" + String(repeating: "]}", count: 200)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(FieldValue.self, from: Data(json.utf8)) }
  }

  @Test func negationsAreReadByName() throws {
    #expect(try decode(#"{"field":"a","notEqual":{"integer":1}}"#) == .not(.compare("a", .equal, .integer(1))))
    #expect(try decode(#"{"field":"a","missing":true}"#) == .missing("a"))
    #expect(try decode(#"{"field":"a","known":false}"#) == .missing("a"))
  }

  @Test(arguments: [
    #"{}"#, #"{"all":[],"any":[]}"#, #"{"field":"a"}"#, #"{"field":"a","equal":{"integer":1},"less":{"integer":2}}"#,
    #"{"field":"a","near":{"integer":1}}"#, #"{"field":"a","known":true,"zone":"GMT"}"#, #"{"not":{},"comment":"x"}"#,
    #"{"related":"a","has":"any"}"#, #"{"related":"a","has":"most","where":{"all":[]}}"#, #"{"member":"a","extra":1}"#,
    #"{"field":"a","date":{"on":1,"before":2,"unit":"day"}}"#, #"{"field":"a","date":{"before":2}}"#,
    #"{"field":"a","window":{"last":1,"unit":"day","from":0},"known":true}"#,
    #"{"field":"a","equal":{"integer":1,"text":"x"}}"#,
    #"[]"#, #"7"#,
  ])
  func malformedIsRefused(_ json: String) {
    #expect(throws: DecodingError.self) { try decode(json) }
  }

  @Test func hostileDepthAndSizeAreRefused() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: #"{"not":"#, count: levels - 1) + #"{"all":[]}"# + String(repeating: "}", count: levels - 1)
    }
    #expect(try decode(nested(32)).cost.depth == 32)
    #expect(throws: DecodingError.self) { try decode(nested(33)) }
    #expect(throws: DecodingError.self) { try decode(nested(200)) }
    #expect(throws: (any Error).self) { try decode(nested(100_000)) }
    func wide(_ leaves: Int) -> String {
      #"{"any":["# + [String](repeating: #"{"member":"a"}"#, count: leaves).joined(separator: ",") + "]}"
    }
    #expect(try decode(wide(1_999)).cost.nodes == 2_000)
    #expect(throws: DecodingError.self) { try decode(wide(2_000)) }
    func list(_ count: Int) -> String {
      #"{"field":"a","oneOf":["# + [String](repeating: #"{"integer":1}"#, count: count).joined(separator: ",") + "]}"
    }
    #expect(throws: Never.self) { try decode(list(10_000)) }
    #expect(throws: DecodingError.self) { try decode(list(10_001)) }
    var deep = Condition.always
    for _ in 0..<40 { deep = .not(deep) }
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(deep) }
  }

  @Test func instantsDoNotDependOnTheCoder() throws {
    let value = FieldValue.date(Date(millisecondsSince1970: 1_795_253_400_007))
    for strategy in [JSONEncoder.DateEncodingStrategy.iso8601, .millisecondsSince1970, .deferredToDate] {
      let encoder = JSONEncoder()
      encoder.dateEncodingStrategy = strategy
      let text = String(decoding: try encoder.encode(value), as: UTF8.self)
      #expect(text == #"{"date":"2026-11-21T09:30:00.007Z"}"#)
      #expect(try JSONDecoder().decode(FieldValue.self, from: Data(text.utf8)) == value)
    }
    for milliseconds in [Int64.min / 2_000, -62_135_596_800_000, -1, 253_402_300_799_999, 253_402_300_800_000] {
      let value = FieldValue.date(Date(millisecondsSince1970: milliseconds))
      #expect(try JSONDecoder().decode(FieldValue.self, from: JSONEncoder().encode(value)) == value)
    }
    for malformed in [
      "2026-11-21", "2026-11-21T25:00:00Z", "2026-02-30T00:00:00Z", "2026-11-21T09:30:00.0071Z", "2026-11-21T09:30:00",
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(FieldValue.self, from: Data(#"{"date":"\#(malformed)"}"#.utf8))
      }
    }
  }
}
