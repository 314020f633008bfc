import CRM
import Foundation

/// Opens a store in a folder, adds a customer and something to do, and says what comes next.
func firstSteps(in directory: URL) async throws -> CustomerProfile {
  let store = try await FileStore.open(at: directory)
  let crm = Workspace(store: store, digester: ContactDigester(insecureText: "replace by a secret of your own"))
  let me = Author(.staff, "ann")

  let acme = try await crm.customers.create(.organisation, by: me) { customer in
    customer.legalName = "Acme Ltd"
    customer.contactPoints = [ContactPoint(.email(try EmailAddress("info@acme.example")))]
  }
  let now = crm.environment.now()
  try await crm.customers.addFollowUp(
    FollowUp(
      id: crm.environment.id(), what: "Call about the offer", customer: acme.id, due: now + 86_400, createdAt: now),
    by: me)

  let profile = try await crm.profile(of: acme.id)
  print(profile.displayName)  // Acme Ltd
  if let action = profile.nextAction { print(Workspace.phrases.sentence(for: action)) }  // The next follow-up is due …
  try await store.close()
  return profile
}
