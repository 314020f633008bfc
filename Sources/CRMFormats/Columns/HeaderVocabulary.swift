/// Headings under which each field is met in English, Russian, Ukrainian, Chinese and a little German, already in the
/// form that `HeaderText` gives.
enum HeaderVocabulary {
  /// A phrase to its field. Built once.
  static let phrases: [String: ImportField] = {
    var result: [String: ImportField] = [:]
    for (field, lists) in [english, russian, ukrainian, chinese, german].flatMap({ $0 }) {
      for phrase in lists.split(separator: ",") { result[HeaderText(String(phrase)).phrase] = field }
    }
    return result
  }()

  /// Words that take the meaning away ("email opt out", "дата создания email"): no suggestion without an exact match.
  static let disqualifying: Set<String> = [
    "id", "opt", "optout", "status", "count", "type", "verified", "valid", "consent", "source", "domain", "bounced",
    "количество", "статус", "согласие", "тип", "источник", "кількість", "джерело", "згода", "rate", "owner",
    "subscribed", "unsubscribed", "manager", "agent", "label", "phonetic", "extension", "score", "yomi",
  ]

  /// Phrases that say something only when they are the whole heading: "product name" is no person's name.
  static let wholeOnly: Set<String> = [
    "name", "contact", "customer", "client", "person", "value", "total", "group", "business", "account", "имя",
    "контакт",
    "клиент", "имя клиента", "имя контакта", "группа", "імя", "клієнт", "група", "名", "姓", "市", "客户", "客戶", "land",
    "ort", "date", "дата", "sum", "born", "cell", "mail", "description", "details", "описание", "опис",
  ]

  private typealias List = [(ImportField, String)]

  private static let english: List = [
    (.givenName, "given name,first name,firstname,forename,fname,christian name,name first,contact first name"),
    (.familyName, "family name,last name,lastname,surname,lname,second name,name last,contact last name"),
    (.fullName, "full name,name,contact name,customer name,display name,contact,customer,client,client name,person"),
    (.fullName, "lead name,file as,attendee"),
    (.organisation, "organisation,organization,company,company name,account,account name,employer,business,firm"),
    (.organisation, "organization name,organisation name,business name,org,legal name"),
    (.email, "email,e mail,email address,e mail address,mail,emails,primary email,work email,business email"),
    (.email, "personal email,contact email,e mail value,email value"),
    (.phone, "phone,phone number,telephone,tel,mobile,mobile phone,cell,cell phone,mobile number,telephone number"),
    (.phone, "work phone,home phone,business phone,primary phone,phones,contact number,whatsapp,phone value,fax"),
    (.street, "street,address,street address,address line,mailing street,billing street,home street,business street"),
    (.street, "postal address,mailing address,billing address,addr,address street,shipping address,shipping street"),
    (.city, "city,town,suburb,locality,mailing city,billing city,home city,business city,address city,shipping city"),
    (.postalCode, "postal code,postcode,zip,zip code,zipcode,post code,mailing postal code,billing postal code"),
    (.postalCode, "mailing zip,billing zip,home postal code,business postal code,address postal code,zip postal code"),
    (.country, "country,country code,country region,nation,mailing country,billing country,business country region"),
    (.country, "home country region,address country,country name,shipping country"),
    (.birthDate, "birth date,birthday,date of birth,dob,birthdate,born"),
    (.tags, "tags,tag,labels,categories,category,groups,group,group membership,segments,segment,keywords"),
    (.note, "note,notes,comment,comments,remark,remarks,description,memo,details"),
    (.amount, "amount,sum,total,value,price,revenue,close value,deal value,deal amount,sales price,spend,budget"),
    (.amount, "unit price,total amount,order total,annual revenue"),
    (.date, "date,created,created at,creation date,created date,close date,order date,purchase date,invoice date"),
    (.date, "engage date,start date,timestamp,datetime,date time,updated at,registered,registration date"),
  ]

