import CRMFormats
import CRMTesting
import Customers
import Foundation
import Testing

/// Public bases with the truth in the files; see `shared/data/README.md` beside the checkout.
private enum LinkageData: String, CaseIterable {
  case febrl_dataset1, febrl_dataset2, splink_fake_1000

  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["CRM_DATA"] { return URL(filePath: path) }
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  /// The rows, and whom each is about.
  func load() throws -> (records: [LinkageRecord], truth: [String]) {
    let file = try #require(Self.folder).appending(path: rawValue + ".csv")
    var records: [LinkageRecord] = []
    var truth: [String] = []
    for row in try CSVReader.rows(in: Array(Data(contentsOf: file))) {
      func text(_ column: String) -> [String] {
        let text = (row[column] ?? "").trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? [] : [text]
      }
      if self == .splink_fake_1000 {
        truth += text("cluster")
        records.append(
          LinkageRecord(
            id: Identifier(foreign: text("unique_id")[0], in: rawValue), givenNames: text("first_name"),
            familyNames: text("surname"), birthday: text("dob").first.flatMap { Int($0.replacing("-", with: "")) },
            emails: text("email"), addresses: text("city").map { .init(locality: $0) }))
      } else {
        let id = text("rec_id")[0]
        truth.append(String(id.split(separator: "-")[1]))
        let street = (text("street_number") + text("address_1")).joined(separator: " ")
        let lines = [street].filter { !$0.isEmpty } + text("address_2")
        records.append(
          LinkageRecord(
            id: Identifier(foreign: id, in: rawValue), givenNames: text("given_name"), familyNames: text("surname"),
            birthday: text("date_of_birth").first.flatMap { Int($0) },
            addresses: [.init(lines: lines, locality: text("suburb").first, postalCode: text("postcode").first)],
            identifiers: text("soc_sec_id")))
      }
    }
    return (records, truth)
  }

  func figures() async throws -> DuplicateScore {
    let (records, truth) = try load()
    let report = try await DuplicateDetector().detect(records)
    return DuplicateScore(report, ids: records.map(\.id), truth: truth)
  }
}

/// The bars are the best figures that other programs reach on the same files, as the README of the data states them.
@Suite(.enabled(if: LinkageData.folder != nil, "No data sets: set CRM_DATA or put shared/data beside the checkout."))
struct DuplicateDataSetTests {
  @Test func theSmallFebrlBaseIsFoundWhole() async throws {
    let figures = try await LinkageData.febrl_dataset1.figures()
    #expect(figures.pairs.f1 >= 0.999 && figures.clusters.pairwise.f1 >= 0.999)
    #expect(figures.reliability.calibrationError < 0.01)
  }

  @Test(.enabled(if: CommandLine.sweeps, "5,000 rows: set CRM_SWEEP=1."))
  func theLargeFebrlBaseIsFoundAsWellAsByTheBestPeer() async throws {
    let figures = try await LinkageData.febrl_dataset2.figures()
    #expect(figures.pairs.f1 >= 0.9985 && figures.clusters.pairwise.f1 >= 0.999)
    #expect(figures.reliability.calibrationError < 0.01)
  }

  @Test func theBaseOfSplinkIsFoundBetterThanBySplink() async throws {
    let figures = try await LinkageData.splink_fake_1000.figures()
    #expect(figures.pairs.f1 >= 0.84 && figures.pairs.precision >= 0.99)
    #expect(figures.clusters.pairwise.f1 >= 0.9 && figures.clusters.pairwise.precision >= 0.99)
    #expect(figures.reliability.calibrationError < 0.08)
  }
}
