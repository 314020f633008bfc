/// How a delimited text file is written: what separates, what quotes, and how strictly it is read.
///
/// The defaults are RFC 4180 read leniently. `CSVDetection` finds a format from the first bytes of a file.
public struct CSVFormat: Hashable, Codable, Sendable {
  /// What happens with a row that breaks the rules.
  public enum Strictness: String, Codable, Hashable, Sendable, CaseIterable {
    /// The row is given as well as it can be read, and carries its issues.
    case lenient
    /// `CSVReader.nextRow()` throws the row's first issue. The call after that goes on with the following row.
    case strict
  }

  /// What a lenient reader does with a row that has fewer fields than the header (or than the first row).
  public enum RaggedRows: String, Codable, Hashable, Sendable, CaseIterable {
    /// The row keeps its own number of fields.
    case keep
    /// Missing fields are given as empty; fields too many are kept.
    case pad
  }

  /// The comma, the delimiter of RFC 4180.
  public static let comma = UInt8(ascii: ",")
  /// The semicolon, which spreadsheets write where the comma is the decimal separator.
  public static let semicolon = UInt8(ascii: ";")
  /// The horizontal tab.
  public static let tab = UInt8(ascii: "\t")
  /// The vertical bar.
  public static let bar = UInt8(ascii: "|")

  /// The ASCII byte between two fields. A byte of 0x80 or above never matches as a character and must not be used.
  public var delimiter: UInt8
  /// The ASCII byte around fields that hold delimiters or line ends, doubled inside; nil when nothing is quoted.
  public var quote: UInt8?
  /// Whether the first row names the columns and is not given as a row.
  public var hasHeader: Bool
  /// Whether issues are carried by the row or thrown.
  public var strictness: Strictness
  /// What becomes of short rows in a lenient reader.
  public var raggedRows: RaggedRows
  /// Whether spaces and tabs around fields are dropped, also between a delimiter and an opening quote.
  /// RFC 4180 counts them as part of the field, so this is off by default.
  public var trimsFields: Bool
  /// Whether lines without a single byte are passed over instead of being rows of one empty field.
  public var skipsBlankLines: Bool
  /// Whether a first line `sep=;` (as spreadsheets write it) sets the delimiter and is passed over.
  public var honoursSeparatorLine: Bool
  /// The longest row in bytes of UTF-8, line end excluded. A longer row is cut after its last complete field that
  /// fits; an opening quote that finds no partner within this length is taken as an ordinary character.
  public var maximumRowBytes: Int
  /// The longest field in bytes of UTF-8 that is not reported; quotes count as written.
  public var maximumFieldBytes: Int

  /// A format; every argument has the default of RFC 4180 read leniently.
  public init(
    delimiter: UInt8 = CSVFormat.comma,
    quote: UInt8? = UInt8(ascii: "\""),
    hasHeader: Bool = true,
    strictness: Strictness = .lenient,
    raggedRows: RaggedRows = .keep,
    trimsFields: Bool = false,
    skipsBlankLines: Bool = true,
    honoursSeparatorLine: Bool = true,
    maximumRowBytes: Int = 1 << 20,
    maximumFieldBytes: Int = 1 << 20
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.hasHeader = hasHeader
    self.strictness = strictness
    self.raggedRows = raggedRows
    self.trimsFields = trimsFields
    self.skipsBlankLines = skipsBlankLines
    self.honoursSeparatorLine = honoursSeparatorLine
    self.maximumRowBytes = maximumRowBytes
    self.maximumFieldBytes = maximumFieldBytes
  }

  /// Comma, double quote, header, lenient.
  public static let commaSeparated = CSVFormat()
  /// Semicolon, double quote, header, lenient.
  public static let semicolonSeparated = CSVFormat(delimiter: semicolon)
  /// Tab, double quote, header, lenient.
  public static let tabSeparated = CSVFormat(delimiter: tab)
}
