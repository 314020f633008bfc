public import CRMCore
public import CRMFormats
import Foundation

/// How the columns of one file write values, and what values of custom fields they mean.
struct ImportedValues: Sendable {
  var dates: [DatePattern]
  var numbers: NumberParser.Style
  var currency: Currency?

  /// The value of a kind that a text means; `nil` if it is none.
  func value(_ text: String, as kind: FieldValue.Kind) -> FieldValue? {
    switch kind {
    case .text: return .text(text)
    case .choice: return .choice(text)
    case .choices: return .choices(Set(Self.parts(text)))
    case .list: return .list(Self.parts(text).map { .text($0) })
    case .bool: return RowReader.flag(reading: text).map { .bool($0) }
    case .day: return (try? DateParser(dates).day(text)).map { .day($0) }
    case .date:
      return (try? DateParser(dates).day(text)).map { .date($0.startDate(in: .gmt)) }
    case .decimal: return (try? NumberParser(numbers).number(text)).map { .decimal($0) }
    case .integer:
      guard let number = try? NumberParser(numbers).number(text), let value = Int64("\(number)") else { return nil }
      return .integer(value)
    case .money:
      guard let currency, let number = try? NumberParser(numbers).number(text),
        let money = try? Money(number, currency, rounding: .halfUp)
      else { return nil }
      return .money(money)
    case .reference, .null: return nil
    }
  }

  private static func parts(_ text: String) -> [String] {
    text.split { ";,|".contains($0) }.compactMap { String($0).trimmedOrNil }
  }
}

extension CSVColumnMapping {
  /// Maps the columns whose heading is the name or the label of a custom field, without regard to case and diacritics, to
  /// `custom.NAME`; a field that was suggested gives way. O(columns + definitions).
  public mutating func addCustomFields(_ definitions: FieldDefinitions, header: [String]) {
    var names: [String: String] = [:]
    for definition in definitions.definitions.reversed() {
      names[TextFolding.searchKey(definition.label)] = definition.name
      names[TextFolding.searchKey(definition.name)] = definition.name
    }
    for (column, heading) in header.enumerated() {
      guard let heading = heading.trimmedOrNil, let name = names[TextFolding.searchKey(heading)] else { continue }
      fields[column] = ImportField(rawValue: FieldName.custom(name).rawValue)
    }
  }
}
