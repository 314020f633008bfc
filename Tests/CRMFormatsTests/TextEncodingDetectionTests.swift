import CRMFormats
import Testing

@Suite struct TextEncodingDetectionTests {
  static let russian = """
    Фамилия;Имя;Город;Телефон
    Иванова;Анна;Санкт-Петербург;+7 812 123-45-67
    Кузнецов;Пётр;Нижний Новгород;+7 831 765-43-21
    """
  static let ukrainian = """
    Прізвище;Ім'я;Місто;Телефон
    Шевченко;Оксана;Київ;+380 44 123 45 67
    Їжакевич;Євген;Чернігів;+380 46 222 33 44
    """
  static let german = """
    Name;Straße;Ort
    Jörg Müller;Äußere Weberstraße 5;Görlitz
    Käthe Groß;Schöne Aussicht 1;Nürnberg
    """
  static let chinese = """
    姓名,公司,城市,电话
    王小明,北京科技有限公司,北京,010-12345678
    李娜,上海贸易公司,上海,021-87654321
    """

  @Test func tellsTheEncodingsApart() {
    let samples: [(String, [TextEncoding])] = [
      (Self.russian, [.utf8, .utf16LittleEndian, .utf16BigEndian, .windows1251]),
      (Self.ukrainian, [.utf8, .utf16LittleEndian, .utf16BigEndian, .windows1251]),
      (Self.german, [.utf8, .utf16LittleEndian, .utf16BigEndian, .windows1252]),
      (Self.chinese, [.utf8, .utf16LittleEndian, .utf16BigEndian, .gb18030]),
    ]
    for (text, encodings) in samples {
      for encoding in encodings {
        let bytes = TextDecoderTests.encode(text, encoding)
        let found = TextEncodingDetection(of: bytes, isComplete: true)
        #expect(found.encoding == encoding)
        #expect(found.confidence > 0.5 && !found.hasByteOrderMark)
        #expect(found.encoding.decode(bytes) == text)
      }
    }
  }

  @Test(arguments: ["Анна", "МОСКВА, КИЕВ", "Иван Петров", "ул. Ленина, 5", "Ёлкина", "Київ", "Їжак"])
  func shortCyrillic(text: String) {
    #expect(
      TextEncodingDetection(of: TextDecoderTests.encode(text, .windows1251), isComplete: true).encoding == .windows1251)
  }

  @Test(arguments: ["Müller", "Café", "François Lefèvre", "Ål", "señor", "10 € für 2", "naïve"])
  func shortWestern(text: String) {
    #expect(
      TextEncodingDetection(of: TextDecoderTests.encode(text, .windows1252), isComplete: true).encoding == .windows1252)
  }

  @Test(arguments: ["中国移动通信", "王小明,北京", "联系人：张伟（总经理）"])
  func shortChinese(text: String) {
    #expect(TextEncodingDetection(of: TextDecoderTests.encode(text, .gb18030), isComplete: true).encoding == .gb18030)
  }

  @Test func byteOrderMarksDecide() {
    for encoding in TextEncoding.allCases where !encoding.byteOrderMark.isEmpty {
      let found = TextEncodingDetection(of: encoding.byteOrderMark + TextDecoderTests.encode("a,b\n", encoding))
      #expect(found.encoding == encoding && found.hasByteOrderMark && found.confidence == 1)
    }
  }

  @Test func asciiNothingAndDamage() {
    #expect(TextEncodingDetection(of: []).encoding == .utf8)
    #expect(TextEncodingDetection(of: Array("a,b\n".utf8)).encoding == .utf8)
    let russian = Array(Self.russian.utf8)
    for cut in 1...4 {
      #expect(TextEncodingDetection(of: Array(russian.dropLast(cut + 60))).encoding == .utf8)
    }
    #expect(TextEncodingDetection(of: russian + [0xFF] + russian).encoding == .utf8)
    #expect(TextEncodingDetection(of: [0x41, 0xA0, 0x41]).confidence <= 0.5)
  }
}
