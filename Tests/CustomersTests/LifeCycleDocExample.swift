import Customers

func accompany(
  _ customer: Identifier<Customer>, in directory: CustomerDirectory, by me: Author
) async throws -> (refusal: LifeCycleViolation?, stages: [LifecycleStage]) {
  // From trial to contract: who signs has a contact point and a paid invoice, and is called within three days.
  let trial: LifecycleStage = "trial"
  let cycle = LifeCycle(
    stages: [
      .init(.lead, expectedDays: 14), .init(trial, expectedDays: 30),
      .init(
        .customer,
        onEntry: [.addTag("signed"), .createFollowUp(.init("Welcome call", kind: "call", dueIn: 3))]),
    ],
    transitions: [
      .init(.lead, trial),
      .init(
        trial, .customer,
        requirements: [
          .init("contact", Customer.fields.hasEmail == true || Customer.fields.hasPhone == true),
          .init("paid", HistoryTerms.purchases().happened()),
        ]),
    ])
  let desk = LifeCycleDesk(directory, cycle)

  try await desk.move(customer, to: trial, by: me)
  var refusal: LifeCycleViolation?
  do { try await desk.move(customer, to: .customer, by: me) } catch let violation as LifeCycleViolation {
    refusal = violation
  }

  // The invoice is paid: nothing is missing any more.
  let paid = Purchase(
    id: directory.environment.id(), customer: customer, date: directory.environment.now(), currency: .eur,
    lines: [PurchaseLine(amount: Money(minorUnits: 9_900, currency: .eur))])
  try await directory.record(paid, by: me)
  try await desk.move(customer, to: .customer, by: me)
  return (refusal, try await desk.history(of: customer).map(\.stage))
}
