public import Customers

extension Workspace {
  /// Writes and reads records of all wired modules and the host's as JSON Lines. Reading leaves out what is about persons who were erased here.
  public var transfer: RecordTransfer {
    RecordTransfer(
      store: store, registry: registry, environment: environment, contactScreen: customers.contactScreen)
  }
}
