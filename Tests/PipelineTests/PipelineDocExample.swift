// The code of Documentation/CRM.docc/Pipeline.md, with nothing but this module.
import Pipeline
import Testing

@Suite struct PipelineDocExample {
  @Test func fromTheFirstContactToTheForecast() async throws {
    let store = InMemoryStore()
    let desk = SalesDesk(store: store)
    let anna = Identifier<StaffMember>(foreign: "anna", in: "hr")
    let author = Author(.staff, "anna")

    // A way of selling. A proposal needs an amount and a decision maker; two weeks without a touch are too long.
    let pipeline = SalesPipeline(
      id: Identifier(derivedFrom: "machines"), name: "Machines",
      stages: [
        Stage("contact", name: "First contact", probability: 0.2, rottingLimit: 14),
        Stage(
          "proposal", name: "Proposal", probability: 0.6,
          requirements: [
            .known(field: "deal.amount"),
            .condition(name: "a decision maker is known", rule: Deal.fields.roles.contains("decisionMaker")),
          ],
          rottingLimit: 14),
        Stage("won", name: "Won", category: .won),
        Stage("lost", name: "Lost", category: .lost),
      ])
    try await desk.add(pipeline, by: author)

    // A deal with a customer that lives in another system.
    let acme = Identifier<Customer>(foreign: "4711", in: "erp")
    let deal = try await desk.open("Two espresso machines", in: pipeline.id, currency: .eur, by: author) {
      $0.customer = acme
      $0.owner = anna
    }

    // Everything that is missing, at once, as sentences.
    let missing = try await desk.problems(moving: deal.id, to: "proposal")
    let sentences = missing.map { SalesDesk.phrases.sentence(for: $0.reason) }
    #expect(sentences == ["deal.amount is needed.", "Not so yet: a decision maker is known."])

    try await desk.edit(deal.id, by: author) {
      $0.lines = [DealLine(text: "Espresso machine", quantity: 2, unitPrice: try Money("1499.50", .eur))]
      $0.parties = [DealParty(Identifier(foreign: "4712", in: "erp"), .decisionMaker)]
    }
    try await desk.move(deal.id, to: "proposal", by: author)

    // 60 % of 2,999.00 EUR.
    let forecast = try await desk.forecast()
    #expect(try forecast.totals()[.eur]?.expected == Money("1799.40", .eur))

    // Fresh deals do not hang.
    let stalled = try await desk.stalled()
    #expect(stalled.deals.isEmpty)

    // Decided: the day is set, and the win rate has everybody on the roster.
    let won = try await desk.move(deal.id, to: "won", by: author)
    #expect(won.closed != nil)
    let rates = try await desk.winRates(roster: [anna])
    #expect(rates[anna] == WinRate(won: 1, lost: 0))
  }
}
