public import CRMCore

/// A change that puts one finding right, as data. Safe to make without asking: each fits one state of the field only, and does
/// nothing to a record that has changed since.
public enum QualityRepair: Hashable, Codable, Sendable {
  /// Removes a placeholder.
  case clear
  /// Removes stray spaces.
  case trim
  /// Writes a word of a vocabulary as it is usual.
  case respell(from: String, to: String)
  /// Corrects the domain of e-mail addresses.
  case correctDomain(from: String, to: String)
  /// Marks e-mail addresses that look like an office's as such.
  case markRole
  /// Reads a text in a custom field as a value of this kind; days as this pattern writes them, or what can be read in one way only.
  case read(FieldValue.Kind, pattern: String?)

  /// The customer with the repair made; `nil` if it does not fit, or there is nothing to do. Pure.
  ///
  /// - Parameters:
  ///   - customer: the record as it is now.
  ///   - field: the finding's field.
  public func applied(to customer: Customer, field: String) -> Customer? {
    var copy = customer
    switch self {
    case .clear: copy.clear(field)
    case .trim: copy.rewrite(field) { $0.withoutStraySpaces }
    case .respell(let from, let to): copy.rewrite(field) { $0.trimmedOrNil == from ? to : $0 }
    case .correctDomain(let from, let to): copy.correctDomain(from: from, to: to)
    case .markRole: copy.markRoles()
    case .read(let kind, let pattern): copy.read(field, as: kind, pattern)
    }
    return copy == customer ? nil : copy
  }
}

extension Customer {
  fileprivate mutating func clear(_ field: String) {
    if field.hasPrefix("customer.contactPoints") {
      contactPoints = ContactPoints(contactPoints.compactMap { ContactFillers.withoutFiller($0) })
    } else if let text = CustomerText.named(field) {
      if PlaceholderText.kind(of: text.read(self) ?? "", in: text.place) != nil { text.write(&self, nil) }
    } else if let name = field.customName, case .text(let text)? = customFields[name] {
      if PlaceholderText.kind(of: text, in: .answer) != nil { customFields[name] = nil }
    } else if field == Customer.fields.tags.name.rawValue {
      tags = TagSet(tags.filter { PlaceholderText.kind(of: $0, in: .word) == nil })
    } else if field == Customer.fields.source.name.rawValue {
      if PlaceholderText.kind(of: source?.rawValue ?? "", in: .word) != nil { source = nil }
    }
  }

  fileprivate mutating func rewrite(_ field: String, _ change: (String) -> String) {
    if let text = CustomerText.named(field) {
      if let old = text.read(self) { text.write(&self, change(old).trimmedOrNil) }
    } else if let name = field.customName {
      switch customFields[name] {
      case .text(let old): customFields[name] = change(old).trimmedOrNil.map { .text($0) }
      case .choice(let old): customFields[name] = .choice(change(old))
      default: break
      }
    } else if field == Customer.fields.tags.name.rawValue {
      tags = TagSet(tags.map(change))
    } else if field == Customer.fields.stage.name.rawValue {
      stage = LifecycleStage(rawValue: change(stage.rawValue))
    } else if field == Customer.fields.source.name.rawValue {
      source = source.map { ReferralSource(rawValue: change($0.rawValue)) }
    }
  }

  fileprivate mutating func correctDomain(from: String, to: String) {
    contactPoints = ContactPoints(
      contactPoints.map { point in
        guard case .email(let address) = point.value, address.asciiDomain == from,
          let corrected = try? EmailAddress("\(address.localPart)@\(to)")
        else { return point }
        var copy = point
        copy.value = .email(corrected)
        copy.enteredText = point.enteredText ?? address.text
        copy.verification = .unverified
        return copy
      })
  }

  fileprivate mutating func markRoles() {
    contactPoints = ContactPoints(
      contactPoints.map { point in
        guard case .email(let address) = point.value, address.looksLikeRole, point.addressKind == .personal else {
          return point
        }
        var copy = point
        copy.addressKind = .role
        return copy
      })
  }

  fileprivate mutating func read(_ field: String, as kind: FieldValue.Kind, _ pattern: String?) {
    guard let name = field.customName, case .text(let text)? = customFields[name] else { return }
    if let value = UnreadText(text, as: kind, pattern: pattern).value { customFields[name] = value }
  }
}

extension String {
  /// The name within the custom fields, if it names one.
  var customName: String? { hasPrefix("custom.") ? String(dropFirst(7)) : nil }
}
