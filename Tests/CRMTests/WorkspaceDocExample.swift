// The example of the README and of "Getting started": compiled and run as it stands there, with no other import of this package.
import CRM
import Foundation
import Testing

@Suite struct WorkspaceDocExample {
  @Test func aWorkingSystemInTwentyLines() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "crm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }

    let store = try await FileStore.open(at: directory)
    let crm = Workspace(store: store, digester: ContactDigester(insecureText: "replace by a secret of your own"))
    let me = Author(.staff, "ann")

    let acme = try await crm.customers.create(.organisation, by: me) { customer in
      customer.legalName = "Acme Ltd"
      customer.contactPoints = [ContactPoint(.email(try EmailAddress("info@acme.example")))]
    }
    _ = try await crm.customers.addFollowUp(
      FollowUp(
        id: crm.environment.id(), what: "Call about the offer", customer: acme.id, due: crm.environment.now() + 86_400,
        createdAt: crm.environment.now()),
      by: me)

    let profile = try await crm.profile(of: acme.id)
    print(profile.displayName)  // Acme Ltd
    if let action = profile.nextAction {
      print(Workspace.phrases.sentence(for: action))  // The next follow-up is due at …
    }
    try await store.close()
    #expect(profile.displayName == "Acme Ltd" && profile.nextAction != nil)
  }
}
