public import CRMCore
public import Consent
public import Customers
import Foundation

extension Workspace {
  /// The desk for requests of data subjects; `nil` without consent.
  public var rights: RightsDesk? { consent.map { RightsDesk(ledger: $0) } }

  /// A customer as the subject of a request or of a restriction: the record with all its contact points.
  ///
  /// - Returns: `nil` without consent.
  /// - Throws: `StoreError` with code `notFound` if there is no such customer.
  public func subjectKey(of id: Identifier<Customer>) async throws -> SubjectKey? {
    guard let consent else { return nil }
    guard let customer = try await customers.customer(id) else {
      throw StoreError(.notFound, records: [RecordReference(id)])
    }
    return consent.digester.key(of: RecordReference(customer), points: customer.contactPoints.map(\.value))
  }

  /// Carries out what was approved: put its `work` into the heartbeat, `heartbeat([fulfilment.work])`.
  ///
  /// A customer that was merged since is answered as the one it became, with the contact points that it has now.
  ///
  /// - Parameters:
  ///   - access: makes the documents.
  ///   - erasure: erases. Its blob store keeps the documents, too; without one no documents are made.
  ///   - rights: the desk of the requests, if it is another one than ``rights``.
  ///   - deliver: hands documents to the person; left to the staff if `nil`. May be called again with the same `RequestAnswer.key`.
  ///   - correction: what is right, for a rectification; the staff is asked where it is `nil`.
  public func fulfilment(
    access: AccessDesk, erasure: ErasureDesk, rights: RightsDesk? = nil,
    deliver: (@Sendable (RequestAnswer) async throws -> Void)? = nil,
    correction: @escaping @Sendable (SubjectRequest) async throws -> RequestCorrection? = { _ in nil }
  ) -> FulfilmentDesk {
    FulfilmentDesk(
      access: access, erasure: erasure, rights: rights, subject: { try await subject(of: $0) }, deliver: deliver,
      correction: correction)
  }

  private func subject(of request: SubjectRequest) async throws -> AccessSubject? {
    let known = request.subject
    guard let customer = known.party?.id(as: Customer.self) else { return AccessSubject(known) }
    do {
      guard let now = try await accessSubject(customer) else { return AccessSubject(known) }
      return AccessSubject(now.subject.reference, aliases: now.aliases, digests: now.digests + known.points)
    } catch let error as StoreError where error.code == .notFound {
      // The record is gone. What the ledger holds under the contact points is not.
      return AccessSubject(SubjectKey(points: known.points))
    }
  }
}
