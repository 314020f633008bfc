/// Names for the small base. Any likeness to a company is chance.
enum SampleWords {
  struct Item: Sendable {
    var name: String
    var series: String
    var price: Int

    /// How the product is written in a row: every other time without its space, if there is none to lose, as it is.
    func written(_ row: Int) -> String { row % 2 == 0 ? name : name.replacing("Air ", with: "Air") }
  }

  static let products = [
    Item(name: "Air Basic", series: "Air", price: 480), Item(name: "Air Pro", series: "Air", price: 4_150),
    Item(name: "Rack 12", series: "Rack", price: 2_990), Item(name: "Rack 48", series: "Rack", price: 17_800),
    Item(name: "Dock", series: "Desk", price: 65),
  ]

  static let accounts = [
    "Amberline", "Birchwood Foods", "Calder & Sons", "Dunmore Labs", "Eastgate Media", "Fernhill", "Gull Harbour",
    "Halden Optics", "Ironbridge Tools", "Juniper Press", "Kestrel Freight", "Larkspur", "Milltown Dairy", "Northfold",
    "Oakmere Clinics", "Pinegrove", "Quayside Travel", "Redfern Textiles", "Silverdale", "Thornbury", "Umberfield",
    "Valemont", "Westmarch", "Yarrow Energy",
  ]

  /// With the same slips as in a real base.
  static let sectors = ["technolgy", "retail", "medical", "finanse", "software", "logistics"]
  static let countries = ["United States", "Philipines", "Germany", "Japan", "Norway"]

  static let agents = [
    "Ada Brook", "Ben Carver", "Cleo Danes", "Dora Ellis", "Egon Frey", "Fay Grant", "Gil Harper", "Hana Ito",
    "Ivo Jansen",
  ]
  static let managers = ["Maud Keller", "Ned Larsen", "Olga Marek"]
  static let offices = ["North", "South"]
}
