import CRMCore

/// Words that are known beforehand: lines of business, and the names of countries.
public enum KnownWords {
  /// Lines of business in English, as a reference: others may be right, too.
  public static let industries: [String] = list(
    """
    accounting, advertising, aerospace, agriculture, airlines, apparel, architecture, automotive, banking,
    biotechnology, broadcasting, chemicals, construction, consulting, consumer goods, cosmetics, defence, dentistry,
    design, distribution, education, electronics, employment, energy, engineering, entertainment, environment, events,
    facilities, fashion, finance, fishing, food, forestry, furniture, gambling, games, government, hardware,
    health care, healthcare, hospitality, information technology, insurance, internet, investment, jewellery,
    journalism, legal, leisure, logistics, luxury goods, machinery, manufacturing, maritime, marketing, media, medical,
    mining, music, non-profit, oil and gas, packaging, paper, pharmaceuticals, photography, plastics, printing,
    property, public sector, publishing, railways, real estate, recreation, recruitment, religion, research,
    restaurants, retail, security, semiconductors, services, shipbuilding, software, sports, steel, technology,
    telecommunications, textiles, tobacco, tourism, toys, trade, translation, transport, travel, utilities, veterinary,
    warehousing, waste, wholesale, wine
    """)

  /// The names of countries in English: those of ISO 3166-1 as they are said, and other ones that business uses.
  public static let countries: [String] = list(
    """
    Afghanistan, Åland Islands, Albania, Algeria, American Samoa, Andorra, Angola, Anguilla, Antarctica,
    Antigua and Barbuda, Argentina, Armenia, Aruba, Australia, Austria, Azerbaijan, Bahamas, Bahrain, Bangladesh,
    Barbados, Belarus, Belgium, Belize, Benin, Bermuda, Bhutan, Bolivia, Bonaire, Bosnia and Herzegovina, Botswana,
    Brazil, British Virgin Islands, Brunei, Bulgaria, Burkina Faso, Burma, Burundi, Cambodia, Cameroon, Canada,
    Cape Verde, Cabo Verde, Cayman Islands, Central African Republic, Chad, Channel Islands, Chile, China,
    Christmas Island, Colombia, Comoros, Congo, Democratic Republic of the Congo, Cook Islands, Costa Rica, Croatia,
    Cuba, Curaçao, Cyprus, Czechia, Czech Republic, Denmark, Djibouti, Dominica, Dominican Republic, East Timor,
    Timor-Leste, Ecuador, Egypt, El Salvador, England, Equatorial Guinea, Eritrea, Estonia, Eswatini, Swaziland,
    Ethiopia, Falkland Islands, Faroe Islands, Fiji, Finland, France, French Guiana, French Polynesia, Gabon, Gambia,
    Georgia, Germany, Ghana, Gibraltar, Great Britain, Greece, Greenland, Grenada, Guadeloupe, Guam, Guatemala,
    Guernsey, Guinea, Guinea-Bissau, Guyana, Haiti, Holland, Honduras, Hong Kong, Hungary, Iceland, India, Indonesia,
    Iran, Iraq, Ireland, Isle of Man, Israel, Italy, Ivory Coast, Côte d’Ivoire, Jamaica, Japan, Jersey, Jordan,
    Kazakhstan, Kenya, Kiribati, Korea, North Korea, South Korea, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon,
    Lesotho, Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Macau, Macao, Macedonia, North Macedonia, Madagascar,
    Malawi, Malaysia, Maldives, Mali, Malta, Marshall Islands, Martinique, Mauritania, Mauritius, Mayotte, Mexico,
    Micronesia, Moldova, Monaco, Mongolia, Montenegro, Montserrat, Morocco, Mozambique, Myanmar, Namibia, Nauru, Nepal,
    Netherlands, New Caledonia, New Zealand, Nicaragua, Niger, Nigeria, Niue, Norfolk Island, Northern Ireland,
    Northern Mariana Islands, Norway, Oman, Pakistan, Palau, Palestine, Panama, Papua New Guinea, Paraguay, Peru,
    Philippines, Poland, Portugal, Puerto Rico, Qatar, Réunion, Romania, Russia, Russian Federation, Rwanda,
    Saint Barthélemy, Saint Helena, Saint Kitts and Nevis, Saint Lucia, Saint Martin, Saint Pierre and Miquelon,
    Saint Vincent and the Grenadines, Samoa, San Marino, São Tomé and Príncipe, Saudi Arabia, Scotland, Senegal, Serbia,
    Seychelles, Sierra Leone, Singapore, Sint Maarten, Slovakia, Slovenia, Solomon Islands, Somalia, South Africa,
    South Sudan, Spain, Sri Lanka, Sudan, Suriname, Svalbard and Jan Mayen, Sweden, Switzerland, Syria, Taiwan,
    Tajikistan, Tanzania, Thailand, Togo, Tokelau, Tonga, Trinidad and Tobago, Tunisia, Turkey, Türkiye, Turkmenistan,
    Turks and Caicos Islands, Tuvalu, UAE, Uganda, UK, Ukraine, United Arab Emirates, United Kingdom, United States,
    United States of America, Uruguay, US, USA, US Virgin Islands, Uzbekistan, Vanuatu, Vatican City, Venezuela,
    Vietnam, Viet Nam, Wales, Wallis and Futuna, Western Sahara, Yemen, Zambia, Zimbabwe
    """)

  /// Short and older names of countries that are better written in full.
  public static let countryAliases: [String: String] = [
    "Eire": "Ireland", "RSA": "South Africa", "KSA": "Saudi Arabia", "PRC": "China", "Ceylon": "Sri Lanka",
    "Deutschland": "Germany", "España": "Spain", "Italia": "Italy", "Schweiz": "Switzerland", "Österreich": "Austria",
    "Polska": "Poland", "Brasil": "Brazil", "Россия": "Russia", "Україна": "Ukraine", "中国": "China",
  ]

  private static func list(_ text: String) -> [String] {
    text.replacing("\n", with: " ").split(separator: ",").compactMap { String($0).trimmedOrNil }
  }
}

extension QualityVocabulary.Knowledge {
  /// ``KnownWords/industries`` as a reference.
  public static var industries: Self { .reference(KnownWords.industries) }
  /// ``KnownWords/countries`` and nothing else, with their other names.
  public static var countries: Self { .closed(KnownWords.countries, aliases: KnownWords.countryAliases) }
}
