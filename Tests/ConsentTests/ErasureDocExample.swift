import Consent
import Foundation

// A host's own record types say what they know about persons and what erasure does with it.
struct Reader: Record {
  static let collection: CollectionName = "readers"
  static var personalData: PersonalData<Reader>? { PersonalData(.identity, provided: .all) }
  var id: Identifier<Reader>
  var name: String
  var address: EmailAddress
}

struct Loan: Record {
  static let collection: CollectionName = "loans"
  static var references: [Reference<Loan>] { [Reference("reader", \.reader)] }
  static var personalData: PersonalData<Loan>? {
    PersonalData(
      .transaction, about: ["reader"],
      erasure: PersonalDataErasure { loan, _, now in
        // A fee stays in the books; a mere loan becomes a figure.
        var kept = loan
        kept.remark = ""
        if loan.feeCents > 0 {
          return .retain(kept, Reason(ErasureReason.accounting), until: ErasureReason.endOfAccounting(after: now))
        }
        kept.reader = nil
        return .pseudonymise(kept)
      })
  }
  var id: Identifier<Loan>
  var reader: Identifier<Reader>?
  var feeCents: Int
  var remark: String
}

func eraseAReader(
  _ reader: Reader, in store: any Store, digester: ContactDigester, environment: CRMEnvironment, journal: URL
) async throws -> (plan: ErasurePlan, erasure: Erasure, replayed: Int) {
  let desk = ErasureDesk(
    ledger: ConsentLedger(store: store, digester: digester, environment: environment),
    registry: RecordRegistry([Reader.self, Loan.self] + ConsentLedger.recordTypes),
    sources: ErasureSources { record in (record as? Reader).map { [.email($0.address)] } ?? [] },
    journal: FileErasureJournal(file: journal))

  // Look first. Nothing is written; the plan names records and counts, no personal data.
  let plan = try await desk.plan(RecordReference(reader))
  for effect in plan.effects { print(effect.collection, effect.counts) }
  for item in plan.retained {
    print(item.record, ConsentLedger.phrases.sentence(for: item.reason), item.until as Any)
  }

  // At once, exactly as planned; `schedule` instead waits seven days in which it can be called off.
  let erasure = try await desk.erase(plan, by: Author(.staff, "s1"))

  // Whoever starts a host over a restored backup forgets again before it serves.
  let report = try await ErasureReplay(desk).apply()
  return (plan, erasure, report.erased.count)
}
