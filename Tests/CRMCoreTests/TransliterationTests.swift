import Testing

@testable import CRMCore

@Suite struct TransliterationTests {
  /// Spellings that people and authorities use for one name: they have to meet.
  static let oneName: [[String]] = [
    ["Юлия", "Yulia", "Iuliia", "Yuliya", "Julija", "ЮЛИЯ", "Юлія"],
    ["Щербаков", "Shcherbakov", "Sherbakov", "Scherbakov", "Ščerbakov", "Schtscherbakow"],
    ["Олександр", "Oleksandr"], ["Александра", "Alexandra", "Aleksandra"],
    ["Сергей", "Sergey", "Sergei", "Sergej"], ["Сергій", "Serhii", "Serhiy", "Sergii"],
    ["Евгений", "Evgenii", "Yevgeny", "Yevgeniy", "Evgeny", "Jewgeni"],
    ["Фёдор", "Федор", "Fyodor", "Fedor", "Fiodor", "Fjodor"],
    ["Хрущёв", "Khrushchev", "Khrushchyov"], ["Ельцин", "Yeltsin", "Eltsin"],
    ["Достоевский", "Dostoevskii", "Dostoyevsky", "Dostoevsky"],
    ["Чайковский", "Чайковський", "Tchaikovsky", "Chaykovskiy", "Tschaikowski"],
    ["Зеленський", "Зеленский", "Zelenskyi", "Zelenskyy", "Zelensky", "Zelenskiy"],
    ["Дмитрий", "Dmitry", "Dmitrii", "Dmitriy", "Dmitri"], ["Григорій", "Hryhorii", "Grygorii"],
    ["Цой", "Tsoi", "Tsoy"], ["Жуков", "Zhukov", "Žukov"],
    ["Васильев", "Vasilev", "Vasilyev", "Vasil'ev", "Wassiljew"],
    ["Татьяна", "Tatiana", "Tatyana", "Tatjana"], ["Илья", "Ilya", "Ilia", "Ilja"], ["Ґалаґан", "Galagan"],
    ["Згурський", "Zghurskyi"], ["Мар'яна", "Мар’яна", "Maryana", "Mariana"], ["Быкаў", "Bykau", "Bykaŭ"],
    ["Ющенко", "Yushchenko", "Iushchenko", "Juschtschenko"], ["Максим", "Maxim", "Maksim", "Maksym"],
    ["Виктор", "Victor", "Viktor"], ["Филипп", "Philip", "Filipp"], ["Игорь", "Ігор", "Igor", "Ihor"],
    ["Анна-Мария", "Anna Maria", "Anna-Mariya"], ["Київ", "Kyiv"], ["Ю́лия", "Yulia"], ["王伟", "Wangwei"],
  ]

  @Test(arguments: oneName) func spellingsOfOneNameMeet(_ spellings: [String]) {
    let keys = Set(spellings.map(Transliteration.matchingKey))
    #expect(keys.count == 1, "\(spellings): \(keys.sorted())")
  }

  @Test func keysAreAsDocumented() {
    #expect(Transliteration.matchingKey("Юлия") == "iulia")
    #expect(Transliteration.matchingKey("Щербаков") == "werbakov")
    #expect(Transliteration.matchingKey("Тшебинский Согласие 11 №7") == "twebinski sohlase 11 no7")
    #expect(Transliteration.matchingKey(" —  Ян … Smith ") == "ian smit")
    #expect(Transliteration.matchingKey("") == "")
    #expect(Transliteration.matchingKey("Ελένη") == "ελένη")
  }

  @Test func differentNamesStayApart() {
    let names = [
      "Иванов", "Петров", "Сидоров", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Козлов", "Новиков",
      "Морозов",
      "Волков", "Зайцев", "Павлов", "Семенов", "Голубев", "Виноградов", "Богданов", "Воробьев", "Шевченко",
      "Бондаренко",
      "Ткаченко", "Кравченко", "Олійник", "Шевчук", "Коваль", "Поліщук", "Жук", "Шук", "Чук", "Цук", "Згук",
    ]
    #expect(Set(names.map(Transliteration.matchingKey)).count == names.count)
  }

  /// Whatever follows, the key of the whole begins with one of the beginnings of its part.
  @Test func beginningsCoverEveryContinuation() {
    for name in Self.oneName.joined() where !name.unicodeScalars.contains(where: Transliteration.isHan) {
      let key = Transliteration.matchingKey(name)
      for length in 1...name.count {
        let part = String(name.prefix(length))
        let beginnings = Transliteration.matchingKeyBeginnings(part)
        #expect(beginnings.contains { key.utf8.starts(with: $0.utf8) }, "\(part) of \(name): \(beginnings), \(key)")
        #expect(beginnings.count <= 6)
      }
    }
    #expect(Transliteration.matchingKeyBeginnings("shc") == ["w"])
    #expect(Transliteration.matchingKeyBeginnings("y") == ["e", "i"])
    #expect(Transliteration.matchingKeyBeginnings("c") == ["c", "k", "q"])
    #expect(Transliteration.matchingKeyBeginnings("ваш") == ["vaw"])
  }

