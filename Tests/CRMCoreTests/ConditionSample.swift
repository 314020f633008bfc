import CRMCore
import Foundation

/// A record with a field of every kind, and random ones of it, for the tests of conditions.
struct Sample: Record {
  enum Stage: String, FieldConvertible, FieldRepresentable, Codable, CaseIterable {
    case lead, talks, won
  }

  enum Fields {
    static let age = Field<Sample, Int?>("sample.age", \.age)
    static let score = Field<Sample, Decimal?>("sample.score", \.score)
    static let risk = Field<Sample, Double?>("sample.risk", \.risk)
    static let name = Field<Sample, String?>("sample.name", \.name)
    static let vip = Field<Sample, Bool?>("sample.vip", \.vip)
    static let seen = Field<Sample, Date?>("sample.seen", \.seen)
    static let birthday = Field<Sample, CalendarDay?>("sample.birthday", \.birthday)
    static let amount = Field<Sample, Money?>("sample.amount", \.amount)
    static let stage = Field<Sample, Stage?>("sample.stage", \.stage)
    static let tags = Field<Sample, [String]>("sample.tags", \.tags)
    static let interests = Field<Sample, FieldValue?>("sample.interests", \.interests)
    static let owner = Field<Sample, RecordReference?>("sample.owner", \.owner)
  }

  static let collection: CollectionName = "samples"
  static let byAge = Index<Sample>("age") { IndexKey($0.age) }
  static let byTag = Index<Sample>("tag") { record in record.tags.map { IndexKey($0) } }
  static var indexes: [Index<Sample>] { [byAge, byTag] }

  static let fields = FieldSet<Sample>(
    Fields.age.erased, Fields.score.erased, Fields.risk.erased, Fields.name.erased, Fields.vip.erased,
    Fields.seen.erased,
    Fields.birthday.erased, Fields.amount.erased, Fields.stage.erased, Fields.tags.erased, Fields.interests.erased,
    Fields.owner.erased
  ).custom { $0.custom }

  var id: Identifier<Sample>
  var age: Int?
  var score: Decimal?
  var risk: Double?
  var name: String?
  var vip: Bool?
  var seen: Date?
  var birthday: CalendarDay?
  var amount: Money?
  var stage: Stage?
  var tags: [String] = []
  var interests: FieldValue?
  var owner: RecordReference?
  var custom = CustomFields()

  init(id: Identifier<Sample> = Identifier(derivedFrom: "sample")) {
    self.id = id
  }
}

/// Random samples, conditions and moments from one seed.
struct SampleGenerator {
  var random: SeededGenerator
  /// Whether amounts of a second currency occur, so that comparing them can fail.
  var mixesCurrencies = false

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  static let zones = [
    "Europe/Kyiv", "America/New_York", "America/Havana", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Sao_Paulo", "Africa/Cairo", "GMT",
  ]

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  mutating func one<T>(of list: [T]) -> T { list[below(list.count)] }
  mutating func maybe<T>(_ value: (inout Self) -> T) -> T? { below(4) == 0 ? nil : value(&self) }

  mutating func text() -> String { one(of: ["Anna", "anna", "STRASSE", "straße", "Łódź", "Іван", "", "an", "Ann B"]) }
  mutating func date() -> Date {
    Date(millisecondsSince1970: Int64.random(in: 1_500_000_000_000...1_900_000_000_000, using: &random))
  }
  mutating func day() -> CalendarDay { CalendarDay(clamping: Int.random(in: 10_000...22_000, using: &random)) }
  mutating func number() -> Decimal { Decimal(below(20)) / 4 }
  mutating func money() -> Money {
    Money(minorUnits: Int64(below(10)), currency: mixesCurrencies && below(8) == 0 ? .usd : .eur)
  }
  mutating func reference() -> RecordReference {
    RecordReference(Identifier<Sample>(derivedFrom: "owner", String(below(3))))
  }
  mutating func moment() -> EvaluationMoment {
    EvaluationMoment(now: date(), timeZone: TimeZone(identifier: one(of: Self.zones))!)
  }

