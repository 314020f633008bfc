import Consent
import Testing

@Suite struct StopWordsTests {
  private func isStop(_ text: String) -> Bool { StopWords.standard.match(text) != nil }

  @Test(arguments: [
    // CTIA and 47 CFR § 64.1200(a)(10).
    "STOP", "stop", "Stop.", "\"STOP\"", "STOP!!!", " stop\n", "STOPALL", "Stop all", "UNSUBSCRIBE", "CANCEL", "END",
    "QUIT",
    "REVOKE", "opt out", "OPT-OUT", "stop please", "please stop", "Stop 🙏", "ｓｔｏｐ",
    "СТОП", "стоп", "Стоп, пожалуйста", "отписаться", "ОТПИСКА", "отмена", "не пишите мне",
    "відписатися", "Відписатись!", "скасувати", "не надсилайте",
    "退订", "退訂", "TD", "td", "T", "回T", "取消订阅", "不要再发了", "退订。",
    "STOPP", "abmelden", "Abbestellen", "Kündigen", "KÜNDIGEN", "keine SMS mehr",
    "ARRET", "arrêt", "Arrêtez", "désabonner", "STOP SMS", "annuler",
    // What follows a clear word does not take it back.
    "STOP, no more", "Stop, do not text", "STOP I'm not interested", "Стоп, не пишите", "Стоп, не надо",
    "Stopp, kein Interesse", "alto, no",
    "BAJA", "baja", "dar de baja", "cancelar", "Parar", "no más", "NO MAS",
  ])
  func whatPeopleWriteToEndItIsUnderstood(_ text: String) {
    #expect(isStop(text), "\(text)")
  }

  @Test(arguments: [
    "", "   ", "!!!", "ok", "Yes", "да", "是", "ja", "oui", "sí", "Don't stop", "please do not stop", "Не стоп",
    "nicht abmelden", "The bus stop is closed", "When does it end?", "I want to cancel my order", "отмена заказа 1234",
    "Wann ist Ende?", "à la fin", "Hasta el fin", "stop by at five tomorrow then", "unstoppable", "стопка книг", "2",
    "N",
    "Können wir den Termin verschieben? Ende der Woche passt.",
  ])
  func whatMeansSomethingElseIsNot(_ text: String) {
    #expect(!isStop(text), "\(text)")
  }

  @Test func everyLanguageHasWordsThatMatchThemselves() {
    let languages: Set<String> = ["en", "ru", "uk", "zh", "de", "fr", "es"]
    #expect(Set(StopWords.standard.whole.keys) == languages)
    for table in [StopWords.standard.clear, StopWords.standard.whole] {
      for word in table.values.flatMap({ $0 }) { #expect(isStop(word), "\(word)") }
    }
    #expect(StopWords.standard.match("відписка")?.language == "uk")
    #expect(StopWords.standard.match("Abmelden")?.word == "abmelden")
  }
}
