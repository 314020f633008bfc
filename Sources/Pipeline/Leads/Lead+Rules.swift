extension Lead {
  /// The canonical forms of the e-mail addresses.
  var emails: [String] { contactPoints.filter { $0.kind == .email }.map(\.canonical) }

  /// What is wrong with the lead; empty if it can be worked on: there is a name, an organisation or a way to reach somebody, and
  /// a converted lead says what it became.
  public var problems: [FieldProblem] {
    var problems: [FieldProblem] = []
    let isNameless = name?.isEmpty ?? true
    if isNameless, (organisation ?? "").allSatisfy(\.isWhitespace), contactPoints.isEmpty, customer == nil {
      problems.append(FieldProblem("contactPoints", FieldProblem.Code.missing))
    }
    if status == .converted, deal == nil, customer == nil {
      problems.append(FieldProblem("deal", FieldProblem.Code.missing))
    }
    return problems
  }

  /// This lead with what another capture of the same party brings: its enquiries in order of time, its contact points, and what
  /// was not known yet. Nothing known is overwritten; owner, status and identity stay.
  public func attaching(_ other: Lead) -> Lead {
    var result = self
    result.name = name ?? other.name
    result.organisation = organisation ?? other.organisation
    result.contactPoints = contactPoints.union(other.contactPoints)
    result.source = source ?? other.source
    result.customer = customer ?? other.customer
    let fresh = other.enquiries.filter { !enquiries.contains($0) }
    result.enquiries = (enquiries + fresh).sorted { $0.date < $1.date }
    for (key, value) in other.customFields.values where customFields[key] == nil { result.customFields[key] = value }
    result.foreignKeys += other.foreignKeys.filter { !foreignKeys.contains($0) }
    return result
  }
}
