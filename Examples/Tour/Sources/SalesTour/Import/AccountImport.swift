import CRM
import Foundation

/// Accounts become organisations, and `subsidiary_of` becomes a relationship.
struct AccountImport: Sendable {
  var table: SourceTable
  /// The accounts that have bought.
  var buyers: Set<String>
  private let names: SpellingRepair

  /// The custom field for the country, of which the file knows no more than the name.
  static let country: CustomFieldKey<String> = "country"

  init(_ file: SourceFile, buyers: Set<String>) throws {
    table = try SourceTable(file, columns: ["account"])
    self.buyers = buyers
    names = SpellingRepair(known: table.values("account"))
  }

  /// Makes organisations of the rows.
  var importer: RowImporter<Customer> {
    .customers("accounts") { [names, buyers] row in
      let facts = OrganisationFacts(
        industry: row.text("sector", spelledAs: Vocabularies.industries), employees: row.integer("employees"),
        annualRevenue: row.money("revenue", in: SalesBase.currency, times: 1_000_000),
        foundedYear: row.integer("year_established"))
      let country = row.text("office_location", spelledAs: Vocabularies.countries)
      // Related when all accounts are there; a parent that is none of them is told here.
      _ = row.known("subsidiary_of", names)
      guard let name = row.required("account") else { return nil }
      var account = Customer.organisation(id: SalesBase.id(name), name: name, now: row.now)
      account.organisation = facts
      account.customFields[Self.country] = country
      account.stage = buyers.contains(name) ? .customer : .prospect
      account.source = .imported
      account.contactPoints = SampleContacts.points(of: name)
      account.foreignKeys = [SalesBase.key(name)]
      return account
    }
  }

  /// Relates subsidiaries to their parents, in a commit each; those related already stay as they are.
  ///
  /// - Returns: how many relationships are new, how many were there, and what was refused.
  func relate(in directory: CustomerDirectory) async throws -> (added: Int, unchanged: Int, problems: [RowProblem]) {
    var result = (added: 0, unchanged: 0, problems: [RowProblem]())
    for row in table.rows {
      guard let name = row["account"], let parent = row["subsidiary_of"].flatMap({ names.match($0).value }) else {
        continue
      }
      let child: Identifier<Customer> = SalesBase.id(name)
      let edge: Identifier<Relationship> = SalesBase.id("\(name) < \(parent)")
      guard try await directory.store.get(edge) == nil else {
        result.unchanged += 1
        continue
      }
      // A rejected row has been told already.
      guard try await directory.store.get(child) != nil else { continue }
      do {
        try await directory.relate(child, .subsidiaryOf, SalesBase.id(parent), by: SalesBase.author) {
          $0.id = edge
          $0.source = SalesBase.system
        }
        result.added += 1
      } catch is RelationshipCycle {
        result.problems.append(
          RowProblem(line: row.line, column: "subsidiary_of", reason: Reason(RelationshipReason.cycle)))
      } catch let error as ValidationError {
        result.problems += error.problems.map { RowProblem(line: row.line, column: "subsidiary_of", reason: $0.reason) }
      }
    }
    return result
  }
}
