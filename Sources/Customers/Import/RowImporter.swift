public import CRMCore
public import Foundation

/// How the rows of a file become records of one type: a pure function of each row, and what to do with records that are there.
///
/// ```swift
/// let accounts = RowImporter.customers("accounts") { row in
///   guard let name = row.required("account") else { return nil }
///   var account = Customer.organisation(id: Identifier(foreign: name, in: "sheet"), name: name, now: row.now)
///   account.organisation = OrganisationFacts(industry: row.text("sector"), employees: row.integer("employees"))
///   return account
/// }
/// ```
public struct RowImporter<R: Record>: Sendable {
  /// The stable name of this kind of import.
  public var name: String
  /// What is done with records that are there already.
  public var policy: UpdatePolicy<R>
  /// Makes the record of a row. The identifier must follow from the row, so that the same row always means the same record;
  /// `Identifier.init(foreign:in:)` gives such a one. `nil` without a noted problem skips the row.
  public var build: @Sendable (inout RowReader) -> R?
  /// Everything that is wrong with a record that was made.
  public var check: @Sendable (R, CalendarDay) -> [FieldProblem]
  /// Joins the record of a row to that of the row before it, when both are the same: the further lines of a purchase. `nil`
  /// leaves every row on its own.
  public var join: (@Sendable (_ record: R, _ next: R) -> R)?

  /// An importer.
  public init(
    _ name: String, policy: UpdatePolicy<R>,
    check: @escaping @Sendable (R, CalendarDay) -> [FieldProblem] = { _, _ in [] },
    join: (@Sendable (_ record: R, _ next: R) -> R)? = nil, build: @escaping @Sendable (inout RowReader) -> R?
  ) {
    self.join = join
    self.name = name
    self.policy = policy
    self.check = check
    self.build = build
  }

  /// What a row becomes. Pure.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - now: the moment of the import.
  ///   - today: the day of the import, for checks.
  public func outcome(of row: ImportRow, now: Date, today: CalendarDay) -> RowOutcome<R> {
    var reader = RowReader(row, now: now)
    for damage in row.damage { reader.reject("", ImportReason.damagedRow, ["damage": .text(damage)]) }
    guard reader.problems.isEmpty else { return .rejected(reader.problems) }
    let record = build(&reader)
    if let record {
      for problem in check(record, today) {
        reader.reject(problem.field, problem.reason.code, problem.reason.arguments)
      }
    }
    guard reader.problems.isEmpty else { return .rejected(reader.problems) }
    guard let record else { return .skipped }
    return .record(record, repairs: reader.repairs)
  }
}

/// What a row becomes.
public enum RowOutcome<R: Record>: Hashable, Sendable {
  /// A record, perhaps with repaired values.
  case record(R, repairs: [RepairedRow])
  /// Nothing, for these reasons.
  case rejected([RowProblem])
  /// Nothing: the importer has no use for the row.
  case skipped
}

extension RowImporter<Customer> {
  /// An importer of customers which checks them as ``CustomerDirectory`` does.
  public static func customers(
    _ name: String, policy: UpdatePolicy<Customer> = .overwrite,
    build: @escaping @Sendable (inout RowReader) -> Customer?
  ) -> RowImporter {
    RowImporter(name, policy: policy, check: { $0.problems(on: $1) }, build: build)
  }
}

extension RowImporter<Product> {
  /// An importer of products which checks them as ``CustomerDirectory`` does.
  public static func products(
    _ name: String, policy: UpdatePolicy<Product> = .overwrite, build: @escaping @Sendable (inout RowReader) -> Product?
  ) -> RowImporter {
    RowImporter(name, policy: policy, check: { product, _ in product.problems() }, build: build)
  }
}
