import CRM
import Foundation

/// Calls `body` with a folder that is removed afterwards.
func withTemporaryFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "tour-test-" + CRMEnvironment.live.uuid().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// The sales base of `shared/data`, beside a folder above this one, or in `CRM_DATA`; `nil` where it is not.
let salesData: URL? = {
  func hasBase(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "maven_crm_sales_pipeline.csv").path)
  }
  if let path = ProcessInfo.processInfo.environment["CRM_DATA"] {
    let folder = URL(filePath: path)
    return hasBase(folder) ? folder : nil
  }
  var folder = URL(filePath: #filePath)
  while folder.pathComponents.count > 1 {
    folder.deleteLastPathComponent()
    let data = folder.appending(path: "shared/data")
    if hasBase(data) { return data }
  }
  return nil
}()