  mutating func sample(_ number: Int = 0) -> Sample {
    var sample = Sample(id: Identifier(derivedFrom: "sample", String(number)))
    sample.age = maybe { $0.below(6) }
    sample.score = maybe { $0.number() }
    sample.risk = maybe { Double($0.below(20)) / 10 }
    sample.name = maybe { $0.text() }
    sample.vip = maybe { $0.below(2) == 0 }
    sample.seen = maybe { $0.date() }
    sample.birthday = maybe { $0.day() }
    sample.amount = maybe { $0.money() }
    sample.stage = maybe { $0.one(of: Sample.Stage.allCases) }
    sample.tags = (0..<below(3)).map { _ in text() }
    sample.interests = maybe { .choices(Set((0..<$0.below(3)).map { "i\($0)" })) }
    sample.owner = maybe { $0.reference() }
    sample.custom["budget"] = maybe { .money($0.money()) }
    sample.custom["note"] = maybe { .text($0.text()) }
    return sample
  }

  mutating func dateTest() -> DateTest {
    let unit = one(of: TimeUnit.allCases)
    let count = one(of: [0, 1, 2, 7, 13, 30, 40])
    return switch below(6) {
    case 0: .withinLast(count, unit)
    case 1: .withinNext(count, unit)
    case 2: .before(below(2) == 0 ? count : -count, unit)
    case 3: .after(below(2) == 0 ? count : -count, unit)
    case 4: .on(days: count - 7)
    default: .anniversaryWithinNext(days: one(of: [0, 1, 7, 90, 364, 365, 366]))
    }
  }

  /// A date test that days can be asked too.
  mutating func dayTest() -> DateTest {
    while true {
      let test = dateTest()
      switch test {
      case .withinLast(_, let unit), .withinNext(_, let unit), .before(_, let unit), .after(_, let unit):
        if unit.isCalendarUnit { return test }
      default: return test
      }
    }
  }

  mutating func leaf() -> Condition {
    let order: [Condition.Comparison] = [.equal, .less, .lessOrEqual, .greater, .greaterOrEqual]
    let textual: [Condition.Comparison] =
      order + [.exactlyEqual, .contains, .exactlyContains, .beginsWith, .exactlyBeginsWith]
    let zone: String? = below(2) == 0 ? one(of: Self.zones) : nil
    switch below(18) {
    case 0: return .compare("sample.age", one(of: order), .integer(Int64(below(6))))
    case 1: return .compare("sample.age", one(of: order), .decimal(number()))
    case 2:
      return .compare("sample.score", one(of: order), below(2) == 0 ? .decimal(number()) : .integer(Int64(below(5))))
    case 3: return .compare("sample.risk", one(of: order), .decimal(Decimal(below(20)) / 10))
    case 4: return .compare("sample.name", one(of: textual), .text(text()))
    case 5: return .compare("sample.vip", .equal, .bool(below(2) == 0))
    case 6: return .compare("sample.seen", one(of: order), .date(date()))
    case 7: return .compare("sample.birthday", one(of: order), .day(day()))
    case 8: return .compare("sample.amount", one(of: order), .money(money()))
    case 9: return .compare("sample.stage", .equal, .choice(one(of: Sample.Stage.allCases).rawValue))
    case 10: return .compare("sample.tags", one(of: [.contains, .exactlyContains]), .text(text()))
    case 11: return .compare("sample.interests", .contains, .choice("i\(below(3))"))
    case 12: return .oneOf("sample.name", (0..<1 + below(3)).map { _ in .text(text()) })
    case 13:
      return .oneOf(
        "sample.age", (0..<1 + below(3)).map { _ in below(2) == 0 ? .integer(Int64(below(6))) : .decimal(number()) })
    case 14: return .known(one(of: ["sample.age", "sample.name", "sample.tags", "custom.note", "sample.owner"]))
    case 15: return .date("sample.seen", dateTest(), zone: zone)
    case 16: return .date("sample.birthday", dayTest(), zone: zone)
    default: return .oneOf("sample.owner", [.reference(reference())])
    }
  }

  mutating func condition(depth: Int = 4) -> Condition {
    guard depth > 1, below(4) > 0 else { return leaf() }
    switch below(5) {
    case 0, 1: return .all((0..<below(4)).map { _ in condition(depth: depth - 1) })
    case 2, 3: return .any((0..<below(4)).map { _ in condition(depth: depth - 1) })
    default: return .not(condition(depth: depth - 1))
    }
  }
}
