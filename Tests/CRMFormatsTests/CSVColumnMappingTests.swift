import CRMFormats
import Foundation
import Testing

@Suite struct CSVColumnMappingTests {
  private func fields(_ header: [String]) -> [ImportField?] {
    let mapping = CSVColumnMapping(header: header)
    return header.indices.map { mapping.fields[$0] }
  }

  @Test func headingsOfFourLanguages() {
    #expect(
      fields(["First Name", "Last Name", "Company", "E-mail", "Phone", "Street", "City", "ZIP", "Country"])
        == [.givenName, .familyName, .organisation, .email, .phone, .street, .city, .postalCode, .country])
    #expect(fields(["Birthday", "Tags", "Notes", "Amount", "Date"]) == [.birthDate, .tags, .note, .amount, .date])
    #expect(
      fields(["Фамилия", "Имя", "Компания", "Эл. почта", "Телефон", "Адрес", "Город", "Индекс", "Страна"])
        == [.familyName, .givenName, .organisation, .email, .phone, .street, .city, .postalCode, .country])
    #expect(
      fields(["ФИО", "День рождения", "Метки", "Примечание", "Сумма, руб.", "Дата"])
        == [.fullName, .birthDate, .tags, .note, .amount, .date])
    #expect(
      fields(["Прізвище", "Ім’я", "Організація", "Пошта", "Вулиця", "Місто", "Поштовий індекс", "Країна"])
        == [.familyName, .givenName, .organisation, .email, .street, .city, .postalCode, .country])
    #expect(
      fields(["ПІБ", "Дата народження", "Мітки", "Примітка", "Сума"])
        == [.fullName, .birthDate, .tags, .note, .amount])
    #expect(
      fields(["姓", "名", "公司名称", "电子邮箱", "手机号码", "地址", "城市", "邮编", "国家"])
        == [.familyName, .givenName, .organisation, .email, .phone, .street, .city, .postalCode, .country])
    #expect(
      fields(["姓名", "生日", "标签", "备注", "金额", "日期"])
        == [.fullName, .birthDate, .tags, .note, .amount, .date])
  }

  // Column names of Google Contacts, Outlook and Salesforce exports.
  @Test func headingsOfCommonPrograms() {
    #expect(
      fields(["Given Name", "Family Name", "E-mail 1 - Value", "E-mail 2 - Value", "Phone 1 - Value"])
        == [.givenName, .familyName, .email, .email, .phone])
    #expect(
      fields(["Organization 1 - Name", "Address 1 - City", "Address 1 - Postal Code", "Address 1 - Country"])
        == [.organisation, .city, .postalCode, .country])
    #expect(
      fields(["E-mail Address", "Mobile Phone", "Business Street", "Business Country/Region", "Categories"])
        == [.email, .phone, .street, .country, .tags])
    #expect(
      fields(["FirstName", "LastName", "MailingStreet", "MailingPostalCode", "BillingCity"])
        == [.givenName, .familyName, .street, .postalCode, .city])
    #expect(
      fields(["given_name", "surname", "suburb", "postcode", "date_of_birth"])
        == [.givenName, .familyName, .city, .postalCode, .birthDate])
    #expect(
      fields(["rec_id", "Email Opt Out", "Lead Owner", "E-mail 1 - Type", "Account ID", "", "  ", "zzz"])
        == [nil, nil, nil, nil, nil, nil, nil, nil])
  }

  @Test func accentsCaseAndCompositionDoNotMatter() {
    #expect(fields(["STRASSE", "straße"]).allSatisfy { $0 == .street })
    #expect(fields(["И\u{306}МЕИ\u{306}Л"]) == fields(["ЙМЕЙЛ"]))
    #expect(fields(["Населённый пункт"]) == [.city])
    #expect(fields(["Ｅｍａｉｌ"]) == [.email])
  }

  @Test func theBestColumnWins() throws {
    let mapping = CSVColumnMapping(header: ["Partner city name", "City", "Town"])
    #expect(mapping.fields == [1: .city])
    #expect(mapping.suggestions == [CSVColumnMapping.Suggestion(column: 1, field: .city, score: 1)])
    let partial = CSVColumnMapping(header: ["Primary contact email"])
    #expect(partial.suggestions.first?.field == .email)
    #expect((partial.suggestions.first?.score ?? 1) < 1)
  }

  @Test func readsRowsThroughAMapping() throws {
    var reader = CSVReader(bytes: Array("Name,E-mail 1,E-mail 2,E-mail 3\nAnn,a@x,,b@x\n".utf8))
    let row = try #require(try reader.nextRow())
    let mapping = CSVColumnMapping(header: try #require(reader.header).names)
    #expect(mapping.values(of: .email, in: row) == ["a@x", "b@x"])
    #expect(mapping.columns(for: .fullName) == [0])
    let data = try JSONEncoder().encode(mapping)
    #expect(try JSONDecoder().decode(CSVColumnMapping.self, from: data) == mapping)
  }
}
