import CRMTesting
import Customers

/// Time and quality of one search.
struct DedupeResult: Sendable {
  let name: String
  let rows: Int
  let seconds: Double
  let comparisons: Int
  let pairs: ClusterQuality.Figures
  let groups: ClusterQuality
  let calibrationError: Double

  /// Searches once.
  ///
  /// - Parameters:
  ///   - name: what the base is called.
  ///   - records: the rows.
  ///   - truth: for each row, whom it is about.
  init(_ name: String, _ records: [LinkageRecord], _ truth: [String]) async throws {
    let start = ContinuousClock.now
    let report = try await DuplicateDetector().detect(records)
    seconds = (ContinuousClock.now - start) / .seconds(1)
    self.name = name
    rows = records.count
    comparisons = report.comparisons
    let labels = Dictionary(zip(records.map(\.id), truth)) { first, _ in first }
    let sizes = truth.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let matches = report.pairs.filter { $0.verdict == .match }
    pairs = ClusterQuality.figures(
      common: matches.count { labels[$0.first] == labels[$0.second] }, found: matches.count,
      truth: sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
    var found: [Identifier<Customer>: Identifier<Customer>] = [:]
    for cluster in report.clusters {
      for member in cluster.members { found[member] = cluster.members[0] }
    }
    groups = ClusterQuality(found: records.map { found[$0.id] ?? $0.id }, truth: truth)
    calibrationError =
      ReliabilityTable(
        report.pairs.map { (probability: $0.probability, isTrue: labels[$0.first] == labels[$0.second]) }
      ).calibrationError
  }

  /// Searches a generated base once.
  init(_ name: String, _ parties: [GeneratedParty]) async throws {
    try await self.init(name, parties.map(\.record), parties.map { "\($0.truth)" })
  }

  static func table(_ results: [DedupeResult]) -> String {
    var table = TextTable([
      "base", "rows", "seconds", "µs per row", "pairs compared per row", "F1 of pairs", "F1 of groups", "B-cubed F1",
      "calibration error",
    ])
    for result in results {
      let rows = Double(result.rows)
      table.add([
        result.name, Format.count(result.rows), Format.ratio(result.seconds), Format.ratio(result.seconds / rows * 1e6),
        Format.ratio(Double(result.comparisons) / rows), Format.ratio(result.pairs.f1),
        Format.ratio(result.groups.pairwise.f1), Format.ratio(result.groups.bCubed.f1),
        Format.ratio(result.calibrationError),
      ])
    }
    return table.text
  }

  var json: [String: JSONValue] {
    [
      "base": .text(name), "rows": .number(Double(rows)), "seconds": .number(seconds),
      "comparisons": .number(Double(comparisons)), "pairF1": .number(pairs.f1), "groupF1": .number(groups.pairwise.f1),
      "bCubedF1": .number(groups.bCubed.f1), "calibrationError": .number(calibrationError),
    ]
  }
}

extension GeneratedParty {
  /// The row as it is compared.
  var record: LinkageRecord {
    func list(_ text: String?) -> [String] { text.map { [$0] } ?? [] }
    let address = LinkageRecord.Address(lines: list(street), locality: locality, postalCode: postalCode)
    return LinkageRecord(
      id: Identifier(foreign: "\(id)", in: "generated"), kind: isOrganisation ? .organisation : .person,
      givenNames: list(givenName), familyNames: list(familyName), middleName: middleName,
      organisationNames: list(organisationName), birthday: birthday.map { LinkageRecord.number($0) },
      emails: list(email), phones: list(phone), addresses: [address], identifiers: list(taxNumber))
  }
}
