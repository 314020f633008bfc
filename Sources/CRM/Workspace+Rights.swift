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
}
