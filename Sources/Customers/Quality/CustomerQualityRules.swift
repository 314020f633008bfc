import CRMCore
import Foundation

/// The built-in rules over one customer. Pure.
struct CustomerQualityRules: Sendable {
  let options: CustomerQualityOptions
  let definitions: FieldDefinitions

  func findings(in customer: Customer, at moment: EvaluationMoment) -> [QualityFinding] {
    let today = CalendarDay(moment.now, in: moment.timeZone)
    return recordFindings(customer, today, moment) + textFindings(customer) + nameFindings(customer)
      + dateFindings(customer, today, moment) + contactFindings(customer, moment)
  }

  func finding(
    _ customer: Customer, _ field: String, _ dimension: QualityDimension, _ severity: QualitySeverity,
    _ reason: Reason, _ proposal: ReasonCode, _ repair: QualityRepair? = nil
  ) -> QualityFinding {
    QualityFinding(
      RecordReference(customer), field: field, dimension, severity, reason, proposal: Reason(proposal), repair: repair)
  }

  /// What the rules of writing would refuse today: records that came in another way.
  private func recordFindings(
    _ customer: Customer, _ today: CalendarDay, _ moment: EvaluationMoment
  ) -> [QualityFinding] {
    var found: [QualityFinding] = []
    for problem in customer.problems(on: today) {
      // The birthday has rules of its own.
      if problem.field == "birthday", problem.reason.code == FieldProblem.Code.outOfRange { continue }
      found.append(
        finding(customer, "customer." + problem.field, .validity, .error, problem.reason, QualityReason.correct))
    }
    for problem in definitions.validate(customer.customFields, at: moment) {
      // The profile asks for required fields, and reads texts.
      if problem.reason.code == FieldProblem.Code.missing, isRequirement(problem.field) { continue }
      if problem.reason.code == FieldProblem.Code.wrongKind, isUnread(problem.field, of: customer) { continue }
      found.append(finding(customer, problem.field, .validity, .warning, problem.reason, QualityReason.correct))
    }
    return found
  }

  private func isRequirement(_ field: String) -> Bool {
    field.customName.flatMap { definitions.definition(named: $0)?.isRequired } ?? false
  }

  private func isUnread(_ field: String, of customer: Customer) -> Bool {
    guard let name = field.customName, case .text? = customer.customFields[name],
      let definition = definitions.definition(named: name)
    else { return false }
    return Self.readableKinds.contains(definition.kind)
  }

  /// The kinds of fields whose texts can be read.
  static let readableKinds: Set<FieldValue.Kind> = [.day, .integer, .decimal]

  /// The custom fields that hold texts in place of days and numbers.
  var typedTexts: [QualityTypedText<Customer>] {
    definitions.definitions.filter { Self.readableKinds.contains($0.kind) }.map { definition in
      QualityTypedText(.custom(definition.name), definition.kind) { customer in
        if case .text(let text)? = customer.customFields[definition.name] { text } else { nil }
      }
    }
  }

  private func textFindings(_ customer: Customer) -> [QualityFinding] {
    let record = RecordReference(customer)
    let nameIsFiller = customer.nameIsFiller
    var found: [QualityFinding] = []
    for text in CustomerText.all {
      var findings = TextFindings(record: record, field: text.field, place: text.place).findings(
        in: text.read(customer))
      // Names that are fillers as a whole are told below.
      if text.place == .name, nameIsFiller { findings.removeAll { $0.repair == .clear } }
      found += findings
    }
    for (name, value) in customer.customFields.values.sorted(by: { $0.key < $1.key }) {
      let field = FieldName.custom(name).rawValue
      switch value {
      // A choice that is declared says what the host means by it.
      case .choice(let code) where definitions.definition(named: name)?.choices?.contains(code) ?? false: break
      case .text(let text), .choice(let text):
        found += TextFindings(record: record, field: field, place: .answer).findings(in: text)
      case .day(let day) where Self.fillerDays.contains(day):
        found.append(
          finding(
            customer, field, .validity, .warning, Reason(QualityReason.implausible), QualityReason.checkDate))
      default: break
      }
    }
    let codes = [("customer.source", customer.source?.rawValue), ("customer.stage", customer.stage.rawValue)]
    for (field, code) in codes { found += TextFindings(record: record, field: field, place: .word).findings(in: code) }
    for tag in customer.tags where PlaceholderText.kind(of: tag, in: .word) != nil {
      found += TextFindings(record: record, field: "customer.tags", place: .word).findings(in: tag)
    }
    return found
  }

