public import CRMCore
import Foundation

/// Answers requests for access and portability (GDPR art. 15 and 20) over all registered record types, the host's too.
///
/// Records are found by their declared references and by participants. An answer is whole or there is none: a type that says nothing, a
/// type that is not registered, a participant that is missing or fails end the export with an error that names them.
///
/// ```swift
/// let desk = AccessDesk(ledger, registry: registry, statement: AccessStatement(controller: "Shop Ltd, Example Street 1"))
/// try await desk.export(of: AccessSubject(record, digests: [digest]), as: .html) { file.write($0) }
/// ```
public struct AccessDesk: Sendable {
  /// The ledger, with the store, the digester and the clock.
  public let ledger: ConsentLedger
  /// The record types. Those of the ledger need not be named.
  public let registry: RecordRegistry
  /// Who answers for what references cannot say. The ledger's own need not be named.
  public let participants: [any Participant]
  /// What only the controller can say.
  public var statement: AccessStatement
  /// What is not shown, besides what declarations withhold.
  public var withholdings: [AccessWithholding]
  /// Where persons and organisations are: links to others than the subject are shown as "other party".
  public var parties: Set<CollectionName>
  /// Collections outside the store to which references may lead.
  public var outside: Set<CollectionName>
  /// Participants without which no answer is given, for a host whose data lie outside the store.
  public var required: Set<ParticipantName>
  /// Whether the last commit of each record is looked up, for its date and the kind of its author: one read of the history for
  /// each record.
  public var tellsCommits: Bool
  /// The sentences for reasons of withholding.
  public var phrases: ReasonPhrases

  /// A desk.
  ///
  /// - Parameters:
  ///   - ledger: the ledger, with the store, the digester and the clock.
  ///   - registry: the record types.
  ///   - participants: who answers for what references cannot say.
  ///   - statement: what only the controller can say.
  ///   - withholdings: what is not shown.
  ///   - parties: where persons and organisations are.
  ///   - outside: collections outside the store.
  ///   - required: participants without which no answer is given.
  ///   - tellsCommits: whether the last commit of each record is looked up.
  ///   - phrases: the sentences for reasons of withholding.
  public init(
    _ ledger: ConsentLedger, registry: RecordRegistry, participants: [any Participant] = [],
    statement: AccessStatement = AccessStatement(), withholdings: [AccessWithholding] = [],
    parties: Set<CollectionName> = ["customers"], outside: Set<CollectionName> = [],
    required: Set<ParticipantName> = [], tellsCommits: Bool = true, phrases: ReasonPhrases = ConsentLedger.phrases
  ) {
    self.ledger = ledger
    self.registry = registry.adding(ConsentLedger.recordTypes)
    let isClaimed = participants.contains { $0.collections.contains(ConsentAct.collection) }
    self.participants = participants + (isClaimed ? [] : [ConsentLedger.participant])
    self.statement = statement
    self.withholdings = withholdings
    self.parties = parties
    self.outside = outside
    self.required = required
    self.tellsCommits = tellsCommits
    self.phrases = phrases
  }

  var store: any Store { ledger.store }

  /// A subject by a record and its contact points.
  public func subject(
    _ record: RecordReference, aliases: [RecordReference] = [], points: [ContactPoint.Value]
  ) -> AccessSubject {
    AccessSubject(record, aliases: aliases, digests: points.map { ledger.digester.digest(of: $0) })
  }

  /// Somebody who is known by a contact point alone.
  public func subject(_ point: ContactPoint.Value) -> AccessSubject { AccessSubject(ledger.digester.digest(of: point)) }

  /// Writes all that is known of a subject, in pieces of some 64 kB.
  ///
  /// The pieces are one document only together: throw away what was written when this throws. A whole document ends with a summary
  /// that says so. The cost grows with what is found: one query for each record and each type that can point to it, and one record
  /// in memory besides a page of 500 and some 300 bytes for each record found.
  ///
  /// - Parameters:
  ///   - subject: whose data.
  ///   - format: how it is written; all formats are made of the same tree.
  ///   - language: the language of titles and labels, as BCP 47 tag; the statement's if `nil`. See ``phrases``.
  ///   - sink: takes the pieces in order.
  /// - Returns: what was written.
  /// - Throws: ``AccessError``, `UndeclaredPersonalData`, `StoreError`, `CancellationError`, what `sink` throws.
  @concurrent @discardableResult
  public func export(
    of subject: AccessSubject, as format: AccessFormat, language: String? = nil,
    to sink: @escaping @Sendable (String) async throws -> Void
  ) async throws -> AccessSummary {
    var desk = self
    desk.statement.language = language ?? statement.language
    let known = try check(subject)
    let now = ledger.environment.now()
    let output = AccessOutput(format.renderer(AccessWords(desk)), sink)
    try await output.begin(try await AccessHeader(desk, subject, at: now).tree)
    try await desk.walk(subject, known: known) { try await output.show($0) }
    return try await output.end(participants.map(\.name))
  }

