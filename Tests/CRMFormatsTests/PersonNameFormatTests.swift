import CRMFormats
import Testing

@Suite struct PersonNameFormatTests {
  /// The forms long, medium, short (referring, formal), referring informal, addressing formal and informal, sorting long and
  /// short, monograms long formal.
  private func forms(_ name: PersonNameParts, _ language: String) -> [String] {
    func text(
      _ length: PersonNameFormat.Length, _ usage: PersonNameFormat.Usage = .referring,
      _ formality: PersonNameFormat.Formality = .formal, order: PersonNameFormat.Order? = nil
    ) -> String {
      PersonNameFormat(
        language: language, order: order, length: length, usage: usage, formality: formality,
        addressesByPatronymic: false
      ).text(of: name)
    }
    return [
      text(.long), text(.medium), text(.short), text(.medium, .referring, .informal), text(.medium, .addressing),
      text(.medium, .addressing, .informal), text(.long, order: .sorting), text(.short, order: .sorting),
      text(.long, .monogram),
    ]
  }

  /// Expected values: Unicode CLDR, common/testData/personNameTest/ru.txt.
  @Test func russianNamesAreThoseOfTheCLDRTestData() {
    let petrovich = PersonNameParts(given: "Дмитрий", given2: "Петрович", surname: "Васильев", language: "ru")
    #expect(
      forms(petrovich, "ru") == [
        "Дмитрий Петрович Васильев", "Дмитрий Петрович Васильев", "Д. П. Васильев", "Дмитрий Васильев", "Васильев",
        "Дмитрий", "Васильев, Дмитрий Петрович", "Васильев, Д. П.", "ДПВ",
      ])
    let irina = PersonNameParts(given: "Ирина", surname: "Амосова", language: "ru")
    #expect(
      forms(irina, "ru") == [
        "Ирина Амосова", "Ирина Амосова", "И. Амосова", "Ирина Амосова", "Амосова", "Ирина", "Амосова, Ирина",
        "Амосова, И.", "ИА",
      ])
    let vanya = PersonNameParts(
      given: "Иван", informal: "Ваня", given2: "Васильевич", surname: "Купцов", language: "ru")
    #expect(PersonNameFormat(language: "ru", length: .short, formality: .informal).text(of: vanya) == "Ваня К.")
    #expect(
      PersonNameFormat(language: "ru", length: .long, usage: .monogram, formality: .informal).text(of: vanya) == "ВК")
    let sindbad = PersonNameParts(given: "Синдбад", language: "ko")
    #expect(forms(sindbad, "ru") == Array(repeating: "Синдбад", count: 8) + ["С"])
    let full = PersonNameParts(
      title: "проф., д-р", given: "Ада Корнелия", informal: "Неле", given2: "Сезар Мартин", surnamePrefix: "фон",
      surname: "Брюль", surname2: "Гонсалес Доминго", generation: "мл.", credentials: "к. м. н.", language: "ko")
    let foreign = forms(full, "ru")
    #expect(
      foreign.prefix(6) == [
        "фон Брюль Ада Корнелия Сезар Мартин, к. м. н.", "фон Брюль Ада Корнелия С. М., к. м. н.",
        "фон Брюль А. К. С. М.", "фон Брюль Неле", "проф., д-р фон Брюль", "Неле",
      ])
    #expect(foreign.last == "ФАС")
  }

  @Test func theOrderFollowsTheLanguageOfTheName() {
    let wang = PersonNameParts(given: "小明", surname: "王")
    #expect(PersonNameFormat(language: "zh").text(of: wang) == "王小明")
    #expect(PersonNameFormat(language: "en").text(of: wang) == "王小明", "another script is written by its own rules")
    #expect(
      PersonNameFormat(language: "zh", usage: .addressing).text(
        of: PersonNameParts(title: "先生", given: "小明", surname: "王")) == "王先生")
    let latin = PersonNameParts(given: "Xiaoming", surname: "Wang", language: "zh")
    #expect(PersonNameFormat(language: "en").text(of: latin) == "Wang Xiaoming")
    let foreign = PersonNameParts(given: "阿尔伯特", surname: "爱因斯坦", language: "de")
    #expect(PersonNameFormat(language: "zh", order: .givenFirst).text(of: foreign) == "阿尔伯特·爱因斯坦")
  }

  @Test func theOtherLanguagesFollowTheirPatterns() {
    let ann = PersonNameParts(
      title: "Dr.", given: "Mary Sue", informal: "Sue", given2: "Hamish", surname: "Watson", generation: "Jr.",
      credentials: "MD", language: "en")
    #expect(
      forms(ann, "en") == [
        "Dr. Mary Sue Hamish Watson Jr., MD", "Mary Sue H. Watson Jr., MD", "M.S.H. Watson", "Sue Watson", "Dr. Watson",
        "Sue", "Watson, Mary Sue Hamish", "Watson, M.S.H.", "MHW",
      ])
    let jean = PersonNameParts(given: "Jean-Luc", surname: "Picard", language: "fr")
    #expect(PersonNameFormat(language: "fr", length: .short).text(of: jean) == "J.-L. Picard")
    #expect(PersonNameFormat(language: "de", length: .short).text(of: jean) == "J. Picard")
    let ludwig = PersonNameParts(given: "Ludwig", surnamePrefix: "van", surname: "Beethoven", language: "de")
    #expect(PersonNameFormat(language: "de", order: .sorting).text(of: ludwig) == "Beethoven, Ludwig van")
    let garcia = PersonNameParts(given: "Gabriel", surname: "García", surname2: "Márquez", language: "es")
    #expect(
      PersonNameFormat(language: "es", length: .long, formality: .informal).text(of: garcia) == "Gabriel García Márquez"
    )
    let taras = PersonNameParts(given: "Тарас", given2: "Григорович", surname: "Шевченко", language: "uk")
    #expect(PersonNameFormat(language: "uk").text(of: taras) == "Тарас Г. Шевченко")
    #expect(
      PersonNameFormat(language: "uk", order: .sorting, length: .long).text(of: taras) == "Шевченко Тарас Григорович")
  }

  @Test func patronymicsAddressPeople() {
    let name = PersonNameParts(given: "Дмитрий", given2: "Петрович", surname: "Васильев")
    let format = PersonNameFormat(language: "ru", usage: .addressing)
    #expect(format.text(of: name) == "Дмитрий Петрович")
    var titled = name
    titled.title = "г-н"
    #expect(format.text(of: titled) == "г-н Васильев")
    for word in ["Ивановна", "Ильич", "Сергіївна", "Кузьмич", "Андріївна", "Ильинична"] {
      #expect(PersonNameParts(given2: word).hasPatronymic, "\(word)")
    }
    for word in ["Мария", "Вич", "Hamish"] { #expect(!PersonNameParts(given2: word).hasPatronymic, "\(word)") }
  }

  @Test func aWholeNameIsTakenApart() {
    func parts(_ text: String) -> [String?] {
      let name = PersonNameParts(reading: text)
      return [
        name.title, name.given, name.given2, name.surnamePrefix, name.surname, name.generation ?? name.credentials,
      ]
    }
    let cases: [(String, [String?])] = [
      ("Иванов Иван Иванович", [nil, "Иван", "Иванович", nil, "Иванов", nil]),
      ("Иван Иванович Иванов", [nil, "Иван", "Иванович", nil, "Иванов", nil]),
      ("Шевченко Тарас Григорович", [nil, "Тарас", "Григорович", nil, "Шевченко", nil]),
      ("Анна Сергеевна", [nil, "Анна", "Сергеевна", nil, nil, nil]),
      ("Иванов И. И.", [nil, "И.", "И.", nil, "Иванов", nil]),
      ("Dr. Ludwig van Beethoven Jr.", ["Dr.", "Ludwig", nil, "van", "Beethoven", "Jr."]),
      ("Lee, Ann Q.", [nil, "Ann", "Q.", nil, "Lee", nil]), ("Ann Lee, PhD", [nil, "Ann", nil, nil, "Lee", "PhD"]),
      ("王小明", [nil, "小明", nil, nil, "王", nil]), ("欧阳修", [nil, "修", nil, nil, "欧阳", nil]),
      ("诸葛 孔明", [nil, "孔明", nil, nil, "诸葛", nil]), ("Cher", [nil, "Cher", nil, nil, nil, nil]),
      ("", [nil, nil, nil, nil, nil, nil]),
    ]
    for (text, expected) in cases { #expect(parts(text) == expected, "\(text)") }
  }

  @Test func aNameNeverGivesNothing() {
    let names = [
      PersonNameParts(given: "A"), PersonNameParts(surname: "B"), PersonNameParts(given2: "C"),
      PersonNameParts(informal: "D"),
      PersonNameParts(given: "王"), PersonNameParts(surname: "Ж"),
    ]
    for name in names {
      for language in ["en", "ru", "uk", "zh", "de", "fr", "es", "xx"] {
        for order in [nil, PersonNameFormat.Order.sorting, .givenFirst, .surnameFirst] {
          for length in PersonNameFormat.Length.allCases {
            for usage in PersonNameFormat.Usage.allCases {
              for formality in PersonNameFormat.Formality.allCases {
                let format = PersonNameFormat(
                  language: language, order: order, length: length, usage: usage, formality: formality)
                #expect(!format.text(of: name).isEmpty, "\(format) \(name)")
              }
            }
          }
        }
      }
    }
  }
}
