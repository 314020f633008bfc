import CRMCore
import Customers
import Foundation

/// Customers made by a formula that DuckDB computes as well.
struct SegmentsBase {
  static let now = Date(timeIntervalSince1970: 1_795_251_600)
  static let names: [FieldName] = [
    "customer.stage", "customer.language", "customer.birthday", "customer.createdAt", "customer.tags", "custom.country",
    "custom.score", "custom.visits", "custom.revenue", "custom.blocked",
  ]
  static let stages = ["subscriber", "lead", "prospect", "customer", "lapsed", "former", "other"]
  static let languages = ["en", "de", "fr", "uk", "ru", "zh"]

  let count: Int

  init(_ count: Int) { self.count = count }

  /// A number below `bound` that looks random. In SQL: ``sql(_:_:)``.
  static func number(_ row: Int, _ salt: Int, below bound: Int) -> Int {
    ((((row + salt * 7_919) * 2_654_435_761) & 0xFFFF_FFFF) >> 8) % bound
  }

  /// The same in SQL, of the row `i`.
  static func sql(_ salt: Int, below bound: Int) -> String {
    "(((((i + \(salt * 7_919)) * 2654435761) & 4294967295) >> 8) % \(bound))"
  }

  static let columns: [(name: String, sql: String)] = [
    ("stage", "['\(stages.joined(separator: "','"))'][1 + \(sql(1, below: 7))]"),
    (
      "language",
      "CASE WHEN \(sql(2, below: 8)) < 6 THEN ['\(languages.joined(separator: "','"))'][1 + \(sql(2, below: 8))] END"
    ),
    (
      "birthday",
      "CASE WHEN \(sql(3, below: 10)) > 0 THEN DATE '1950-01-01' + CAST(\(sql(4, below: 20_000)) AS INTEGER) END"
    ),
    ("created", "1600000000000 + \(sql(5, below: 190_000)) * 1000000"),
    ("vip", "\(sql(6, below: 5)) = 0"),
    ("country", "'C' || \(sql(7, below: 60))"),
    ("score", "CAST(\(sql(8, below: 1_000)) AS BIGINT)"),
    ("visits", "CASE WHEN \(sql(9, below: 5)) > 0 THEN CAST(\(sql(10, below: 100)) AS BIGINT) END"),
    ("revenue", "CAST(\(sql(11, below: 1_000_000)) AS BIGINT)"),
    ("blocked", "\(sql(12, below: 20)) = 0"),
  ]

  func commit(_ rows: Range<Int>) -> Commit {
    Commit(
      position: CommitPosition(1), date: Self.now, origin: ReplicaID(rawValue: UUID()),
      time: HybridTime(milliseconds: 0, counter: 0),
      changes: rows.map { ChangedRecord(customer($0), kind: .inserted) })
  }

  private func customer(_ row: Int) -> Customer {
    func number(_ salt: Int, below bound: Int) -> Int { Self.number(row, salt, below: bound) }
    var customer = Customer(
      id: Identifier(UUID(uuid: Self.bytes(row))), kind: .person,
      createdAt: Date(millisecondsSince1970: 1_600_000_000_000 + Int64(number(5, below: 190_000)) * 1_000_000))
    customer.stage = LifecycleStage(rawValue: Self.stages[number(1, below: 7)])
    let language = number(2, below: 8)
    customer.language = language < 6 ? Self.languages[language] : nil
    if number(3, below: 10) > 0 {
      customer.birthday = CalendarDay("1950-01-01")?.adding(days: number(4, below: 20_000))
    }
    customer.tags = number(6, below: 5) == 0 ? ["news", "vip"] : ["news"]
    customer.customFields["country"] = .text("C\(number(7, below: 60))")
    customer.customFields["score"] = .integer(Int64(number(8, below: 1_000)))
    if number(9, below: 5) > 0 { customer.customFields["visits"] = .integer(Int64(number(10, below: 100))) }
    customer.customFields["revenue"] = .money(Money(minorUnits: Int64(number(11, below: 1_000_000)), currency: .eur))
    customer.customFields["blocked"] = .bool(number(12, below: 20) == 0)
    return customer
  }

  private static func bytes(_ row: Int) -> uuid_t {
    func byte(_ shift: Int) -> UInt8 { UInt8(truncatingIfNeeded: row >> shift) }
    return (0, 0, 0, 0, 0, 0, 0x80, 0, 0x80, 0, 0, 0, byte(24), byte(16), byte(8), byte(0))
  }
}

/// A question as a condition and as SQL.
struct SegmentsQuestion {
  var name: String
  var condition: Condition
  var sql: String

  private static func euros(_ units: Int64) -> FieldValue { .money(Money(minorUnits: units * 100, currency: .eur)) }

  /// Ten leaves of all kinds that each most customers pass, ten that few pass, and a label (in DuckDB a column of its own).
  static var all: [SegmentsQuestion] {
    let moment = Date(timeIntervalSince1970: 1_650_000_000)
    let day = CalendarDay("1960-01-01") ?? .min
    let stages: [FieldValue] = ["lead", "prospect", "customer", "lapsed"].map { .choice($0) }
    let leaves: [Condition] = [
      .compare("custom.score", .greater, .integer(100)), .oneOf("customer.stage", stages),
      .not(.compare("custom.blocked", .equal, .bool(true))), .compare("custom.revenue", .greaterOrEqual, euros(500)),
      .compare("customer.createdAt", .greater, .date(moment)),
      .not(.compare("customer.birthday", .less, .day(day))),
      .any([
        .compare("customer.language", .equal, .text("de")), .compare("customer.language", .equal, .text("fr")),
        .compare("custom.country", .equal, .text("C7")),
      ]),
      .not(.compare("custom.visits", .less, .integer(10))),
    ]
    let sql = [
      "score > 100", "stage IN ('lead','prospect','customer','lapsed')", "NOT blocked", "revenue >= 50000",
      "created > 1650000000000", "(birthday IS NULL OR NOT birthday < DATE '1960-01-01')",
      "(language = 'de' OR language = 'fr' OR country = 'C7')", "(visits IS NULL OR NOT visits < 10)",
    ]
    let wide: [Condition] = [
      .compare("custom.score", .greater, .integer(990)), .oneOf("customer.stage", [.choice("former")]),
      .compare("custom.blocked", .equal, .bool(true)), .compare("custom.revenue", .greaterOrEqual, euros(9_900)),
      .compare("customer.createdAt", .less, .date(Date(timeIntervalSince1970: 1_602_000_000))),
      .compare("customer.birthday", .less, .day(CalendarDay("1951-01-01") ?? .min)),
      .compare("customer.language", .equal, .text("zh")), .compare("custom.country", .equal, .text("C7")),
      .compare("custom.visits", .equal, .integer(3)), .compare("custom.score", .less, .integer(10)),
    ]
    let wideSQL = [
      "score > 990", "stage = 'former'", "blocked", "revenue >= 990000", "created < 1602000000000",
      "birthday < DATE '1951-01-01'", "language = 'zh'", "country = 'C7'", "visits = 3", "score < 10",
    ]
    let tagged = Condition.compare("customer.tags", .contains, .text("vip"))
    return [
      SegmentsQuestion(name: "all of ten", condition: .all(leaves), sql: sql.joined(separator: " AND ")),
      SegmentsQuestion(name: "any of ten", condition: .any(wide), sql: wideSQL.joined(separator: " OR ")),
      SegmentsQuestion(name: "a label", condition: tagged, sql: "vip"),
    ]
  }
}
