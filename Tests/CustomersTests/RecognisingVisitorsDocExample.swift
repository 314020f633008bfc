import Customers

func recogniseAnn(
  in directory: CustomerDirectory, by me: Author
) async throws -> (before: [Interaction], after: [Interaction], cut: [Interaction]) {
  let ann = try await directory.create(.person, by: me) { $0.personName = PersonName(given: "Ann") }
  let now = directory.environment.now()
  let account = IdentityKey(.account, "ann@shop")
  try await directory.link(account, to: ann.id, evidence: IdentityEvidence("registration", date: now), by: me)

  // Somebody looks at a page. All we know is the browser.
  let browser = IdentityKey(.browser, "4f0c")
  let visit = Interaction(
    id: directory.environment.id(), customer: ann.id, kind: .webVisit, date: now, web: WebVisit(page: "/boats"))
  try await directory.log(visit, under: browser, by: me)
  let before = try await directory.profileTimeline(of: ann.id).items

  // Then she logs in: the browser and the account are seen together.
  let login = IdentityEvidence("login", date: now)
  try await directory.observe([browser, account], evidence: login, by: me)
  let after = try await directory.profileTimeline(of: ann.id).items

  // It was the library's computer.
  for link in try await directory.identities(of: ann.id).items where link.identity == browser {
    try await directory.cut(link.id, reason: "public computer", by: me)
  }
  let cut = try await directory.profileTimeline(of: ann.id).items
  return (before, after, cut)
}
