public import CRMCore
import Foundation

/// What came of checking whether a contact point reaches a customer.
public enum ContactCheck: String, Codable, Hashable, Sendable, CaseIterable, FieldConvertible {
  /// A link or a code was sent.
  case requested
  /// The customer answered.
  case confirmed
  /// A message came back for good.
  case bounced
}

extension CustomerDirectory {
  /// Notes that a contact point of a customer was checked, together with a `customer.contactPointChecked` event.
  ///
  /// A request does not take away what an earlier check showed.
  ///
  /// - Parameters:
  ///   - check: what came of it.
  ///   - point: the contact point, however it is spelt.
  ///   - id: the customer.
  ///   - author: who did it.
  /// - Throws: `ValidationError` if the customer has no such contact point; `notFound`.
  @discardableResult
  public func note(
    _ check: ContactCheck, of point: ContactPoint, for id: Identifier<Customer>, by author: Author
  ) async throws -> Customer {
    try await store.perform { try await prepareNote(check, of: point, for: id, by: author) }
  }

  /// The changes that ``note(_:of:for:by:)`` commits.
  public func prepareNote(
    _ check: ContactCheck, of point: ContactPoint, for id: Identifier<Customer>, by author: Author
  ) async throws -> Prepared<Customer> {
    let now = environment.now()
    let canonical = point.canonical
    var prepared = try await prepareEdit(id, by: author) { customer in
      guard customer.contactPoints.point(canonical: canonical) != nil else {
        throw ValidationError([FieldProblem("contactPoints", FieldProblem.Code.missing)])
      }
      customer.contactPoints.update(canonical: canonical) { $0.verification = $0.verification.checked(check, at: now) }
    }
    guard prepared.changes.hasWrites else { return prepared }
    prepared.changes.insert(
      event(
        .contactPointChecked, about: RecordReference(id), customer: id, at: now, by: author,
        ["kind": .choice(point.kind.rawValue), "outcome": .choice(check.rawValue)]))
    return prepared
  }
}

extension Verification {
  fileprivate func checked(_ check: ContactCheck, at now: Date) -> Verification {
    switch check {
    case .confirmed: .verified(at: now)
    case .bounced: .bounced(at: now)
    case .requested: isVerified || isBounced ? self : .pending(since: now)
    }
  }
}
