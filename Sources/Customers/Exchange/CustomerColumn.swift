public import CRMCore
public import CRMFormats
import Foundation

/// One column of an export of customers.
public struct CustomerColumn: Sendable {
  /// What stands above the column.
  public var heading: String
  /// What stands in it for a customer.
  public var text: @Sendable (Customer) -> String

  /// A column.
  public init(_ heading: String, _ text: @escaping @Sendable (Customer) -> String) {
    self.heading = heading
    self.text = text
  }

  /// Columns under headings that `CSVColumnMapping` recognises, so that the file can be read again: given name, family name,
  /// company, up to two e-mail addresses and telephone numbers, the first postal address, birthday, tags and note.
  public static let standard: [CustomerColumn] = [
    CustomerColumn("Given name") { $0.personName?.given ?? "" },
    CustomerColumn("Family name") { $0.personName?.family ?? "" },
    CustomerColumn("Company") { customer in
      if customer.kind != .person { return customer.legalName ?? customer.tradingName ?? "" }
      return customer.customFields[ImportedField.organisation]?.plainText ?? ""
    },
    CustomerColumn("Email") { $0.pointText(.email, 0) }, CustomerColumn("Email 2") { $0.pointText(.email, 1) },
    CustomerColumn("Phone") { $0.pointText(.phone, 0) }, CustomerColumn("Phone 2") { $0.pointText(.phone, 1) },
    CustomerColumn("Street") { $0.firstAddress?.lines.joined(separator: ", ") ?? "" },
    CustomerColumn("City") { $0.firstAddress?.locality ?? "" },
    CustomerColumn("Postal code") { $0.firstAddress?.postalCode ?? "" },
    CustomerColumn("Country") { $0.firstAddress?.country?.rawValue ?? "" },
    CustomerColumn("Birthday") { $0.birthday?.description ?? "" },
    CustomerColumn("Tags") { $0.tags.joined(separator: ";") },
    CustomerColumn("Note") { $0.customFields[ImportedField.note]?.plainText ?? "" },
  ]

  /// A column for each declared custom field, under its label.
  public static func custom(_ definitions: FieldDefinitions) -> [CustomerColumn] {
    definitions.definitions.map { definition in
      CustomerColumn(definition.label) { $0.customFields[definition.name]?.plainText ?? "" }
    }
  }
}

extension Customer {
  /// The canonical text of the so-manieth point of a kind; the preferred one comes first.
  fileprivate func pointText(_ kind: ContactPoint.Kind, _ place: Int) -> String {
    let points = contactPoints.filter { $0.kind == kind }.sorted { $0.isPrimary && !$1.isPrimary }
    guard points.indices.contains(place) else { return "" }
    return switch points[place].value {
    case .email(let address): address.text
    case .phone(let number): number.description
    case .postal, .handle, .device: points[place].displayText
    }
  }

  fileprivate var firstAddress: PostalAddress? {
    let points = contactPoints.filter { $0.kind == .postal }
    guard case .postal(let address) = (points.first(where: \.isPrimary) ?? points.first)?.value else { return nil }
    return address
  }
}

extension CustomerDirectory {
  /// Writes all customers as delimited text, in the order of their identifiers, in pieces: memory is bounded by a page.
  ///
  /// Fields that a spreadsheet would run as formulas are guarded by the writer's `formulaGuard`, which is on by default.
  ///
  /// - Parameters:
  ///   - columns: what stands in each column.
  ///   - query: which customers, and in which order.
  ///   - writer: how the text is written.
  ///   - report: called after each page, phase `export.customers`.
  ///   - write: takes the next bytes of the file.
  /// - Returns: the number of customers.
  /// - Throws: `StoreError`, what `write` throws; `CancellationError` between pages.
  @concurrent @discardableResult
  public func exportCustomers(
    columns: [CustomerColumn] = CustomerColumn.standard, _ query: Query<Customer> = Query(),
    as writer: CSVWriter = CSVWriter(), report: WorkProgress.Report = { _ in },
    to write: @Sendable ([UInt8]) throws -> Void
  ) async throws -> Int {
    var writer = writer
    writer.write(columns.map(\.heading))
    return try await exportPages(query, report) { customers in
      for customer in customers { writer.write(columns.map { $0.text(customer) }) }
      try write(writer.takeBytes())
    }
  }

  /// Writes all customers as cards, in the order of their identifiers, in pieces: memory is bounded by a page.
  ///
  /// - Parameters:
  ///   - version: the version of the cards.
  ///   - query: which customers, and in which order.
  ///   - isPublic: whether what only this system understands is left out, for files that are given away.
  ///   - report: called after each page, phase `export.customers`.
  ///   - write: takes the next bytes of the file.
  /// - Returns: the number of customers.
  /// - Throws: `StoreError`, what `write` throws; `CancellationError` between pages.
  @concurrent @discardableResult
  public func exportCards(
    _ version: VCard.Version = .v40, _ query: Query<Customer> = Query(), isPublic: Bool = false,
    report: WorkProgress.Report = { _ in }, to write: @Sendable ([UInt8]) throws -> Void
  ) async throws -> Int {
    var writer = VCardWriter(version: version)
    return try await exportPages(query, report) { customers in
      for customer in customers {
        let card = VCard(customer)
        writer.write(isPublic ? card.removingInternalFacts() : card)
      }
      try write(writer.takeBytes())
    }
  }

  private func exportPages(
    _ query: Query<Customer>, _ report: WorkProgress.Report, _ body: ([Customer]) throws -> Void
  ) async throws -> Int {
    let start = environment.now()
    var query = query.limited(to: 500)
    var done = 0
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      try body(page.items.map(\.record))
      done += page.items.count
      report(WorkProgress(phase: "export.customers", done: done, started: start, date: environment.now()))
      guard let next = page.next else { return done }
      query = query.after(next)
    }
  }
}
