public import CRMCore
public import CRMFormats
import Foundation

extension RowImporter<Customer> {
  /// An importer of a list of people and organisations whose columns were mapped, as `CSVColumnMapping` suggests them from headings.
  ///
  /// A row without a person's name is an organisation, if it names one. A person's organisation and notes are kept as the custom
  /// fields `organisation` and `note`. A name in one field is taken apart by its form (`PersonNameParts`), countries are known by
  /// code and by name. Columns mapped to `custom.NAME` (see `CSVColumnMapping.addCustomFields`) are read
  /// by the field's definition; the definitions' own rules are checked by the import. The record's identity follows from the first e-mail address, or else the first telephone number, or else the
  /// name: a list that is imported again updates.
  ///
  /// - Parameters:
  ///   - name: the stable name of this kind of import.
  ///   - mapping: what each column means.
  ///   - system: what the list is called, for identities.
  ///   - region: the country that national telephone numbers are read in.
  ///   - dates: how days are written.
  ///   - numbers: how numbers are written.
  ///   - currency: the currency of amounts of money.
  ///   - fields: the custom fields of customers.
  ///   - key: which columns make the identity, instead of the rule above: a column of the other system's own numbers.
  ///   - policy: what is done with records that are there already.
  public static func mapped(
    _ name: String, by mapping: CSVColumnMapping, in system: String, region: CountryCode? = nil,
    dates: [DatePattern] = DatePattern.common, numbers: NumberParser.Style = .point, currency: Currency? = nil,
    fields: FieldDefinitions = FieldDefinitions(), key: [Int] = [], policy: UpdatePolicy<Customer> = .overwrite
  ) -> RowImporter {
    let values = ImportedValues(dates: dates, numbers: numbers, currency: currency)
    let reading = MappedRow(mapping: mapping, region: region, values: values, fields: fields, key: key)
    return .customers(name, policy: policy) { reading.customer(&$0, in: system) }
  }
}

/// Makes a customer of a row whose columns were mapped.
private struct MappedRow {
  let mapping: CSVColumnMapping
  let region: CountryCode?
  let values: ImportedValues
  let fields: FieldDefinitions
  let key: [Int]

  func customer(_ row: inout RowReader, in system: String) -> Customer? {
    let points = contactPoints(&row)
    let person = personName(row)
    let organisation = text(.organisation, row)
    let isPerson = person != nil || organisation == nil
    let said = isPerson ? person?.text() : organisation
    let stated = key.compactMap { row.row[at: $0] }
    let own = key.isEmpty || stated.count < key.count ? nil : stated.joined(separator: "|")
    guard let identity = own ?? points.first?.canonical ?? said.map(TextFolding.searchKey) else {
      // Spreadsheets end in empty rows; a row with something in it has to say whom it is about.
      if row.row.fields.contains(where: { $0.trimmedOrNil != nil }) {
        row.reject(ImportField.fullName.rawValue, FieldProblem.Code.missing)
      }
      return nil
    }
    var customer = Customer(
      id: Identifier(foreign: identity, in: system), kind: isPerson ? .person : .organisation,
      personName: isPerson ? person : nil, legalName: isPerson ? nil : organisation, source: .imported,
      contactPoints: ContactPoints(points), createdAt: row.now)
    if isPerson, let organisation { customer.customFields[ImportedField.organisation] = .text(organisation) }
    let notes = texts(.note, row)
    if !notes.isEmpty { customer.customFields[ImportedField.note] = .text(notes.joined(separator: "\n")) }
    customer.customFields.keepDeclared(ImportedField.all, by: fields)
    readCustomFields(&row, into: &customer)
    for tags in texts(.tags, row) {
      customer.tags.formUnion(TagSet(tags.split { ";,|".contains($0) }.map(String.init)))
    }
    if let birthday = text(.birthDate, row) {
      customer.birthday = try? DateParser(values.dates).day(birthday)
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
    var lines = texts(.street, row).flatMap(\.addressLines)
    let city = text(.city, row)
    let code = text(.postalCode, row)
    let named = text(.country, row)
    guard !lines.isEmpty || city != nil || code != nil || named != nil else { return points }
    let country = named.flatMap { CountryNames.code(of: $0) }
    // A country that nobody knows is still part of the address.
    if country == nil, let named { lines.append(named) }
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
    let parts = PersonNameParts(reading: full)
    return PersonName(
      given: parts.given,
      family: [parts.surnamePrefix, parts.surname].compactMap { $0 }.joined(separator: " ").nilIfEmpty,
      middle: parts.given2, prefix: parts.title, suffix: parts.generation ?? parts.credentials)
  }

  private func readCustomFields(_ row: inout RowReader, into customer: inout Customer) {
    for (column, field) in mapping.fields.sorted(by: { $0.key < $1.key }) {
      guard field.rawValue.hasPrefix("custom."), let text = row.row[at: column] else { continue }
      let name = String(field.rawValue.dropFirst(7))
      let definition = fields.definition(named: name)
      if let value = values.value(text, as: definition?.kind ?? .text) {
        customer.customFields[name] = value
      } else {
        let kind = (definition?.kind ?? .text).rawValue
        row.reject(field.rawValue, FieldProblem.Code.malformed, ["kind": .text(kind)])
      }
    }
  }

  private func texts(_ field: ImportField, _ row: RowReader) -> [String] {
    mapping.columns(for: field).compactMap { row.row[at: $0] }
  }

  private func text(_ field: ImportField, _ row: RowReader) -> String? { texts(field, row).first }
}

extension String {
  /// The lines of an address that stands in one field, without commas at their ends.
  fileprivate var addressLines: [String] {
    var lines: [String] = []
    for line in split(whereSeparator: \.isNewline) {
      let text: Substring = line.last == "," ? line.dropLast() : line
      if let line = String(text).trimmedOrNil { lines.append(line) }
    }
    return lines
  }
}
