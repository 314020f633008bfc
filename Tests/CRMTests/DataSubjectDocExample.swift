import CRM
import CRMTesting
import Foundation

/// Ann asks what is held about her, reads it, and wants it erased.
func answerAnn(in folder: URL) async throws -> (page: String, states: [RequestState], left: [String], isRefused: Bool) {
  let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  let environment = CRMEnvironment.fixed(clock: clock)
  let store = try await FileStore.open(at: folder.appending(path: "store"), environment: environment)
  // The key of the digests and the journal of erasures are kept outside the data.
  let crm = Workspace(
    store: store, digester: ContactDigester(insecureText: "use a key store instead"), environment: environment)
  let blobs = try FileBlobStore(directory: folder.appending(path: "blobs"))
  let journal = FileErasureJournal(file: folder.appending(path: "erasures.journal"))
  guard let ledger = crm.consent, let requests = crm.rights, let erasure = crm.erasure(blobs: blobs, journal: journal),
    let access = crm.access(AccessStatement(controller: "Shop Ltd, 1 Example Street"))
  else { throw CancellationError() }
  // What carries approved requests out. Here an answer becomes files; yours may go to a page behind her login.
  let fulfilment = crm.fulfilment(
    access: access, erasure: erasure,
    deliver: { answer in
      for file in answer.files { try Data(file.bytes).write(to: folder.appending(path: file.document.name)) }
    })
  let heartbeat = crm.heartbeat([fulfilment.work])
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

  // 2. Somebody decides that she gets it, in Russian. The heartbeat makes the documents, hands them over and closes the request.
  try await requests.approve(letter.id, FulfilmentOrder(language: "ru"), by: me)
  try await heartbeat.advance(now: clock.now)
  let page = try String(contentsOf: folder.appending(path: "access.html"), encoding: .utf8)

  // 3. She wants it erased. For seven days it can be called off; then she is erased, and with that the request is complete.
  let demand = try await requests.receive(.erasure, from: subject, method: .mail, in: ["DE"], by: me)
  try await requests.verify(demand.id, IdentityCheck(.account, compared: ["customerNumber"]), by: me)
  try await requests.approve(demand.id, by: me)
  var states: [RequestState] = []
  for days in [0.0, 7.0] {
    clock.advance(by: 86_400 * days)
    try await heartbeat.advance(now: clock.now)
    states.append(try await requests.request(demand.id).state)
  }

  // 4. Old values are in the journal until it is compacted. Then no file of the store, and no blob, knows her any more.
  try await store.compact()
  let files = ["store", "blobs"].flatMap { name -> [Data] in
    let directory = folder.appending(path: name)
    let paths = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)?.allObjects ?? []
    return paths.compactMap { ($0 as? URL).flatMap { try? Data(contentsOf: $0) } }
  }
  let left = ["Annabell", "ann@example.com"].filter { word in
    files.contains { $0.range(of: Data(word.utf8)) != nil }
  }

  // 5. Her address stays refused, also when a list with it is bought, imported or restored.
  let news = MessageContext(.marketing, purpose: "marketing.news", jurisdictions: ["DE"])
  let isRefused = try await !ledger.decide(news, to: address, through: .email).isPermitted
  try await store.close()
  return (page, states, left, isRefused)
}
