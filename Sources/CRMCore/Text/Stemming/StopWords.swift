/// Words that are left out of an analysis on demand; own selections of the most frequent function words.
enum StopWords {
  static let english = words(
    """
    a about after all also am an and any are as at be because been before being between both but by can could did do does \
    during each for from had has have he her here hers him his how i if in into is it its just me more most my no nor not of \
    off on once only or other our out over own same she should so some such than that the their them then there these they \
    this those through to too under until up very was we were what when where which while who whom why will with would you \
    your yours
    """)

  static let russian = words(
    """
    а без более больше будет будто бы был была были было быть в вам вас вдруг ведь во вот впрочем все всегда всего всех всю вы \
    где да даже два для до другой его ее ей ему если есть еще ж же за зачем здесь и из или им иногда их к как какая какой \
    когда конечно кто куда ли лучше между меня мне много может можно мой моя мы на над надо наконец нас не него нее ней нельзя \
    нет ни нибудь никогда ним них ничего но ну о об один он она они опять от перед по под после потом потому почти при про раз \
    разве с сам свою себе себя сейчас со совсем так такой там тебя тем теперь то тогда того тоже только том тот три тут ты у \
    уж уже хорошо хоть чего чем через что чтоб чтобы чуть эти этого этой этом этот эту я
    """)

  static let ukrainian = words(
    """
    а або але ані б без би буде був була були було бути в вам вас весь вже ви від він вона вони воно все всі всього втім ге де \
    для до є ж же за з зі із його йому і й їй їм їх ії коли крім куди лише лиш має мене мені між мій моя ми можна на над нам \
    нас наш не неї нема немає ним них ні ніби ніж ніхто ніщо но ну о об один ось отже перед під після по поки при про саме \
    свій своя себе собі так така такий також там те теж ти тим тільки то той тому тут у уже хоч хоча хто це цей ця чи через \
    чого чому що щоб щось ще я яка який які як якщо
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map { String($0) })
  }
}
