import CRM
import Foundation

/// A customer of a shop asks what is held about them, and has it erased: in a store of its own, which goes afterwards.
struct RightsReading: Sendable {
  let environment: CRMEnvironment
  let digester: ContactDigester
  /// Words that only the person has.
  static let words = ["Annabell", "ann.sample@example.com"]

  /// What the person got.
  func figures() async throws -> RightsFigures {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rights-" + environment.uuid().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = folder.appending(path: "store")
    let store = try await FileStore.open(at: files, environment: environment)
    let crm = Workspace(store: store, digester: digester, environment: environment)
    guard let ledger = crm.consent else { throw TourError.notWired }
    let trail = ledger.auditTrail(origin: "tour")
    guard let requests = crm.rights, let access = crm.access(statement, trails: [trail]),
      let erasing = crm.erasure(
        journal: FileErasureJournal(file: folder.appending(path: "erasures")), trails: [trail], graceDays: 0)
    else { throw TourError.notWired }
    let (person, address) = try await live(in: crm, ledger)

    guard let key = try await crm.subjectKey(of: person.id), let subject = try await crm.accessSubject(person.id) else {
      throw TourError.notWired
    }
    let demand = try await requests.receive(.erasure, from: key, method: .mail, in: ["DE"], by: SalesBase.author)
    let code = try await requests.issueCode(for: demand.id, to: address, by: SalesBase.author).code
    try await requests.confirm(demand.id, code: code)
    try await requests.approve(demand.id, by: SalesBase.author)
    try await requests.begin(demand.id, steps: ["records"], by: SalesBase.author)
    try await trail.seal()

    let page = try await access.text(of: subject, as: .html)
    let summary = try await access.export(of: subject, as: .json) { _ in }
    let plan = try await erasing.plan(RecordReference(person))
    try await requests.carryOut(demand.id, by: SalesBase.author) { _, request in
      try await erasing.erase(plan, for: RecordReference(request), by: SalesBase.author)
      return ChangeSet()
    }
    let closed = try await requests.complete(demand.id, by: SalesBase.author)
    try await trail.seal()
    try await store.compact()
    let report = try await trail.verify(opening: true)
    guard report.isComplete else { throw TourError.trailBroken }

    let context = MessageContext(.marketing, purpose: SampleConsent.purpose, jurisdictions: ["DE"])
    let decision = try await ledger.decide(context, to: address, through: .email)
    let left = try Self.words(in: files)
    try await store.close()
    let phrases = Workspace.phrases
    var actions: [String: Int] = [:]
    for action in ErasureAction.allCases where plan.count(action) > 0 { actions[action.rawValue] = plan.count(action) }
    return RightsFigures(
      due: closed.deadline.day.description, shown: Self.counts(summary), pageBytes: page.utf8.count, plan: actions,
      retained: Self.sentences(plan.retained, phrases),
      left: left, refusals: decision.reasons.map { phrases.sentence(for: $0.reason) }, sealed: Int(report.size),
      proven: Int(report.proven))
  }
}
