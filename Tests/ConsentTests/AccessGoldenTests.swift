import CRMTesting
import Consent
import Customers
import Foundation
import Testing

/// The answers in `Tests/GoldenFiles/access-v1.*`. `CRM_WRITE_GOLDEN=1 swift test --filter AccessGoldenTests` writes them anew.
@Suite struct AccessGoldenTests {
  static let statement = AccessStatement(
    controller: "Shop Ltd, Example Street 1", purposes: ["Delivery of orders"], recipients: ["Carrier Ltd"],
    retention: [.transaction: "8 years after the fiscal year"], authority: "The authority of your country",
    automatedDecisions: "There are none.")

  static func file(_ format: AccessFormat) -> URL {
    let ending = format == .markdown ? "md" : format.rawValue
    return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "GoldenFiles/access-v1.\(ending)")
  }

  @Test(arguments: AccessFormat.allCases) func documentsAreAsTheyWere(_ format: AccessFormat) async throws {
    let fixture = try await AccessFixture()
    let text = try await fixture.desk(statement: Self.statement).text(of: fixture.subject, as: format)
    if ProcessInfo.processInfo.environment["CRM_WRITE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: Self.file(format))
    }
    #expect(try String(contentsOf: Self.file(format), encoding: .utf8) == text)
  }

  @Test(arguments: ["ru", "uk", "zh"]) func pagesAreWhatTheyWereInEveryLanguage(_ language: String) async throws {
    let fixture = try await AccessFixture()
    let text = try await fixture.desk(statement: Self.statement).text(
      of: fixture.subject, as: .html, language: language)
    let file = Self.file(.html).deletingLastPathComponent().appending(path: "access-v1.\(language).html")
    if ProcessInfo.processInfo.environment["CRM_WRITE_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
    #expect(text.contains("<html lang=\"\(language)\">"))
  }

  @Test func pagesAreEscapedAndAccessible() async throws {
    let fixture = try await AccessFixture()
    let page = try await fixture.desk().text(of: fixture.subject, as: .html)
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(page.contains("&lt;b&gt;Gray &amp; Co|&quot;x&quot;&lt;/b&gt;") && !page.contains("<b>"))
    #expect(page.components(separatedBy: "<h1>").count == 2)
    let tables = page.components(separatedBy: "<table>").count
    #expect(tables > 5 && page.components(separatedBy: "<caption>").count == tables)
    #expect(!page.contains("http://") && !page.contains("src="))
    let text = try await fixture.desk().text(of: fixture.subject, as: .markdown)
    #expect(text.contains("&lt;b&gt;Gray &amp; Co\\|\"x\"&lt;/b&gt;"))
  }

  /// Every text of the records' values in JSON stands in both pages.
  @Test func allFormatsTellTheSame() async throws {
    let fixture = try await AccessFixture()
    let tree = try AccessFixture.tree(try await fixture.desk().text(of: fixture.subject, as: .json))
    let page = try await fixture.desk().text(of: fixture.subject, as: .html)
    let text = try await fixture.desk().text(of: fixture.subject, as: .markdown)
    var count = 0
    func look(_ tree: JSONTree) {
      switch tree {
      case .text(let value) where value.utf8.allSatisfy { $0 >= 0x30 && $0 < 0x5B || $0 >= 0x61 && $0 < 0x7B }:
        count += 1
        #expect(page.contains(value) && text.contains(value), "\(value)")
      case .list(let values): values.forEach(look)
      case .object(let members): members.values.forEach(look)
      default: break
      }
    }
    guard case .list(let records)? = tree["records"] else { return }
    for record in records {
      look(record["values"] ?? .null)
      look(record["provenance"] ?? .null)
    }
    #expect(count > 20)
  }
}
