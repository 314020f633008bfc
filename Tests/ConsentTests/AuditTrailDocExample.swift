import Consent
import Foundation

/// Who had agreed to what, and that nobody has rewritten it: from the ledger to the auditor's desk.
func auditedNewsletter() async throws -> (intact: AuditReport, forged: AuditFault?, annsFacts: Int, bobsFacts: Int) {
  struct NotShown: Error {}
  let store = InMemoryStore()
  let digester = ContactDigester(insecureText: "use 32 random bytes of a key store instead")
  let ledger = ConsentLedger(store: store, digester: digester)
  let trail = ledger.auditTrail(origin: "shop.example/consent")
  let (ann, bob) = (try EmailAddress("ann@example.com"), try EmailAddress("bob@example.com"))

  // The ledger is used as always. Sealing follows it: here by hand, else by a heartbeat that has the trail among its works.
  for address in [ann, bob] {
    try await ledger.optIn(
      .email(address), to: "marketing.news", through: .email,
      proof: .shown("Yes, send me news.", at: "https://shop.example/signup"), method: .form, by: .dataSubject)
  }
  try await ledger.withdraw(
    .email(ann), from: ConsentScope(purpose: .marketing), method: .oneClick, by: .dataSubject)
  try await trail.seal()

  // The state of the trail goes where nobody who can write to the store can change it.
  let key = AuditSigner.hmac("shop-2026", key: Array("32 random bytes from a key store".utf8))
  let published = try await trail.checkpoint(signedBy: [key]).text

  // An auditor reads what was published, and verifies the trail against it.
  guard let signed = SignedAuditCheckpoint(text: published),
    signed.isSigned(by: .hmac("shop-2026", key: Array("32 random bytes from a key store".utf8)))
  else { throw NotShown() }
  let intact = try await trail.verify(against: [signed.checkpoint], opening: true)
  print("\(intact.size) entries, \(intact.proven) proven, gaps: \(intact.gaps)")

  // What there is about one contact point: facts that were opened and checked against their entries.
  let page = try await ledger.audit(of: digester.digest(of: ann), in: trail)
  for item in page.items { print(item.finding.entry.leaf.date, item.act?.kind.rawValue ?? "", item.isUnconfirmed) }

  // Bob is erased: his facts and salts go, the entries stay. Then the store is compacted, sealed before.
  try await trail.forget([.contact(digester.digest(of: bob).value)])
  try await trail.seal()
  guard try await trail.isSealed() else { throw NotShown() }
  let bobs = try await ledger.audit(of: digester.digest(of: bob), in: trail).items

  // Without the store: a file of lines, verified one by one. Somebody has changed one of them.
  var lines: [String] = []
  try await trail.export { lines += $0 }
  lines[3] = lines[3].replacingOccurrences(of: "inserted", with: "deleted")
  var verifier = AuditVerifier(origin: trail.origin, checkpoints: [signed.checkpoint])
  for line in lines { verifier.add(exported: line) }
  return (intact, verifier.report().fault, page.items.count, bobs.count)
}
