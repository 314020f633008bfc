import CRM
import CRMTesting
import Foundation

/// Looks for duplicates in generated bases of known truth, one in each script and one across scripts, with the settings that a host
/// gets without saying anything.
struct DuplicateSearch: Sendable {
  /// Rows of each base.
  let rows: Int

  /// The figures of all bases.
  func figures() async throws -> [DuplicateFigures] {
    guard rows > 0 else { return [] }
    var figures: [DuplicateFigures] = []
    for script in PartyScript.allCases {
      var generator = PartyGenerator(script: script, seed: 7)
      figures.append(try await search(script.rawValue, generator.parties(count: rows)))
    }
    var generator = PartyGenerator(script: .russian, seed: 7)
    figures.append(try await search("russian and latin", generator.partiesInTwoScripts(count: rows / 2)))
    return figures
  }

  private func search(_ base: String, _ parties: [GeneratedParty]) async throws -> DuplicateFigures {
    let records = try parties.map { LinkageRecord(try $0.customer()) }
    let report = try await DuplicateDetector().detect(records)
    var groups: [Identifier<Customer>: Identifier<Customer>] = [:]
    for cluster in report.clusters {
      for member in cluster.members { groups[member] = cluster.members[0] }
    }
    let quality = ClusterQuality(
      found: records.map { groups[$0.id] ?? $0.id }, truth: parties.map(\.truth)
    ).pairwise
    return DuplicateFigures(
      base: base, rows: records.count, groups: report.clusters.count, precision: Self.thousandths(quality.precision),
      recall: Self.thousandths(quality.recall), f1: Self.thousandths(quality.f1),
      possible: report.possiblePairs.count)
  }

  private static func thousandths(_ share: Double) -> Decimal { Decimal((share * 1_000).rounded()) / 1_000 }
}

extension GeneratedParty {
  /// The row as a customer.
  fileprivate func customer() throws -> Customer {
    let id = Identifier<Customer>(foreign: "\(self.id)", in: "generated")
    var customer = Customer(
      id: id, kind: isOrganisation ? .organisation : .person, createdAt: Date(timeIntervalSince1970: 0))
    if isOrganisation {
      customer.legalName = organisationName
      customer.organisation = taxNumber.map { OrganisationFacts(taxNumber: $0) }
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
