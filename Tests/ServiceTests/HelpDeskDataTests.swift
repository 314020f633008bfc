import CRMCore
import CRMTesting
import Foundation
import Testing

@testable import Service

/// The event log of a software company's help desk (Tax et al. 2017): a real base of tickets.
@Suite struct HelpDeskDataTests {
  static let file = dataFile("helpdesk.csv")

  static func dataFile(_ name: String) -> URL? {
    var folder = URL(filePath: #filePath)
    while folder.path != "/" {
      folder = folder.deletingLastPathComponent()
      let file = folder.appending(path: "shared/data/\(name)")
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    return nil
  }

  /// One ticket per case: created with its first event, solved with its last one.
  static func tickets(_ file: URL) throws -> (tickets: [Ticket], events: Int) {
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
    var cases: [String: [TicketStatusChange]] = [:]
    var style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().time(includingFractionalSeconds: false)
    style = style.dateTimeSeparator(.space)
    for line in lines {
      let fields = line.split(separator: ",").map(String.init)
      let status = TicketStatus("activity \(fields[1])", .open)
      cases[fields[0], default: []].append(
        TicketStatusChange(status: status, at: try Date(fields[2], strategy: style), by: .integration("help desk")))
    }
    let tickets = try cases.map { key, steps in
      var steps = steps.sorted { $0.at < $1.at }
      steps[steps.count - 1].status = .solved
      let ticket = Ticket(
        id: Identifier(foreign: key, in: "help desk"), subject: "Case \(key)", createdAt: steps[0].at, by: .system)
      return try ticket.restoring(history: steps)
    }
    return (tickets, lines.count)
  }

  @Test(.enabled(if: file != nil, "shared/data/helpdesk.csv is not there: the real help desk is not measured"))
  func resolutionTimesAreThePublishedOnes() async throws {
    let (tickets, events) = try Self.tickets(try #require(Self.file))
    #expect(tickets.count == 3804 && events == 13_710)
    let store = InMemoryStore()
    for start in stride(from: 0, to: tickets.count, by: 500) {
      var changes = ChangeSet(author: .importRun("help desk"))
      changes.insert(contentsOf: tickets[start..<min(start + 500, tickets.count)])
      try store.commit(changes)
    }
    let report = try await ServiceDesk(store: store).resolutionReport()
    // Figures of the data set's README.
    #expect(report.resolvedCount == 3804)
    #expect(abs((report.medianHours ?? 0) - 94.2675) < 0.00005)
    #expect(abs((report.p90Hours ?? 0) - 627.0447) < 0.00005)
    #expect(abs((report.meanHours ?? 0) - 211.1558) < 0.00005)
    #expect(report.hours.count { $0 <= 24 } == 1289)
    let steps = try store.page(Query(Ticket.self).limited(to: 5000)).items.reduce(0) { $0 + $1.record.history.count }
    #expect(steps == 13_710)
  }
}
