import CRMCore
import Foundation

/// A machine that a customer has bought: a record of the host, kept beside ours.
struct Machine: Record {
  static let collection: CollectionName = "machines"
  static let bySerial = Index<Machine>("serial", unique: true) { IndexKey(ExactText($0.serial)) }
  static let byInspection = Index<Machine>("inspection") { machine in machine.inspection.map { IndexKey($0) } }
  static var indexes: [Index<Machine>] { [bySerial, byInspection] }
  static var references: [Reference<Machine>] { [Reference("owner", \.owner)] }

  var id: Identifier<Machine>
  var serial: String
  var owner: RecordReference?
  var inspection: Date?
}

/// The machines that are due for an inspection, the earliest first.
func inspectionsDue(in store: any Store, before date: Date) async throws -> [Machine] {
  try await store.all(Query(Machine.byInspection).before(date)).map(\.record)
}
