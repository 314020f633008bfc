public import CRMCore
public import CRMFormats
import Foundation

extension RowImporter<Customer> {
  /// An importer of a list of people and organisations whose columns were mapped, as `CSVColumnMapping` suggests them from headings.
  ///
  /// A row without a person's name is an organisation, if it names one; a person's organisation is kept as the custom field
  /// `organisation`. The record's identity follows from the first e-mail address, or else the first telephone number, or else the
  /// name: a list that is imported again updates.
  ///
  /// - Parameters:
  ///   - name: the stable name of this kind of import.
  ///   - mapping: what each column means.
  ///   - system: what the list is called, for identities.
  ///   - region: the country that national telephone numbers are read in.
  ///   - dates: how birthdays are written.
  ///   - policy: what is done with records that are there already.
  public static func mapped(
    _ name: String, by mapping: CSVColumnMapping, in system: String, region: CountryCode? = nil,
    dates: [DatePattern] = DatePattern.common, policy: UpdatePolicy<Customer> = .overwrite
  ) -> RowImporter {
    .customers(name, policy: policy) { row in
      MappedRow(mapping: mapping, region: region, dates: dates).customer(&row, in: system)
    }
  }
}

/// Makes a customer of a row whose columns were mapped.
private struct MappedRow {
  let mapping: CSVColumnMapping
  let region: CountryCode?
  let dates: [DatePattern]

  func customer(_ row: inout RowReader, in system: String) -> Customer? {
    let points = contactPoints(&row)
    let person = personName(row)
    let organisation = text(.organisation, row)
    let isPerson = person != nil || organisation == nil
    let said = isPerson ? person?.text() : organisation
    guard let key = points.first?.canonical ?? said.map(TextFolding.searchKey) else {
      // Spreadsheets end in empty rows; a row with something in it has to say whom it is about.
      if row.row.fields.contains(where: { $0.trimmedOrNil != nil }) {
        row.reject(ImportField.fullName.rawValue, FieldProblem.Code.missing)
      }
      return nil
    }
    var customer = Customer(
      id: Identifier(foreign: key, in: system), kind: isPerson ? .person : .organisation,
      personName: isPerson ? person : nil, legalName: isPerson ? nil : organisation, source: .imported,
      contactPoints: ContactPoints(points), createdAt: row.now)
    if isPerson, let organisation { customer.customFields["organisation"] = .text(organisation) }
    for tags in texts(.tags, row) {
      customer.tags.formUnion(TagSet(tags.split { ";,|".contains($0) }.map(String.init)))
    }
    if let birthday = text(.birthDate, row) {
      customer.birthday = try? DateParser(dates).day(birthday)
      if customer.birthday == nil {
        row.reject(ImportField.birthDate.rawValue, FieldProblem.Code.malformed, ["kind": .text("day")])
      }
    }
    return customer
  }

  private func contactPoints(_ row: inout RowReader) -> [ContactPoint] {
    var points: [ContactPoint] = []
    for text in texts(.email, row) {
      if let point = row.email(reading: text, ImportField.email.rawValue) { points.append(point) }
    }
    for text in texts(.phone, row) {
      if let point = row.phone(reading: text, ImportField.phone.rawValue, region: region) { points.append(point) }
    }
    let lines = texts(.street, row)
    let city = text(.city, row)
    let code = text(.postalCode, row)
    guard !lines.isEmpty || city != nil || code != nil else { return points }
    let country = text(.country, row).flatMap { CountryCode($0) }
    if let address = try? PostalAddress(lines: lines, locality: city, postalCode: code, country: country) {
      points.append(ContactPoint(.postal(address)))
    } else {
      row.reject(ImportField.street.rawValue, FieldProblem.Code.malformed, ["kind": .text("postalAddress")])
    }
    return points
  }

  private func personName(_ row: RowReader) -> PersonName? {
    let name = PersonName(given: text(.givenName, row), family: text(.familyName, row))
    if !name.isEmpty { return name }
    guard let full = text(.fullName, row) else { return nil }
    let byComma = full.split(separator: ",", maxSplits: 1).map { String($0).trimmedOrNil }
    if byComma.count == 2 { return PersonName(given: byComma[1], family: byComma[0]) }
    guard let space = full.lastIndex(where: \.isWhitespace) else { return PersonName(given: full) }
    return PersonName(given: String(full[..<space]).trimmedOrNil, family: String(full[space...]).trimmedOrNil)
  }

  private func texts(_ field: ImportField, _ row: RowReader) -> [String] {
    mapping.columns(for: field).compactMap { row.row[at: $0] }
  }

  private func text(_ field: ImportField, _ row: RowReader) -> String? { texts(field, row).first }
}
