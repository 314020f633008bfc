import CRM
import Foundation

/// What an app does with its store over the day.
struct StoreKeeper {
  let directory: URL

  /// At the start.
  func open() async throws -> FileStore {
    let store = try await FileStore.open(at: directory)
    if let torn = store.openReport.tornFile {
      print("the last write was cut short; \(store.openReport.tornBytes) bytes are in \(torn)")
    }
    return store
  }

  /// Now and then, and after erasing somebody's data.
  func tidy(_ store: FileStore) async throws {
    let report = try await store.compact()
    print("\(report.records) records, \(report.bytesBefore) bytes before, \(report.bytesAfter) after")
  }

  /// Before the system suspends the app, and when it comes back.
  func sleep(_ store: FileStore) async throws { try await store.suspend() }
  func wake(_ store: FileStore) async throws { try await store.resume() }

  /// In a widget, while the app has the store open.
  func customerCount() async throws -> Int {
    let reader = try await FileStore.readOnly(at: directory)
    return try await reader.count(Query(Customer.self))
  }

  /// When the device has damaged what was acknowledged.
  func rescue(into target: URL) async throws -> FileStore {
    let report = try await FileStore.salvage(at: directory, into: target)
    for loss in report.losses { print("\(loss.file): \(loss.count) bytes from \(loss.offset) on") }
    return try await FileStore.open(at: target)
  }
}
