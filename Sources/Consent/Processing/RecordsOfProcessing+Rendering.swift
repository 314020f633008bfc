public import Foundation

extension RecordsOfProcessing {
  /// As JSON, keys sorted, dates in ISO 8601: equal values give equal bytes.
  public func json() throws -> Data { try JSONLD.encoder.encode(self) }

  /// Reads what ``json()`` wrote.
  ///
  /// - Throws: a decoding error.
  public init(json data: Data) throws { self = try JSONLD.decoder.decode(Self.self, from: data) }

  /// As Markdown, in English.
  public func markdown() -> String { page.markdown }

  /// As an HTML page, in English, without scripts or links.
  public func html() -> String { page.html }

  private var page: ReadablePage {
    var page = ReadablePage(title: "Records of processing activities")
    let day = CalendarDay(date, in: .gmt).description
    page.add(.paragraph("GDPR art. 30(1). As of \(day)."))
    page.add(.heading("Controller"))
    page.add(.table(["Role", "Name", "Contact"], parties))
    for activity in activities { add(activity, to: &page) }
    page.add(.heading("Security measures"))
    page.add(.list(statement.securityMeasures ?? []))
    page.add(.heading("Registered data"))
    page.add(
      .table(
        ["Type", "Category", "Schedules"],
        types.map { [$0.collection.rawValue, $0.category?.rawValue ?? "", $0.schedules.joined(separator: ", ")] }))
    page.add(.heading("Rules"))
    page.add(.list(policies + [retentionPolicy].compactMap(\.self)))
    page.add(.heading("Missing"))
    page.add(.list(missing.map { Self.phrases.sentence(for: $0) }))
    return page
  }

  private var parties: [[String]] {
    func row(_ role: String, _ party: ProcessingStatement.Party) -> [String] {
      [role, party.name, party.contact ?? ""]
    }
    return [statement.controller.map { row("Controller", $0) }].compactMap(\.self)
      + statement.jointControllers.map { row("Joint controller", $0) }
      + [
        statement.representative.map { row("Representative", $0) },
        statement.dataProtectionOfficer.map { row("Data protection officer", $0) },
      ].compactMap(\.self)
  }

  private func add(_ activity: ProcessingActivity, to page: inout ReadablePage) {
    page.add(.heading("Purpose: \(activity.purpose)"))
    if let description = activity.description { page.add(.paragraph(description)) }
    let facts: [(String, [String])] = [
      ("Basis", activity.bases), ("Categories of data", activity.categories.map(\.rawValue)),
      ("Record types", activity.collections.map(\.rawValue)), ("Categories of persons", activity.subjects),
      ("Channels", activity.channels.map(\.rawValue)), ("Controllers named", activity.controllers.map(\.rawValue)),
      ("Retention as told in notices", activity.toldRetention),
    ]
    page.add(.table(["", ""], facts.filter { !$0.1.isEmpty }.map { [$0.0, $0.1.joined(separator: ", ")] }))
    page.add(.subheading("Recipients"))
    page.add(
      .table(
        ["Recipient", "Third country", "Safeguard", "Known from"],
        activity.recipients.map {
          [$0.name, $0.country ?? "", $0.safeguard ?? "", $0.isStated ? "the controller" : "notices only"]
        }))
    page.add(.subheading("Time limits"))
    page.add(
      .table(
        ["Schedule", "Data", "Kept", "Then", "Reference"],
        activity.terms.map { [$0.schedule, $0.category.rawValue, $0.sentence, $0.action.rawValue, $0.reference] }))
  }
}

extension ProcessingActivity.Term {
  /// The period in words: `at least 8 years from the end of the year of: created`.
  var sentence: String {
    let parts = [(period.years, "year"), (period.months, "month"), (period.days, "day")]
      .filter { $0.0 != 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    var text = (force == .obligation ? "at least " : "at most ") + parts.joined(separator: ", ")
    switch start.endOfYear {
    case nil: text += " from: "
    case 12: text += " from the end of the year of: "
    case .some(let month): text += " from the end of the year that ends with month \(month) of: "
    }
    return text + start.event.rawValue
  }
}
