import CRMFormats
import Customers
import Foundation

/// Public bases with the truth in the file.
enum PublicBase: String, CaseIterable {
  case febrl_dataset1, febrl_dataset2, splink_fake_1000

  /// The rows, and whom each is about.
  func load(_ folder: URL) throws -> (records: [LinkageRecord], truth: [String]) {
    var records: [LinkageRecord] = []
    var truth: [String] = []
    let bytes = try Array(Data(contentsOf: folder.appending(path: rawValue + ".csv")))
    for row in try CSVReader.rows(in: bytes) {
      func text(_ column: String) -> [String] {
        let text = (row[column] ?? "").trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? [] : [text]
      }
      func number(_ column: String) -> Int? { text(column).first.flatMap { Int($0.replacing("-", with: "")) } }
      if self == .splink_fake_1000 {
        truth += text("cluster")
        records.append(
          LinkageRecord(
            id: Identifier(foreign: text("unique_id").joined(), in: rawValue), givenNames: text("first_name"),
            familyNames: text("surname"), birthday: number("dob"), emails: text("email"),
            addresses: text("city").map { .init(locality: $0) }))
      } else {
        let id = text("rec_id").joined()
        truth.append(String(id.split(separator: "-")[1]))
        let street = (text("street_number") + text("address_1")).joined(separator: " ")
        let lines = [street].filter { !$0.isEmpty } + text("address_2")
        records.append(
          LinkageRecord(
            id: Identifier(foreign: id, in: rawValue), givenNames: text("given_name"), familyNames: text("surname"),
            birthday: number("date_of_birth"),
            addresses: [.init(lines: lines, locality: text("suburb").first, postalCode: text("postcode").first)],
            identifiers: text("soc_sec_id")))
      }
    }
    return (records, truth)
  }
}
