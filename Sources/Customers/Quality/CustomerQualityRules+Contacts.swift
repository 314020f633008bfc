import CRMCore
import Foundation

extension CustomerQualityRules {
  /// What is wrong with contact points, each by itself and with each other.
  func contactFindings(_ customer: Customer, _ moment: EvaluationMoment) -> [QualityFinding] {
    var found: [QualityFinding] = []
    let mailboxes = customer.contactPoints.count { $0.kind == .email }
    for (index, point) in customer.contactPoints.enumerated() {
      let field = "customer.contactPoints[\(index)]"
      if let kind = ContactFillers.kind(of: point.value) {
        found.append(
          finding(
            customer, field, .validity, .warning,
            Reason(QualityReason.placeholder, ["kind": .choice(kind.rawValue)]), QualityReason.clear, .clear))
        continue
      }
      switch point.value {
      case .email(let address): found += emailFindings(customer, field, point, address, isOnly: mailboxes == 1)
      case .phone(let number):
        if (try? PhoneNumber(number.e164)) == nil {
          found.append(
            finding(customer, field, .validity, .error, Reason(QualityReason.badNumber), QualityReason.askForPoint))
        }
      case .postal(let address):
        if let code = address.postalCode, let country = address.country, PostalCodeShape.fits(code, country) == false {
          found.append(
            finding(
              customer, field + ".postalCode", .consistency, .warning,
              Reason(QualityReason.postalCode, ["country": .text(country.rawValue)]), QualityReason.reconcile))
        }
      case .handle, .device: break
      }
      if point.verification.isBounced {
        found.append(
          finding(customer, field, .validity, .warning, Reason(QualityReason.bounced), QualityReason.askForPoint))
      }
      let dates = [point.verification.date, point.provenance?.obtainedAt]
      if dates.contains(where: { $0.map { $0 > moment.now } ?? false }) {
        found.append(finding(customer, field, .validity, .error, Reason(QualityReason.future), QualityReason.checkDate))
      }
    }
    if !countryAgrees(customer) {
      found.append(
        finding(
          customer, "customer.country", .consistency, .hint, Reason(QualityReason.countryPhone),
          QualityReason.reconcile))
    }
    return found
  }

  private func emailFindings(
    _ customer: Customer, _ field: String, _ point: ContactPoint, _ address: EmailAddress, isOnly: Bool
  ) -> [QualityFinding] {
    let domain = address.asciiDomain
    var found: [QualityFinding] = []
    if let meant = MailDomains.correction(of: domain) {
      var typo = finding(
        customer, field, .validity, .error,
        Reason(QualityReason.domainTypo, ["found": .text(domain), "meant": .text(meant)]), QualityReason.correctDomain,
        .correctDomain(from: domain, to: meant))
      typo.proposal.arguments["meant"] = .text(meant)
      found.append(typo)
    } else if MailDomains.isDead(domain, allowsReserved: options.allowsReservedDomains) {
      found.append(
        finding(customer, field, .validity, .error, Reason(QualityReason.deadDomain), QualityReason.askForPoint))
    }
    guard customer.kind == .person, address.looksLikeRole else { return found }
    if point.addressKind == .personal {
      found.append(
        finding(
          customer, field, .consistency, .hint, Reason(QualityReason.roleAddress), QualityReason.markRole, .markRole))
    } else if isOnly {
      found.append(
        finding(customer, field, .validity, .hint, Reason(QualityReason.roleAddress), QualityReason.askForPoint))
    }
    return found
  }

  /// Whether a telephone number is of the address's country, as far as both are known.
  private func countryAgrees(_ customer: Customer) -> Bool {
    var countries: Set<CountryCode> = []
    var phones: [[CountryCode]] = []
    for point in customer.contactPoints {
      switch point.value {
      case .postal(let address): if let country = address.country { countries.insert(country) }
      case .phone(let number): phones.append(number.possibleCountries)
      case .email, .handle, .device: break
      }
    }
    guard !countries.isEmpty, !phones.isEmpty, phones.allSatisfy({ !$0.isEmpty }) else { return true }
    return phones.contains { !countries.isDisjoint(with: $0) }
  }
}
