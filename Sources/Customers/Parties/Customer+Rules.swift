public import CRMCore
import Foundation

extension Customer {
  /// The longest name or label in characters.
  public static let maximumNameLength = 300

  /// Everything that is wrong with the record, at once; empty when it may be written. Custom fields are checked by their
  /// definitions.
  ///
  /// - Parameter today: the day that a birthday must not lie after.
  public func problems(on today: CalendarDay) -> [FieldProblem] {
    nameProblems() + personProblems(on: today) + organisationProblems() + generalProblems()
  }

  private func nameProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    switch kind {
    case .person:
      // A newsletter's subscriber is known by an address only.
      if personName?.isEmpty ?? true, contactPoints.isEmpty, foreignKeys.isEmpty {
        problems.append(FieldProblem("personName", FieldProblem.Code.missing))
      }
      if legalName.trimmedOrNil != nil { problems.append(Self.onlyFor("legalName", .organisation)) }
      if tradingName.trimmedOrNil != nil { problems.append(Self.onlyFor("tradingName", .organisation)) }
    case .organisation, .household:
      if legalName.trimmedOrNil == nil, tradingName.trimmedOrNil == nil {
        problems.append(FieldProblem("legalName", FieldProblem.Code.missing))
      }
      if personName != nil { problems.append(Self.onlyFor("personName", .person)) }
    }
    let names: [(String, String?)] = [
      ("personName.given", personName?.given), ("personName.family", personName?.family),
      ("personName.middle", personName?.middle), ("personName.nickname", personName?.nickname),
      ("legalName", legalName), ("tradingName", tradingName),
    ]
    for (field, name) in names where (name?.count ?? 0) > Self.maximumNameLength {
      problems.append(Self.range(field, 1, Self.maximumNameLength))
    }
    return problems
  }

  private func personProblems(on today: CalendarDay) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let birthday {
      if kind != .person { problems.append(Self.onlyFor("birthday", .person)) }
      if birthday > today {
        problems.append(FieldProblem("birthday", FieldProblem.Code.outOfRange, ["maximum": .day(today)]))
      }
    }
    if demographics != nil, kind != .person { problems.append(Self.onlyFor("demographics", .person)) }
    if let size = demographics?.householdSize, size < 1 {
      problems.append(
        FieldProblem("demographics.householdSize", FieldProblem.Code.outOfRange, ["minimum": .integer(1)]))
    }
    return problems
  }

  private func organisationProblems() -> [FieldProblem] {
    guard let organisation else { return [] }
    var problems: [FieldProblem] = []
    if kind != .organisation { problems.append(Self.onlyFor("organisation", .organisation)) }
    if let employees = organisation.employees, employees < 0 {
      problems.append(FieldProblem("organisation.employees", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
    }
    if let revenue = organisation.annualRevenue, revenue.isNegative {
      problems.append(
        FieldProblem("organisation.annualRevenue", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
    }
    if let year = organisation.foundedYear, !(1...9999).contains(year) {
      problems.append(Self.range("organisation.foundedYear", 1, 9999))
    }
    return problems
  }

  private func generalProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let language, !Self.isLanguageTag(language) {
      problems.append(FieldProblem("language", FieldProblem.Code.malformed))
    }
    if let timeZoneID, TimeZone(identifier: timeZoneID) == nil {
      problems.append(FieldProblem("timeZoneID", FieldProblem.Code.notAChoice))
    }
    if stage.rawValue.isEmpty { problems.append(FieldProblem("stage", FieldProblem.Code.missing)) }
    for (index, tag) in tags.enumerated() where tag.count > Self.maximumNameLength {
      problems.append(Self.range("tags[\(index)]", 1, Self.maximumNameLength))
    }
    var seen: Set<ForeignKey> = []
    for (index, key) in foreignKeys.enumerated() {
      if key.system.isEmpty || key.id.isEmpty {
        problems.append(FieldProblem("foreignKeys[\(index)]", FieldProblem.Code.missing))
      } else if !seen.insert(key).inserted {
        problems.append(FieldProblem("foreignKeys[\(index)]", FieldProblem.Code.notUnique))
      }
    }
    if updatedAt < createdAt {
      problems.append(FieldProblem("updatedAt", FieldProblem.Code.contradicts, ["other": .text("createdAt")]))
    }
    return problems
  }

  private static func onlyFor(_ field: String, _ kind: CustomerKind) -> FieldProblem {
    FieldProblem(field, CustomerReason.wrongKind, ["kind": .choice(kind.rawValue)])
  }

  private static func range(_ field: String, _ minimum: Int, _ maximum: Int) -> FieldProblem {
    FieldProblem(
      field, FieldProblem.Code.outOfRange, ["minimum": .integer(Int64(minimum)), "maximum": .integer(Int64(maximum))])
  }

  /// A language tag's shape: subtags of one to eight letters or digits, the first of two to eight letters (RFC 5646, 2.1).
  private static func isLanguageTag(_ tag: String) -> Bool {
    let parts = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = parts.first, (2...8).contains(first.count), first.allSatisfy(isLetter) else { return false }
    return parts.allSatisfy { part in
      (1...8).contains(part.count) && part.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

/// Reason codes about customers.
public enum CustomerReason {
  /// The field belongs to another kind of customer.
  public static let wrongKind: ReasonCode = "customer.wrongKind"
}
