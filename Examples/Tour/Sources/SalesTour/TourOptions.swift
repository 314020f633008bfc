public import CRM
public import Foundation

/// What the tour was asked for.
public struct TourOptions: Hashable, Sendable {
  /// The folder with the sales base; `nil` generates a small one.
  public var data: URL?
  /// The folder of the store; `nil` is a temporary one that is removed afterwards.
  public var store: URL?
  /// The day that the report is told for; `nil` is the last day in the data.
  public var asOf: CalendarDay?
  /// After how many days without a decision an engaged deal is stalled.
  public var stalledDays: Int
  /// How many rows the generated bases have in which duplicates are looked for; 0 leaves the section out.
  public var duplicateRows: Int
  /// Whether the report is one JSON object.
  public var isJSON: Bool
  /// Whether every repaired row is told, not just the first ones of each kind.
  public var isVerbose: Bool
  /// Whether only the usage is asked for.
  public var isHelp: Bool

  /// Options; by default a readable report on a small base that is generated.
  public init(
    data: URL? = nil, store: URL? = nil, asOf: CalendarDay? = nil, stalledDays: Int = 90,
    duplicateRows: Int = 5_000, isJSON: Bool = false,
    isVerbose: Bool = false, isHelp: Bool = false
  ) {
    self.data = data
    self.store = store
    self.asOf = asOf
    self.stalledDays = stalledDays
    self.duplicateRows = duplicateRows
    self.isJSON = isJSON
    self.isVerbose = isVerbose
    self.isHelp = isHelp
  }

  /// How the tour is called.
  public static let usage = """
    usage: tour [--data DIR --store DIR] [--as-of DATE] [--stalled-days N] [--duplicate-rows N] [--json]
                [--verbose]

      --data DIR        the folder with the four files …accounts.csv, …products.csv, …sales_teams.csv, …sales_pipeline.csv
      --store DIR       the folder that the records are kept in; messages go to the folder outbox beside it
      --as-of DATE      the day to report on, as 2017-12-31; the last day in the data by default
      --stalled-days N  after how many days an engaged deal is stalled; 90 by default
      --duplicate-rows N
                        rows of the generated bases in which duplicates are looked for; 5000 by default, 0 for none
      --json            print one JSON object
      --verbose         tell every repaired row

    Without folders the tour makes a small sales base in a temporary folder and removes it at the end.
    """

  /// Reads the arguments of a command line, without the program's name.
  ///
  /// - Throws: ``UsageError`` naming the first argument that cannot be understood.
  public init(arguments: [String]) throws(UsageError) {
    self.init()
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--data": data = try Self.folder(after: option, &rest)
      case "--store": store = try Self.folder(after: option, &rest)
      case "--as-of":
        let text = try Self.value(after: option, &rest)
        guard let day = CalendarDay(text) else { throw UsageError("\(text) is no day of the form 2017-12-31") }
        asOf = day
      case "--stalled-days":
        stalledDays = try Self.number(of: "days", after: option, &rest)
      case "--duplicate-rows":
        duplicateRows = try Self.number(of: "rows", after: option, &rest)
      case "--json": isJSON = true
      case "--verbose": isVerbose = true
      case "--help", "-h": isHelp = true
      default: throw UsageError("unknown argument \(option)")
      }
    }
    if !isHelp, (data == nil) != (store == nil) { throw UsageError("--data and --store belong together") }
  }

  private static func value(after option: String, _ rest: inout ArraySlice<String>) throws(UsageError) -> String {
    guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("--") else {
      throw UsageError("\(option) needs a value")
    }
    return value
  }

  private static func number(
    of things: String, after option: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> Int {
    let text = try value(after: option, &rest)
    guard let number = Int(text), number >= 0 else { throw UsageError("\(text) is no number of \(things)") }
    return number
  }

  private static func folder(after option: String, _ rest: inout ArraySlice<String>) throws(UsageError) -> URL {
    URL(filePath: try value(after: option, &rest), directoryHint: .isDirectory)
  }
}

/// A command line that cannot be understood.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public let description: String

  /// A command line with this fault.
  public init(_ description: String) {
    self.description = description
  }
}
