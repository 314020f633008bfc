import CRMCore
import Consent
import Customers
import Foundation

/// What answering one request for access costs at one number of records about the person.
struct AccessFigures: Sendable {
  /// Records about the person.
  var records: Int
  /// Seconds for each format, and for the export of what the person provided.
  var json = 0.0
  var html = 0.0
  var portable = 0.0
  /// Seconds for JSON without the look-up of each record's last commit.
  var withoutCommits = 0.0
  /// Bytes of the JSON document.
  var bytes = 0
  /// Resident memory in megabytes before the first export and at most during all of them.
  var memory: (before: Double, peak: Double) = (0, 0)
}

/// One run: a person with many records of five kinds in a file store, whose data are asked for.
struct AccessRun {
  let records: Int
  let folder: URL
  /// Records to a commit.
  let commit: Int

  private static let types: [any Record.Type] =
    [Event.self, OutboxItem.self, StaffMember.self, Team.self, AttachedFile.self] + CustomerDirectory.recordTypes

  @concurrent
  func run() async throws -> AccessFigures {
    var figures = AccessFigures(records: records)
    let directory = folder.appending(path: "access-\(records)")
    let person = Identifier<Customer>(derivedFrom: "ann")
    let filled = try await FileStore.open(at: directory, options: .init(durability: .relaxed))
    try await fill(filled, person)
    try await filled.close()
    let store = try await FileStore.open(at: directory, options: .init(durability: .relaxed))
    figures.memory.before = FileProbe.residentMB() ?? 0
    let peak = Peak(figures.memory.before)
    var desk = AccessDesk(
      ConsentLedger(store: store, digester: ContactDigester(insecureText: "benchmarks only")),
      registry: RecordRegistry(Self.types), participants: CustomerDirectory.subjectParticipants)
    let subject = desk.subject(RecordReference(person), points: [.email(try EmailAddress("ann@example.com"))])
    for format in [AccessFormat.json, .html] {
      let (bytes, time) = try await export(desk, subject, format, peak)
      if format == .json { (figures.bytes, figures.json) = (bytes, time) } else { figures.html = time }
    }
    let portable = try await seconds { try await desk.exportPortable(of: subject) { _ in await peak.look() } }
    guard portable.result > 0 else { throw BenchmarkError("nothing was provided") }
    figures.portable = portable.seconds
    desk.tellsCommits = false
    figures.withoutCommits = try await export(desk, subject, .json, peak).seconds
    figures.memory.peak = await peak.megabytes
    try await store.close()
    return figures
  }

  private func export(
    _ desk: AccessDesk, _ subject: AccessSubject, _ format: AccessFormat, _ peak: Peak
  ) async throws -> (bytes: Int, seconds: Double) {
    let start = await peak.bytes
    let (summary, time) = try await seconds {
      try await desk.export(of: subject, as: format) { await peak.add($0.utf8.count) }
    }
    guard summary.about.values.reduce(0, +) == records else { throw BenchmarkError("records are missing") }
    return (await peak.bytes - start, time)
  }

  /// The person, and for every 20 records 8 interactions, 6 events, 3 follow-ups, 2 purchases and a file.
  private func fill(_ store: any Store, _ person: Identifier<Customer>) async throws {
    let environment = CRMEnvironment.live
    let now = environment.now().truncatedToMilliseconds
    let other = RecordReference(Identifier<Customer>(derivedFrom: "bob"))
    var changes = ChangeSet()
    changes.insert(
      Customer(
        id: person, kind: .person, personName: PersonName(given: "Ann", family: "Gray"),
        contactPoints: [ContactPoint(.email(try EmailAddress("ann@example.com")))], createdAt: now))
    var latest = RecordReference(person)
    for number in 1..<records {
      let date = now.addingTimeInterval(Double(number - records) * 60)
      switch number % 20 {
      case 0..<8:
        let interaction = Interaction(
          id: environment.id(), customer: person, kind: "call", date: date,
          participants: [InteractionParticipant(other, role: "listener")], subject: latest,
          note: "Asked for the offer of last week, wants it in blue, and to be called again on Thursday.")
        latest = RecordReference(interaction)
        changes.insert(interaction)
      case 8..<14:
        changes.insert(
          Event(
            id: environment.id(), name: "page.viewed", about: latest, customer: RecordReference(person), date: date,
            author: .system, properties: ["page": .text("/offers/\(number)"), "seconds": .integer(Int64(number % 90))]))
      case 14..<17:
        changes.insert(
          FollowUp(
            id: environment.id(), what: "Call again", about: latest, customer: person, due: date, outcome: "Reached",
            createdAt: date))
      case 17..<19:
        changes.insert(
          Purchase(
            id: environment.id(), customer: person, date: date, number: "R-\(number)", currency: .eur,
            lines: [PurchaseLine(text: "Drill, blue", amount: Money(minorUnits: 9_900, currency: .eur))]))
      default:
        let attachment = Attachment(
          name: "offer-\(number).pdf", mediaType: "application/pdf", size: 1, digest: SHA256.hash("\(number)"))
        changes.insert(AttachedFile(id: environment.id(), owner: latest, attachment: attachment, addedAt: date))
      }
      if number % commit == 0 {
        try await store.commit(changes)
        changes = ChangeSet()
      }
    }
    if changes.hasWrites { try await store.commit(changes) }
  }
}

/// Counts what is written and looks at the memory of the process meanwhile.
private actor Peak {
  private(set) var megabytes: Double
  private(set) var bytes = 0

  init(_ megabytes: Double) {
    self.megabytes = megabytes
  }

  func add(_ count: Int) {
    bytes += count
    look()
  }

  func look() { megabytes = max(megabytes, FileProbe.residentMB() ?? 0) }
}
