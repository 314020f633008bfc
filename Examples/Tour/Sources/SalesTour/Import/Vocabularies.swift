import CRM
import Foundation

/// Words that are known beforehand, to recognise misspelt ones by.
enum Vocabularies {
  /// Lines of business. What is none of them and not near to one stays as it is written.
  static let industries = SpellingRepair(
    known: """
      accounting, advertising, aerospace, agriculture, airlines, apparel, architecture, automotive, banking,
      biotechnology, broadcasting, chemicals, construction, consulting, consumer goods, cosmetics, defence, dentistry,
      design, distribution, education, electronics, employment, energy, engineering, entertainment, environment, events,
      facilities, fashion, finance, fishing, food, forestry, furniture, gambling, games, government, hardware, health care,
      hospitality, information technology, insurance, internet, investment, jewellery, journalism, legal, leisure,
      logistics, luxury goods, machinery, manufacturing, maritime, marketing, media, medical, mining, music, non-profit,
      oil and gas, packaging, paper, pharmaceuticals, photography, plastics, printing, property, public sector, publishing,
      railways, real estate, recreation, recruitment, religion, research, restaurants, retail, security, semiconductors,
      services, shipbuilding, software, sports, steel, technology, telecommunications, textiles, tobacco, tourism, toys,
      trade, translation, transport, travel, utilities, veterinary, warehousing, waste, wholesale, wine
      """.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) })

  /// The names of countries in English, and short ones that business uses.
  static let countries: SpellingRepair = {
    let english = Locale(identifier: "en_US")
    let official = Locale.Region.isoRegions.compactMap { region -> String? in
      guard CountryCode(region.identifier)?.isAssigned == true else { return nil }
      return english.localizedString(forRegionCode: region.identifier)
    }
    return SpellingRepair(known: official + ["Korea", "Russia", "UAE", "UK", "USA", "Great Britain", "Holland"])
  }()
}
