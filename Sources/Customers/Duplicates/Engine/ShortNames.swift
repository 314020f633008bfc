import CRMCore

/// Short and familiar forms of given names.
enum ShortNames {
  /// The key that all forms of a name share; `nil` for a name without known forms.
  static func longForm(of key: String) -> String? { table[key] }

  /// By matching key. A form that belongs to several names (Chris, Женя) stands for the first of them.
  private static let table: [String: String] = {
    var table: [String: String] = [:]
    for line in forms {
      let keys = line.split(separator: " ").map { Transliteration.matchingKey(String($0)) }
      for key in keys where table[key] == nil { table[key] = keys[0] }
    }
    return table
  }()

  /// The long form first. Sources: the English forms in common use (Hanks, Hardcastle and Hodges, "A Dictionary of First
  /// Names"); Russian and Ukrainian ones from Petrovsky, "Словарь русских личных имён", and Skrypnyk and Dziatkivska,
  /// "Власні імена людей".
  private static let forms: [String] = [
    "robert rob bob bobby robbie bert", "william will bill billy willie liam", "richard rick dick richie ricky",
    "james jim jimmy jamie", "john jack johnny jon", "jonathan jon", "michael mike mick mickey", "thomas tom tommy",
    "joseph joe joey", "charles charlie chuck", "edward ed eddie ted ned", "daniel dan danny", "matthew matt",
    "anthony tony", "christopher chris kit", "andrew andy drew", "david dave davey", "steven stephen steve stevie",
    "kenneth ken kenny", "ronald ron ronnie", "donald don donnie", "timothy tim timmy", "samuel sam sammy",
    "benjamin ben benny", "gregory greg", "nicholas nick nicky", "alexander alex sandy", "frederick fred freddie",
    "lawrence larry", "patrick pat paddy", "peter pete", "philip phil", "raymond ray", "gerald gerry jerry",
    "leonard len lenny", "harold harry hal", "henry harry hank", "albert al bert", "arthur art", "walter walt wally",
    "joshua josh", "zachary zach zack", "nathaniel nathan nate", "jacob jake", "oliver ollie", "theodore theo ted",
    "elizabeth liz beth betty eliza lizzie libby", "margaret maggie meg peggy greta",
    "catherine katherine kate katie cathy kathy",
    "jennifer jen jenny", "patricia pat patty trish", "susan sue susie", "deborah deb debbie", "barbara barb babs",
    "rebecca becky", "victoria vicky tori", "dorothy dot dolly", "abigail abby gail", "alexandra sandra lexi",
    "amanda mandy", "christina chris tina", "jessica jess jessie", "kimberly kim", "pamela pam", "samantha sam",
    "stephanie steph", "theresa tess terry", "virginia ginny", "isabella bella isabel", "charlotte lottie",
    "eleanor ellie nell",
    "александр саша саня шура", "алексей лёша алёша", "анатолий толя", "андрей андрюша", "антон тоша", "борис боря",
    "вадим вадик", "валентин валя", "валерий валера", "василий вася", "виктор витя", "виталий виталик",
    "владимир вова володя",
    "владислав влад", "вячеслав слава", "геннадий гена", "георгий жора гоша", "григорий гриша", "дмитрий дима митя",
    "евгений женя", "иван ваня", "игорь игорёк", "илья илюша", "кирилл кир", "константин костя", "леонид лёня",
    "максим макс",
    "михаил миша", "николай коля", "олег олежка", "павел паша", "пётр петя", "роман рома", "сергей серёжа",
    "станислав стас",
    "степан стёпа", "фёдор федя", "юрий юра", "ярослав ярик", "анастасия настя", "анна аня", "валентина валюша",
    "вера верочка", "виктория вика", "галина галя", "дарья даша", "евгения женечка", "екатерина катя",
    "елена лена алёна",
    "ирина ира", "ксения ксюша", "лариса лара", "любовь люба", "людмила люда мила", "марина мариша", "мария маша",
    "надежда надя", "наталья наталия наташа", "оксана ксана", "ольга оля", "полина поля", "светлана света",
    "софья софия соня",
    "татьяна таня", "юлия юля", "олександр сашко", "олексій льоша", "андрій", "богдан бодя", "володимир вова володя",
    "василь вася", "віктор вітя", "григорій гриць", "дмитро діма", "євген женя", "іван ваня", "михайло миша",
    "микола коля",
    "петро петрик", "сергій сергійко", "тарас тарасик", "юрій юра", "ганна галя ганнуся", "катерина катя", "олена лена",
    "марія марічка", "наталія наталка", "оксана ксеня", "ольга оля", "тетяна таня", "софія соля", "юлія юля",
    "дарина дара",
  ]
}
