public import CRMCore
import CRMFormats
import Foundation

extension RowImporter<Customer> {
  /// An importer of cards, as ``ImportSource/cards(contentsOf:fallbackEncoding:)`` gives them.
  ///
  /// See ``CustomerCardReading`` for what a customer takes from a card. A value that cannot be read is left out and noted among
  /// the repairs; a card of nobody (no name, no address) is rejected; a card of a group is skipped.
  ///
  /// - Parameters:
  ///   - name: the stable name of this kind of import.
  ///   - system: what the address book is called, for identities.
  ///   - region: the country that national telephone numbers are read in.
  ///   - fields: the custom fields of customers; if there are any, notes, web sites and employers are taken only where they are
  ///     declared as `note`, `url` and `organisation`.
  ///   - policy: what is done with records that are there already.
  public static func cards(
    _ name: String = "cards", in system: String, region: CountryCode? = nil,
    fields: FieldDefinitions = FieldDefinitions(), policy: UpdatePolicy<Customer> = .overwrite
  ) -> RowImporter {
    .customers(name, policy: policy) { row in
      guard let card = row.row.card, card.first("KIND")?.text.lowercased() != "group" else { return nil }
      let reading = CustomerCardReading(card, in: system, region: region, now: row.now)
      guard reading.isSomebody else {
        row.reject("FN", FieldProblem.Code.missing)
        return nil
      }
      for property in reading.unreadable { row.leaveOut(property, kind: property) }
      var customer = reading.customer
      customer.customFields.keepDeclared(ImportedField.all, by: fields)
      return customer
    }
  }
}

extension CustomFields {
  /// Drops the named values that no definition declares, if there are definitions at all.
  mutating func keepDeclared(_ names: [String], by definitions: FieldDefinitions) {
    guard !definitions.definitions.isEmpty else { return }
    for name in names where definitions.definition(named: name) == nil { self[name] = nil }
  }
}

extension CustomerDirectory {
  /// Imports cards as customers: ``importRows(_:with:options:by:report:onRejected:)`` with
  /// `RowImporter.cards`, so with its report, dry run, progress, cancel and revert.
  ///
  /// - Parameters:
  ///   - source: the cards.
  ///   - system: what the address book is called, for identities.
  ///   - region: the country that national telephone numbers are read in.
  ///   - policy: what is done with customers that are there already.
  ///   - options: dry run, size of batches, going on with an earlier run.
  ///   - author: who imports.
  ///   - report: called after each batch.
  ///   - onRejected: called for each card left out.
  /// - Throws: as ``importRows(_:with:options:by:report:onRejected:)``.
  @concurrent @discardableResult
  public func importCards(
    _ source: ImportSource, in system: String, region: CountryCode? = nil,
    policy: UpdatePolicy<Customer> = .overwrite, options: ImportOptions = ImportOptions(), by author: Author,
    report: WorkProgress.Report = { _ in }, onRejected: @Sendable (ImportRow, [RowProblem]) -> Void = { _, _ in }
  ) async throws -> ImportReport {
    let importer = RowImporter.cards(in: system, region: region, fields: fieldDefinitions, policy: policy)
    return try await importRows(
      source, with: importer, options: options, by: author, report: report, onRejected: onRejected)
  }
}
