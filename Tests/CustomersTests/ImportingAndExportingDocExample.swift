import Customers

func exchange(
  with directory: CustomerDirectory, by me: Author
) async throws -> (trial: ImportReport, list: ImportReport, cards: ImportReport, file: String) {
  // A list of customers as a program wrote it: encoding, delimiter and columns are found out.
  let text = """
    ФИО;Телефон;Эл. почта;Бюджет
    Иванов Иван Иванович;8 916 123-45-67;ivan@example.com;1 500,00
    Ли Анна;нет;anna@example.com;
    """
  let source = ImportSource.csv(Array(text.utf8), name: "clients.csv")
  let header = try source.columnNames()
  var mapping = CSVColumnMapping(header: header)
  mapping.addCustomFields(directory.fieldDefinitions, header: header)
  let importer = RowImporter.mapped(
    "clients", by: mapping, in: "clients", region: "RU", numbers: .comma, fields: directory.fieldDefinitions)

  // First a trial, then for good. The report names row, column and kind of everything that is wrong, and no value.
  let trial = try await directory.importRows(
    source, with: importer, options: ImportOptions(isDryRun: true), by: me)
  let list = try await directory.importRows(source, with: importer, by: me)

  // The cards of a telephone come in through the same door, and go out again.
  let phone = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Lee;Ann\r\nTEL;CELL:+49 30 123456\r\nEND:VCARD\r\n"
  let cards = try await directory.importCards(.cards(Array(phone.utf8)), in: "phone", by: me)
  let ann = try await directory.customers(named: "Lee").items[0]
  let bytes = VCardWriter.bytes(of: [VCard(ann).removingInternalFacts()])

  // An import that was a mistake is taken back as a whole.
  try await directory.revertImport(cards.run, by: me)
  return (trial, list, cards, String(decoding: bytes, as: UTF8.self))
}