  private func nameFindings(_ customer: Customer) -> [QualityFinding] {
    guard customer.kind == .person, let name = customer.personName else { return [] }
    guard !customer.nameIsFiller else {
      return [
        finding(
          customer, "customer.name", .validity, .error,
          Reason(QualityReason.placeholder, ["kind": .choice(PlaceholderText.Kind.word.rawValue)]),
          QualityReason.enterAnew)
      ]
    }
    var found: [QualityFinding] = []
    let parts = [("customer.givenName", name.given), ("customer.familyName", name.family)]
    for (field, part) in parts {
      guard let part else { continue }
      if part.unicodeScalars.contains(where: { $0.properties.numericType == .decimal }) {
        found.append(
          finding(customer, field, .validity, .warning, Reason(QualityReason.digitsInName), QualityReason.correct))
      }
      if LegalForms.isPart(of: part) {
        found.append(
          finding(
            customer, field, .consistency, .warning,
            Reason(QualityReason.kindOfParty, ["kind": .choice(CustomerKind.person.rawValue)]),
            QualityReason.changeKind))
      }
    }
    return found
  }

  private func dateFindings(
    _ customer: Customer, _ today: CalendarDay, _ moment: EvaluationMoment
  ) -> [QualityFinding] {
    var found: [QualityFinding] = []
    let moments: [(String, Date?)] = [
      ("customer.createdAt", customer.createdAt), ("customer.updatedAt", customer.updatedAt),
      ("customer.firstTouch.date", customer.firstTouch?.date),
    ]
    for (field, date) in moments {
      if let date, date > moment.now {
        found.append(finding(customer, field, .validity, .error, Reason(QualityReason.future), QualityReason.checkDate))
      }
    }
    if let year = customer.organisation?.foundedYear, year > today.year {
      found.append(
        finding(
          customer, "customer.foundedYear", .validity, .error, Reason(QualityReason.future), QualityReason.checkDate))
    }
    guard let birthday = customer.birthday else { return found }
    let field = "customer.birthday"
    if birthday > today {
      found.append(finding(customer, field, .validity, .error, Reason(QualityReason.future), QualityReason.checkDate))
    } else if Self.fillerDays.contains(birthday) || birthday <= today.adding(years: -options.oldestAge) {
      found.append(
        finding(customer, field, .validity, .warning, Reason(QualityReason.implausible), QualityReason.checkDate))
    } else if let ageField = options.ageField, case .integer(let age)? = customer.customFields[ageField] {
      // The age was right when somebody wrote it down, at the latest with the last change.
      let least = Self.years(from: birthday, to: CalendarDay(customer.createdAt, in: moment.timeZone)) - 1
      let most = Self.years(from: birthday, to: today) + 1
      if Int(age) < least || Int(age) > most {
        found.append(
          finding(
            customer, FieldName.custom(ageField).rawValue, .consistency, .warning,
            Reason(QualityReason.age, ["other": .text(field)]), QualityReason.reconcile))
      }
    }
    return found
  }

  private static func years(from birthday: CalendarDay, to day: CalendarDay) -> Int {
    let hadBirthday = (day.month, day.day) >= (birthday.month, birthday.day)
    return day.year - birthday.year - (hadBirthday ? 0 : 1)
  }

  /// What databases and spreadsheets write for no day: the zero of Common Era, SQL Server, spreadsheets (three ways), and the end.
  static let fillerDays: Set<CalendarDay> = [
    .min, day(1753, 1, 1), day(1899, 12, 30), day(1899, 12, 31), day(1900, 1, 1), .max,
  ]

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDay {
    CalendarDay(year: year, month: month, day: day) ?? .min
  }
}

extension Customer {
  /// Whether every part of the name that there is only fills the field: "Test Test". One part alone may be a rare name.
  var nameIsFiller: Bool {
    guard kind == .person, let name = personName else { return false }
    let parts = [name.given, name.family].compactMap(\.trimmedOrNil)
    return !parts.isEmpty && parts.allSatisfy { PlaceholderText.kind(of: $0, in: .word) != nil }
  }
}

/// Words that only companies have in their names.
enum LegalForms {
  /// Whether a text has one of them as a word, or ends in one where no spaces are written.
  static func isPart(of text: String) -> Bool {
    let words = TextFolding.searchKey(text).split { !$0.isLetter }.map(String.init)
    return words.contains { forms.contains($0) } || ["公司", "株式会社", "有限责任"].contains { text.hasSuffix($0) }
  }

  private static let forms: Set<String> = [
    "ltd", "limited", "inc", "llc", "llp", "plc", "gmbh", "corp", "corporation", "sarl", "srl", "bv", "kft",
    "ооо", "зао", "оао", "пао", "тов", "прат",
  ]
}
