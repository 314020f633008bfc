import Customers
import Foundation

/// A machine on hire, with somebody who keeps it running: the host's own record.
struct HireMachine: Record {
  static let collection: CollectionName = "hire.machines"
  static var references: [Reference<HireMachine>] {
    [Reference("keeper", \.keeper), Reference("customer", \.customer)]
  }

  var id: Identifier<HireMachine>
  var keeper: Identifier<StaffMember>?
  var customer: Identifier<Customer>?
  var isScrapped = false
}

func handOver(
  bookOf anna: Identifier<StaffMember>, to team: Identifier<Team>, keyAccounts bert: Identifier<StaffMember>,
  in directory: CustomerDirectory, by chief: Author
) async throws -> (plan: HandOverPlan, done: HandOver) {
  let books = StaffBooks(
    directory, registry: RecordRegistry([HireMachine.self]),
    sections: [BookSection(HireMachine.self) { !$0.isScrapped }])

  // Key accounts go to Bert, everything else to the team in turns; what belongs to a customer goes with the customer.
  let keyAccounts = SuccessionRule(where: Customer.fields.tags.contains("key account"), to: .staff(bert))
  let succession = Succession.rules([keyAccounts], otherwise: .team(team))

  // Who would get what: a dry run.
  let plan = try await books.plan(handOverOf: anna, to: succession)

  // From here on nothing can be assigned to Anna; then the records move, commit by commit.
  let begun = try await books.start(handOverOf: anna, to: succession, by: chief)
  let done = try await books.finish(begun.id) { print($0.done, $0.total ?? 0) }
  return (plan, done)
}
