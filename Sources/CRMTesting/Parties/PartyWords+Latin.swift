extension PartyWords {
  static let latin = PartyWords(
    maleNames: list(
      """
      James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Steven
      Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric
      Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Frank Alexander Raymond Patrick Jack Dennis Oliver
      Harry Noah Leo Arthur Henry Oscar Archie Theodore Liam Ethan Isaac Adam Nathan Callum Owen Hugo Felix
      """),
    femaleNames: list(
      """
      Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley
      Kimberly Emily Donna Michelle Carol Amanda Dorothy Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy
      Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Rachel Carolyn Janet Catherine Maria
      Heather Diane Ruth Julie Olivia Joyce Virginia Victoria Kelly Lauren Christina Joan Evelyn Judith Megan Andrea Chloe
      """),
    familyNames: list(
      """
      Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Thompson White
      Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell
      Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Reed Bailey
      Bell Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray James Hughes Price Myers Foster
      """),
    familyStems: list(
      """
      Ash Brad Brom Bur Chad Clif Cran Dal Dray El Fair Glen Grim Had Hart Hol Kirk Lang Lin Mar Mil Nor Oak Pem Rad Ros Rut
      Sel Shel Stan Stock Sut Thorn Wal War Wes Whit Win Wood Wyn
      """),
    familyEndings: list(
      "bury by combe dale den don field ford ham hurst ington ley man more ridge shaw son ton well wick worth"),
    shortNames: forms([
      "Robert Bob Rob Bobby", "William Bill Will", "Richard Rick Dick", "James Jim Jimmy", "John Jack Johnny",
      "Michael Mike Mick", "Thomas Tom", "Joseph Joe", "Charles Charlie Chuck", "Edward Ed Ted", "Daniel Dan Danny",
      "Matthew Matt", "Anthony Tony", "Christopher Chris", "Andrew Andy", "David Dave", "Steven Steve", "Kenneth Ken",
      "Timothy Tim", "Samuel Sam", "Benjamin Ben", "Gregory Greg", "Nicholas Nick", "Alexander Alex",
      "Patricia Pat Trish",
      "Elizabeth Liz Beth Betty", "Margaret Maggie Peggy", "Jennifer Jen Jenny", "Susan Sue", "Deborah Debbie",
      "Katherine Kate Katie", "Rebecca Becky", "Victoria Vicky", "Stephanie Steph", "Jessica Jess", "Barbara Barb",
      "Catherine Cathy", "Christina Tina", "Samantha Sam", "Theodore Theo Ted", "Jonathan Jon", "Pamela Pam",
    ]),
    towns: [
      ("London", "NW"), ("Manchester", "M"), ("Leeds", "LS"), ("Bristol", "BS"), ("Sheffield", "S"), ("York", "YO"),
      ("Liverpool", "L"), ("Birmingham", "B"), ("Newcastle upon Tyne", "NE"), ("Nottingham", "NG"), ("Leicester", "LE"),
      ("Southampton", "SO"), ("Portsmouth", "PO"), ("Oxford", "OX"), ("Cambridge", "CB"), ("Norwich", "NR"),
      ("Exeter", "EX"),
      ("Plymouth", "PL"), ("Derby", "DE"), ("Coventry", "CV"), ("Reading", "RG"), ("Hull", "HU"), ("Swindon", "SN"),
      ("Ipswich", "IP"), ("Gloucester", "GL"), ("Lincoln", "LN"), ("Chester", "CH"), ("Durham", "DH"),
    ],
    postalDigits: 3,
    streets: list(
      """
      High Station Church Park Victoria Green Manor Kings Queens New Grange North South West East Main School Mill Albert
      York Springfield George Chestnut Highfield Windsor Alexandra London Broadway Stanley Richmond Cedar Maple Oakfield
      Willow Beech Elm Poplar Birch Rowan Hawthorn Holly Ivy Orchard Meadow Brook River Bridge Castle Abbey Priory Vicarage
      """
    ).flatMap { name in ["Street", "Road", "Avenue", "Lane", "Close"].map { "\(name) \($0)" } },
    line: { street, house, flat in (flat.map { "Flat \($0), " } ?? "") + "\(house) \(street)" },
    abbreviations: [
      ("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Lane", "Ln"), ("Flat", "Apt"), ("Close", "Cl"),
    ],
    organisationNames: list(
      """
      Northwind Bluebird Falcon Summit Harbour Keystone Lighthouse Redwood Silverline Evergreen Crescent Meridian Pinnacle
      Beacon Cobalt Ember Granite Horizon Juniper Lantern Monarch Orchard Paragon Quartz Riverside Saffron Tidewater Umber
      Vanguard Willowbrook Zenith Albion Brightwater Copperfield Driftwood Eastgate Foxglove Goldcrest Heron Ironbridge
      """),
    organisationTrades: [
      "Trading", "Logistics", "Consulting", "Foods", "Engineering", "Medical Supplies", "Software", "Textiles",
      "Travel",
      "Construction", "Energy", "Printing", "Furniture", "Security", "Catering", "Motors", "Chemicals", "Electronics",
    ],
    legalForms: ["Ltd", "Limited", "PLC", "LLP", "Inc.", "Ltd."],
    mailDomains: ["gmail.com", "outlook.com", "yahoo.co.uk", "icloud.com", "hotmail.co.uk", "btinternet.com"],
    phonePrefixes: ["+4477", "+4478", "+4479", "+4475"], phoneDigits: 8,
    lookalikes: [
      ("o", "0"), ("l", "1"), ("s", "5"), ("b", "6"), ("g", "9"), ("m", "n"), ("u", "v"), ("e", "c"), ("h", "b"),
    ],
    keyboard: ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
    latin: { $0 })
}