  /// The document as one text: for subjects with few records.
  public func text(
    of subject: AccessSubject, as format: AccessFormat, language: String? = nil
  ) async throws -> String {
    let text = TextCollector()
    try await export(of: subject, as: format, language: language) { text.append($0) }
    return text.value
  }

  /// Shows every record of a subject: those of the walk, those of each participant, then those that only name the subject. Requests
  /// of somebody of whom there is no record are the subject's by their contact points.
  func walk(
    _ subject: AccessSubject, known: Set<CollectionName>, _ show: @escaping (AccessRecord) async throws -> Void
  ) async throws {
    var visitor = AccessWalk(self, subject, known: known, show)
    let claimed = claimed
    let walk = SubjectWalk(over: registry, in: store, leavingOut: claimed)
    var found: Set<RecordReference> = []
    let requests =
      claimed.contains(SubjectRequest.collection)
      ? [] : try await SubjectRequest.withoutRecord(naming: subject.digests, in: store)
    // One with a point that is not the subject's may be somebody else's.
    let own = requests.filter { Set($0.subject.points).isSubset(of: subject.digests) }
    try await walk.findAbout(subject.records + own.map { RecordReference($0.id) }, &found, &visitor)
    var named = subject.records
    for participant in participants {
      var answered: [RecordReference] = []
      for (index, record) in subject.records.enumerated() {
        try Task.checkCancellation()
        // The contact points are asked for once.
        let part = Subject(record, contactDigests: index == 0 ? subject.subject.contactDigests : [])
        do {
          try await participant.export(part, in: store) { exported in
            try await visitor.visit(exported)
            if participant.collections.contains(exported.record.collection),
              registry.type(of: exported.record.collection) != nil
            {
              answered.append(exported.record)
            }
          }
        } catch let error as CancellationError {
          throw error
        } catch {
          throw AccessError.failed(participant.name, error)
        }
      }
      // What hangs on the participant's records: events about an act, files at it.
      try await walk.findAbout(answered, &found, &visitor)
      named += answered
    }
    try await walk.findNaming(named, &found, &visitor)
    guard let declaration = SubjectRequest.personalData else { return }
    for request in requests where !found.contains(RecordReference(request.id)) {
      try await visitor.visit([request], declaration, .mentions(["subject"]))
    }
  }

  /// The types that participants answer for.
  private var claimed: Set<CollectionName> { participants.reduce(into: []) { $0.formUnion($1.collections) } }

  /// Checks that everybody answers who has to.
  ///
  /// - Returns: the collections to which references may lead.
  func check(_ subject: AccessSubject) throws -> Set<CollectionName> {
    let missing = required.subtracting(participants.map(\.name))
    guard missing.isEmpty else { throw AccessError.missing(missing.sorted { $0.rawValue < $1.rawValue }) }
    let claimed = claimed
    var registered: Set<CollectionName> = []
    for type in registry.types { registered.insert(type.collection) }
    let roots = Set(subject.records.map(\.collection))
    let unknown = roots.subtracting(registered.union(claimed))
    guard unknown.isEmpty else {
      throw AccessError.unregistered(unknown.sorted { $0.rawValue < $1.rawValue }, by: nil)
    }
    let begun = roots.union(parties.intersection(registered)).union(claimed)
    try registry.checkPersonalData(of: begun, leavingOut: claimed)
    let answered = claimed.union(roots).union(parties)
    var unanswered: [CollectionName] = []
    for type in registry.types where !answered.contains(type.collection) && Self.isOutOfReach(type) {
      unanswered.append(type.collection)
    }
    guard unanswered.isEmpty else { throw AccessError.unanswered(unanswered) }
    return registered.union(claimed).union(outside)
  }

  /// Whether a type holds personal data to which no reference of its own leads.
  private static func isOutOfReach<R: Record>(_ type: R.Type) -> Bool {
    R.personalData != nil && R.references.isEmpty
  }
}
