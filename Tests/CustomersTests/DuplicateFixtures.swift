import CRMTesting
import Customers
import Foundation
import Synchronization

extension GeneratedParty {
  /// The row as a customer; the identifier follows from the number of the row.
  func customer(now: Date = CRMEnvironment.testStart) throws -> Customer {
    let id = Identifier<Customer>(foreign: "\(self.id)", in: "generated")
    var customer = Customer(id: id, kind: isOrganisation ? .organisation : .person, createdAt: now)
    if isOrganisation {
      customer.legalName = organisationName
      if let taxNumber { customer.organisation = OrganisationFacts(taxNumber: taxNumber) }
    } else {
      customer.personName = PersonName(given: givenName, family: familyName, middle: middleName)
      customer.birthday = birthday
    }
    if let address = email.flatMap({ try? EmailAddress($0) }) {
      customer.contactPoints.add(ContactPoint(.email(address)))
    }
    if let number = phone.flatMap({ try? PhoneNumber(e164: $0) }) {
      customer.contactPoints.add(ContactPoint(.phone(number)))
    }
    if street != nil || locality != nil {
      let address = try PostalAddress(lines: street.map { [$0] } ?? [], locality: locality, postalCode: postalCode)
      customer.contactPoints.add(ContactPoint(.postal(address)))
    }
    return customer
  }
}

/// How well a report agrees with the truth about the records.
struct DuplicateScore {
  let pairs: ClusterQuality.Figures
  let clusters: ClusterQuality
  let reliability: ReliabilityTable

  init(_ report: DuplicateReport, ids: [Identifier<Customer>], truth: [String]) {
    let labels = Dictionary(zip(ids, truth)) { first, _ in first }
    let sizes = truth.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let matches = report.pairs.filter { $0.verdict == .match }
    pairs = ClusterQuality.figures(
      common: matches.count { labels[$0.first] == labels[$0.second] }, found: matches.count,
      truth: sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
    var found: [Identifier<Customer>: Identifier<Customer>] = [:]
    for cluster in report.clusters {
      for member in cluster.members { found[member] = cluster.members[0] }
    }
    clusters = ClusterQuality(found: ids.map { found[$0] ?? $0 }, truth: truth)
    reliability = ReliabilityTable(
      report.pairs.map { (probability: $0.probability, isTrue: labels[$0.first] == labels[$0.second]) })
  }

  init(_ report: DuplicateReport, _ parties: [GeneratedParty]) throws {
    try self.init(report, ids: parties.map { try $0.customer().id }, truth: parties.map { "\($0.truth)" })
  }
}

extension CommandLine {
  /// Whether the sweeps run that take minutes.
  static let sweeps = ProcessInfo.processInfo.environment["CRM_SWEEP"] == "1"
}

/// Keeps the states of progress that were reported.
final class ProgressLog: Sendable {
  private let kept = Mutex<[WorkProgress]>([])

  var states: [WorkProgress] { kept.withLock { $0 } }

  @Sendable func add(_ state: WorkProgress) { kept.withLock { $0.append(state) } }
}
