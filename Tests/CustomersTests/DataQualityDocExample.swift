import Customers

func lookAtTheData(
  of directory: CustomerDirectory, by me: Author
) async throws -> (before: QualityReport, work: [String], trend: QualityTrend) {
  // What is expected: which fields are filled, which words are used, which rules hold.
  var options = CustomerQualityOptions()
  options.requirements.append(.custom("region", weight: 2))
  options.vocabularies.append(.custom("country", .countries))
  options.staleAfterMonths = 12
  var audit = directory.qualityAudit("monthly", options)
  audit.add(QualityProfile<Product>.products)

  // The whole base, once; single findings go to a list of work.
  let list = WorkList()
  let before = try await directory.auditQuality(audit) { progress in
    print("\(progress.done) of \(progress.total ?? 0)")
  } onFinding: { finding in
    let what = CustomerDirectory.phrases.sentence(for: finding.reason, language: "en")
    let todo = CustomerDirectory.phrases.sentence(for: finding.proposal, language: "en")
    list.add("\(finding.field): \(what) \(todo)")
  }
  let first = try await directory.keep(before, by: me)

  // What is safe to repair: first how much it is, then the repair.
  for issue in before.issues where issue.repair != nil {
    let planned = try await directory.repairAll(issue, by: me, isDryRun: true)
    if planned.refused == 0 { try await directory.repairAll(issue, by: me) }
  }

  // Better or worse?
  let second = try await directory.keep(try await directory.auditQuality(audit), by: me)
  return (before, list.lines, second.trend(since: first))
}
