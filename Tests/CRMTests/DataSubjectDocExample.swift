import CRM
import CRMTesting
import Foundation

/// Ann asks what is held about her, reads it, and wants it erased.
func answerAnn(in folder: URL) async throws -> (page: String, plan: ErasurePlan, left: Set<String>, isRefused: Bool) {
  let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  let environment = CRMEnvironment.fixed(clock: clock)
  let store = try await FileStore.open(at: folder.appending(path: "store"), environment: environment)
  // The key of the digests and the journal of erasures are kept outside the data.
  let crm = Workspace(
    store: store, digester: ContactDigester(insecureText: "use a key store instead"), environment: environment)
  let journal = FileErasureJournal(file: folder.appending(path: "erasures.journal"))
  guard let ledger = crm.consent, let requests = crm.rights, let erasing = crm.erasure(journal: journal, graceDays: 0),
    let access = crm.access(AccessStatement(controller: "Shop Ltd, 1 Example Street"))
  else { throw CancellationError() }
  let (me, address) = (Author(.staff, "s1"), ContactPoint.Value.email(try EmailAddress("ann@example.com")))
  let ann = try await crm.customers.create(.person, by: me) {
    $0.personName = PersonName(given: "Annabell", family: "Sample")
    $0.contactPoints = [ContactPoint(address)]
  }
  try await ledger.optIn(
    address, to: "marketing.news", through: .email, proof: .shown("Yes, news.", at: "https://shop.example"),
    method: .form, by: .dataSubject, party: RecordReference(ann))

  // 1. Her letter: who is it, and until when is there time? One month in Germany, and a code to the address known before.
  guard let subject = try await crm.subjectKey(of: ann.id) else { throw CancellationError() }
  let letter = try await requests.receive(.access, from: subject, method: .paper, in: ["DE"], by: me)
  let code = try await requests.issueCode(for: letter.id, to: address, by: me).code
  try await requests.confirm(letter.id, code: code)
  try await requests.approve(letter.id, by: me)

  // 2. All that is held, from every registered type, as one page. JSON and Markdown are made of the same tree.
  try await requests.begin(letter.id, steps: [], by: me)
  guard let person = try await crm.accessSubject(ann.id) else { throw CancellationError() }
  let page = try await access.text(of: person, as: .html)
  try await requests.complete(letter.id, by: me)

  // 3. She wants it erased. Look first: what goes, what stays and why. Then exactly that, as a step of her request.
  let demand = try await requests.receive(.erasure, from: subject, method: .mail, in: ["DE"], by: me)
  try await requests.verify(demand.id, IdentityCheck(.account, compared: ["customerNumber"]), by: me)
  try await requests.approve(demand.id, by: me)
  try await requests.begin(demand.id, steps: ["records"], by: me)
  let plan = try await erasing.plan(RecordReference(ann))
  try await requests.carryOut(demand.id, by: me) { _, request in
    try await erasing.erase(plan, for: RecordReference(request), by: me)
    return ChangeSet()
  }
  try await requests.complete(demand.id, by: me)

  // 4. Old values are in the journal until it is compacted. Then no file of the store knows her any more.
  try await store.compact()
  let words = ["Annabell", "ann@example.com"]
  let bytes = try FileManager.default.contentsOfDirectory(
    at: folder.appending(path: "store"), includingPropertiesForKeys: nil
  ).map { try Data(contentsOf: $0) }
  let left = words.filter { word in bytes.contains { $0.range(of: Data(word.utf8)) != nil } }

  // 5. Her address stays refused, also when a list with it is bought, imported or restored.
  let news = MessageContext(.marketing, purpose: "marketing.news", jurisdictions: ["DE"])
  let isRefused = try await !ledger.decide(news, to: address, through: .email).isPermitted
  try await store.close()
  return (page, plan, Set(left), isRefused)
}