  private static let russian: List = [
    (.givenName, "имя"),
    (.familyName, "фамилия"),
    (.fullName, "фио,ф и о,полное имя,фамилия имя отчество,контакт,контактное лицо,клиент,имя клиента,покупатель"),
    (.fullName, "заказчик,имя контакта,имя фамилия,фамилия имя,имя и фамилия,фамилия и имя"),
    (.organisation, "организация,компания,название компании,фирма,предприятие,наименование организации,контрагент"),
    (.organisation, "юридическое лицо,наименование компании,место работы"),
    (.email, "почта,электронная почта,имейл,емейл,эл почта,адрес электронной почты,мейл,электронный адрес"),
    (.phone, "телефон,номер телефона,мобильный,мобильный телефон,тел,сотовый,рабочий телефон,домашний телефон"),
    (.phone, "контактный телефон,телефоны,моб телефон,факс"),
    (.street, "адрес,улица,почтовый адрес,адрес доставки,улица и дом,юридический адрес"),
    (.city, "город,населенный пункт"),
    (.postalCode, "индекс,почтовый индекс"),
    (.country, "страна"),
    (.birthDate, "дата рождения,день рождения,др,д р"),
    (.tags, "теги,тэги,метки,категории,категория,группа,группы,сегмент"),
    (.note, "примечание,примечания,комментарий,комментарии,заметка,заметки,описание"),
    (.amount, "сумма,стоимость,цена,итого,бюджет,сумма сделки,выручка,сумма заказа"),
    (.date, "дата,дата создания,дата заказа,дата сделки,создан,дата регистрации,дата покупки,дата закрытия"),
  ]

  private static let ukrainian: List = [
    (.givenName, "імя"),
    (.familyName, "прізвище"),
    (.fullName, "піб,п і б,повне імя,прізвище імя по батькові,контактна особа,клієнт,імя клієнта,покупець,замовник"),
    (.fullName, "прізвище та імя,імя та прізвище,імя прізвище,прізвище імя"),
    (.organisation, "організація,компанія,назва компанії,фірма,підприємство,назва організації,місце роботи"),
    (.email, "пошта,електронна пошта,ел пошта,імейл,адреса електронної пошти,електронна адреса"),
    (.phone, "номер телефону,мобільний,мобільний телефон,робочий телефон,контактний телефон,телефони"),
    (.street, "адреса,вулиця,поштова адреса,адреса доставки,юридична адреса"),
    (.city, "місто,населений пункт"),
    (.postalCode, "індекс,поштовий індекс"),
    (.country, "країна"),
    (.birthDate, "дата народження,день народження"),
    (.tags, "мітки,категорії,категорія,група,групи"),
    (.note, "примітка,примітки,коментар,коментарі,нотатка,нотатки,опис"),
    (.amount, "сума,вартість,ціна,разом,сума угоди,виручка,сума замовлення"),
    (.date, "дата створення,дата замовлення,створено,дата угоди,дата реєстрації"),
  ]

  private static let chinese: List = [
    (.givenName, "名,名字"),
    (.familyName, "姓,姓氏"),
    (.fullName, "姓名,联系人,客户,客户姓名,客户名称,联系人姓名,聯絡人,客戶,客戶姓名,联络人"),
    (.organisation, "公司,公司名称,单位,组织,企业,企业名称,单位名称,公司名稱,機構,机构"),
    (.email, "邮箱,电子邮件,电子邮箱,邮件,邮箱地址,電子郵件,郵箱,电子邮件地址"),
    (.phone, "电话,手机,手机号,手机号码,电话号码,联系电话,座机,電話,手機,移动电话"),
    (.street, "地址,街道,详细地址,联系地址,通讯地址,街道地址"),
    (.city, "城市,市"),
    (.postalCode, "邮编,邮政编码,郵遞區號,邮政编号"),
    (.country, "国家,國家,国家地区"),
    (.birthDate, "生日,出生日期,出生年月"),
    (.tags, "标签,類別,分类,分组,標籤,类别"),
    (.note, "备注,说明,描述,備註,注释"),
    (.amount, "金额,总额,价格,合计,金額,成交金额,销售额"),
    (.date, "日期,创建日期,创建时间,下单时间,签约日期,成交日期"),
  ]

  private static let german: List = [
    (.givenName, "vorname"),
    (.familyName, "nachname,familienname"),
    (.fullName, "vollständiger name,ansprechpartner,kunde,kundenname"),
    (.organisation, "firma,unternehmen,organisation,firmenname"),
    (.email, "e mail adresse,mailadresse"),
    (.phone, "telefon,telefonnummer,handy,mobil,mobiltelefon,rufnummer"),
    (.street, "straße,adresse,anschrift,straße und hausnummer"),
    (.city, "ort,stadt,wohnort"),
    (.postalCode, "plz,postleitzahl"),
    (.country, "land"),
    (.birthDate, "geburtsdatum,geburtstag"),
    (.tags, "schlagworte,kategorien,kategorie,gruppe"),
    (.note, "notiz,notizen,bemerkung,bemerkungen,kommentar"),
    (.amount, "betrag,summe,preis,umsatz"),
    (.date, "datum,erstellt am,bestelldatum"),
  ]
}
