import Customers

func cleanUp(
  _ directory: CustomerDirectory, by me: Author
) async throws -> (refusal: LikelyDuplicate?, reasons: [PairExplanation.Evidence], worklist: [DuplicateCase]) {
  // At the counter: a customer who is there already, in other letters, is refused.
  let birthday = CalendarDay(year: 1985, month: 3, day: 9)
  try await directory.create(.person, by: me) {
    $0.personName = PersonName(given: "Юлия", family: "Щербакова")
    $0.birthday = birthday
  }
  var refusal: LikelyDuplicate?
  do {
    try await directory.create(.person, by: me) {
      $0.personName = PersonName(given: "Yulia", family: "Shcherbakova")
      $0.birthday = birthday
    }
  } catch let found as LikelyDuplicate {
    refusal = found
    // Somebody has looked: add her all the same.
    try await directory.create(.person, duplicates: .allow, by: me) {
      $0.personName = PersonName(given: "Yulia", family: "Shcherbakova")
      $0.birthday = birthday
    }
  }

  // At night: the whole base. Pairs that are probable or possible become a list to work on.
  let report = try await directory.findDuplicates()
  try await directory.updateDuplicateCases(from: report, by: me)
  let worklist = try await directory.openDuplicateCases().items

  // Why these two, feature by feature: each bit doubles the odds.
  guard let pair = report.pairs.first, let why = report.explain(pair) else { return (refusal, [], worklist) }

  // They are two people after all: no search proposes them again.
  try await directory.markDistinct(pair.first, pair.second, note: "Checked both passports.", by: me)
  return (refusal, why.evidence, worklist)
}
