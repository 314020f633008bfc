import Customers

/// A record type of the host's own: a loyalty account, one for each customer.
struct LoyaltyAccount: Record {
  static let collection: CollectionName = "example.loyaltyAccounts"
  static let owner = Reference<LoyaltyAccount>("customer", \.customer)
  static var references: [Reference<LoyaltyAccount>] { [owner] }

  var id: Identifier<LoyaltyAccount>
  var customer: Identifier<Customer>
  var points: Int

  init(customer: Identifier<Customer>, points: Int) {
    id = customer.cast()
    self.customer = customer
    self.points = points
  }
}

/// The identity of an account is the customer's: two accounts become one, with the points of both.
let accountsFollow = RekeyingParticipant<LoyaltyAccount, Customer>(LoyaltyAccount.owner) {
  LoyaltyAccount(customer: $1, points: $0.points)
} unite: {
  LoyaltyAccount(customer: $0.customer, points: $0.points + $1.points)
}

func mergeTwoAnns(in store: any Store, by me: Author) async throws -> (united: Customer, split: CustomerSplit) {
  let directory = CustomerDirectory(
    store: store, registry: RecordRegistry([LoyaltyAccount.self]), participants: [accountsFollow])
  let ann = try await directory.create(.person, by: me) {
    $0.personName = PersonName(given: "Ann", family: "Lee")
    $0.contactPoints = [ContactPoint(.email(try EmailAddress("ann@example.com")))]
  }
  let anna = try await directory.create(.person, by: me) {
    $0.personName = PersonName(given: "Anna", family: "Lee")
    $0.language = "de"
    $0.contactPoints = [ContactPoint(.email(try EmailAddress("anna@example.com")))]
  }
  try await store.insert(LoyaltyAccount(customer: anna.id, points: 70))

  // What would happen? Every decision with its reason, every type of record that moves, what follows for permission.
  let policy = SurvivorshipPolicy(rules: [.personName: [.longest]])
  let plan = try await directory.planMerge(
    winner: ann.id, losers: [anna.id], policy: policy, choices: [.personName: ann.id])
  for decision in plan.decisions where decision.isConflict {
    print(decision.property, decision.value?.plainText ?? "-", CustomerDirectory.phrases.sentence(for: decision.reason))
  }
  for effect in plan.effects { print(effect.collection, effect.counts) }
  for consequence in plan.consequences { print(CustomerDirectory.phrases.sentence(for: consequence)) }

  // Do it, in one commit. If anything that the plan rests on has changed meanwhile, it is refused: plan again.
  let merge = try await directory.apply(plan, by: me)

  // The old identifier leads to the winner for ever.
  let united = try await directory.edit(anna.id, by: me) { $0.tags = ["one of two"] }

  // It was a mistake. What came with Anna goes back; the label, recorded since, stays where it was recorded.
  let split = try await directory.unmerge(merge.id, by: me)
  return (united, split)
}
