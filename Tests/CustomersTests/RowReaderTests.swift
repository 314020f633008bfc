import CRMCore
import Customers
import Foundation
import Testing

@Suite struct RowReaderTests {
  private func reader(_ sector: String) -> RowReader {
    let row = ImportRow(line: 7, columns: ImportRow.Columns(["sector"]), fields: [sector])
    return RowReader(row, now: Date(timeIntervalSince1970: 0))
  }

  @Test func openVocabularyRepairsWhatIsMisspeltAndKeepsWhatIsUnknown() {
    let vocabulary = SpellingRepair(known: ["technology", "retail"])

    var misspelt = reader("technolgy")
    #expect(misspelt.text("sector", spelledAs: vocabulary) == "technology")
    #expect(
      misspelt.repairs == [
        RepairedRow(line: 7, field: "sector", reason: Reason(ImportReason.repairedSpelling, ["distance": .integer(1)]))
      ])

    for text in ["retail", "falconry"] {
      var kept = reader(text)
      #expect(kept.text("sector", spelledAs: vocabulary) == text)
      #expect(kept.repairs.isEmpty)
      #expect(kept.problems.isEmpty)
    }

    var empty = reader("  ")
    #expect(empty.text("sector", spelledAs: vocabulary) == nil)
    #expect(empty.problems.isEmpty)
  }
}