  @Test func beginningsCoverRandomTexts() {
    let seed: UInt64 = 0x5EED_11
    var generator = SeededGenerator(seed: seed)
    let letters = Array("schtzkgpyjieouxcqaсчтсшийеёюяьгм'- ")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 1...9, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "a" })
      let part = String(text.prefix(Int.random(in: 1...text.count, using: &generator)))
      let key = Transliteration.matchingKey(text)
      let found = Transliteration.matchingKeyBeginnings(part)
      // A separator at the end of the part stands in the key only if something follows it.
      let isCovered = found.contains { (key + " ").utf8.starts(with: $0.utf8) }
      if !isCovered { Issue.record("seed \(seed): '\(part)' of '\(text)': \(found), '\(key)'") }
    }
  }

  /// ICAO Doc 9303: the letters of Russian in their order, and names as passports show them.
  @Test func russianPassports() {
    let alphabet = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    let expected = "abvgdeezhziiklmnoprstufkhtschshshchieyeiuia"
    #expect(Transliteration.latin(alphabet, scheme: .russianPassport) == expected)
    let names = [
      "Юлия Щербакова": "Iuliia Shcherbakova", "Алексей Цой": "Aleksei Tsoi", "ПОДЪЯЧЕВ ЮРИЙ": "PODIEIACHEV IURII",
    ]
    for (cyrillic, latin) in names { #expect(Transliteration.latin(cyrillic, scheme: .russianPassport) == latin) }
  }

  /// The examples in the table of resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010.
  @Test func ukrainianTable() {
    let examples = [
      "Алушта": "Alushta", "Андрій": "Andrii", "Борщагівка": "Borshchahivka", "Борисенко": "Borysenko",
      "Вінниця": "Vinnytsia", "Володимир": "Volodymyr", "Гадяч": "Hadiach", "Богдан": "Bohdan",
      "Згурський": "Zghurskyi",
      "Ґалаґан": "Galagan", "Ґорґани": "Gorgany", "Донецьк": "Donetsk", "Дмитро": "Dmytro", "Рівне": "Rivne",
      "Олег": "Oleh", "Есмань": "Esman", "Єнакієве": "Yenakiieve", "Гаєвич": "Haievych", "Короп'є": "Koropie",
      "Житомир": "Zhytomyr", "Жанна": "Zhanna", "Жежелів": "Zhezheliv", "Закарпаття": "Zakarpattia",
      "Казимирчук": "Kazymyrchuk", "Медвин": "Medvyn", "Михайленко": "Mykhailenko", "Іванків": "Ivankiv",
      "Їжакевич": "Yizhakevych", "Кадиївка": "Kadyivka", "Мар'їне": "Marine", "Йосипівка": "Yosypivka",
      "Стрий": "Stryi",
      "Олексій": "Oleksii", "Київ": "Kyiv", "Коваленко": "Kovalenko", "Лебедин": "Lebedyn", "Миколаїв": "Mykolaiv",
      "Ніжин": "Nizhyn", "Наталія": "Nataliia", "Одеса": "Odesa", "Полтава": "Poltava", "Решетилівка": "Reshetylivka",
      "Суми": "Sumy", "Тернопіль": "Ternopil", "Троць": "Trots", "Ужгород": "Uzhhorod", "Фастів": "Fastiv",
      "Харків": "Kharkiv", "Христина": "Khrystyna", "Біла Церква": "Bila Tserkva", "Чернівці": "Chernivtsi",
      "Шостка": "Shostka", "Щербухи": "Shcherbukhy", "Гоща": "Hoshcha", "Гаращенко": "Harashchenko", "Юрій": "Yurii",
      "Корюківка": "Koriukivka", "Яготин": "Yahotyn", "Ярошенко": "Yaroshenko", "Костянтин": "Kostiantyn",
      "Знам'янка": "Znamianka", "Феодосія": "Feodosiia", "Згорани": "Zghorany", "Розгон": "Rozghon",
    ]
    for (cyrillic, latin) in examples { #expect(Transliteration.latin(cyrillic, scheme: .ukrainian) == latin) }
    #expect(Transliteration.latin("ЩЕРБУХИ, Я", scheme: .ukrainian) == "SHCHERBUKHY, Ya")
  }

  /// ISO 9:1995 has one sign per letter, and nothing is lost.
  @Test func iso9IsReversible() {
    #expect(Transliteration.latin("Юлия Щербакова, съезд, Ґалаґан", scheme: .iso9) == "Ûliâ Ŝerbakova, sʺezd, G̀alag̀an")
    for text in [
      "Съешь ещё этих мягких французских булок, да выпей чаю", "Жебракують філософи при ґанку церкви в Гадячі", "БЫКАЎ",
    ] {
      #expect(Transliteration.cyrillic(fromISO9: Transliteration.latin(text, scheme: .iso9)) == text)
    }
  }

  @Test func hanIsReadAsPinyin() {
    #expect(Transliteration.pinyin("王伟") == "wang wei")
    #expect(Transliteration.pinyin("李娜 Ltd", separator: "") == "lina Ltd")
    #expect(Transliteration.pinyin("重庆") == "chong qing")
    #expect(Transliteration.pinyin("Юлия") == "Юлия")
    #expect(Transliteration.matchingKey("国藩") == Transliteration.matchingKey("Guofan"))
  }
}
