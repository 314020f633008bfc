public import Foundation

/// Where app extensions and other processes leave new records for the one process that owns a ``FileStore``.
///
/// A share sheet that captures a contact, a widget that logs a call, a script that adds a note: they cannot open the store, which
/// belongs to the app, and need not wait for it. They *put* what they have into the inbox, a folder beside the store's files, and
/// the owner *drains* it when it comes to the foreground, after a background refresh, or on a signal of the host's own.
///
/// ```swift
/// // In the extension
/// var changes = ChangeSet(author: author)
/// changes.insert(contact)
/// changes.insert(Event(id: environment.id(), name: "contact.captured", about: RecordReference(contact), …))
/// try await Inbox(directory: storeDirectory).put(changes)
///
/// // In the app
/// let report = try await Inbox(directory: storeDirectory).drain(into: store, registry: registry)
/// ```
///
/// What is put arrives **exactly once**. ``put(_:)`` returns when the entry is on the device as one whole file. Each file becomes
/// one commit whose idempotency key is the entry's identity; the file is removed after the commit. A crash between the two, a
/// second task or a second process that drains at the same time therefore change nothing.
///
/// An entry holds **new records only**, any number of any types. An extension has no revision to base a change on: what it says
/// about an existing record is itself a new record, an ``Event``, a note or a request, that the owner acts upon. An entry is
/// merged as a whole or refused as a whole. Refused are entries that are damaged, that hold records of a type or schema version
/// that the owner does not know, or that the store does not take (an identifier or unique key that is there already). They are
/// moved to the folder `refused`, do not hold up the others, and can be tried again; see ``refused()``.
///
/// The entries are files of JSON that say which collection and schema version each record has, so that an extension and an app
/// of different releases understand each other: the owner migrates older records as it does in the store.
///
/// - Important: Until an entry is merged its file holds personal data in plain text. Keep the directory where only the host and
///   its extensions can read it, under the protection class that the store has.
public struct Inbox: Sendable {
  let folder: URL
  let environment: CRMEnvironment
  let fileSystem: any FileSystem

  /// The inbox of the store in this directory. Nothing is read or written yet; the directory need not exist.
  ///
  /// - Parameters:
  ///   - directory: the *store's* directory, the same that ``FileStore/open(at:options:environment:)`` gets.
  ///   - environment: gives entries their date and their identity. Every process needs identifiers of its own, as `.live` has.
  public init(directory: URL, environment: CRMEnvironment = .live) {
    self.init(directory: directory, environment: environment, fileSystem: SystemFileSystem())
  }

  init(directory: URL, environment: CRMEnvironment, fileSystem: any FileSystem) {
    folder = directory.appending(path: "inbox", directoryHint: .isDirectory)
    self.environment = environment
    self.fileSystem = fileSystem
  }

  /// Leaves new records for the owner of the store, as one entry that becomes one commit.
  ///
  /// Author, reason and date of the change set become those of the commit; without a date it is the present instant, so the
  /// commit tells when something was captured, not when it was merged. A change set with an idempotency key keeps it: putting the
  /// same intent twice, for example after a failure that left open whether the first attempt arrived, is then merged once.
  /// Otherwise the key is made of the entry's identity.
  ///
  /// - Parameter changes: inserts of any records, at least one.
  /// - Returns: the name of the entry, which sorts by time. It is in ``waiting()`` until it is merged.
  /// - Throws: ``StoreError/Code/invalidChange`` naming all records that are not just inserted, or if a record cannot be encoded;
  ///   ``StoreError/Code/full`` and ``StoreError/Code/unavailable`` if the entry cannot be written. `CancellationError` before
  ///   anything is written.
  @concurrent @discardableResult
  public func put(_ changes: ChangeSet) async throws -> String {
    try Task.checkCancellation()
    let id = environment.uuid()
    let bytes = try InboxEntry(id: id, changes, date: changes.date ?? environment.now()).encoded()
    let entry = folder.appending(path: InboxEntry.name(of: id))
    let partial = folder.appending(path: InboxEntry.partialName(of: id))
    do {
      try makeFolder()
      let file = try fileSystem.open(partial, create: true)
      defer { file.close() }
      do {
        try file.write(bytes, at: 0)
        try file.sync(.full)
        try fileSystem.rename(partial, to: entry)
      } catch {
        try? fileSystem.remove(partial)
        throw error
      }
      try fileSystem.syncDirectory(folder)
    } catch {
      throw StoreError(inboxFailure: error, "cannot put an entry into the inbox")
    }
    return InboxEntry.name(of: id)
  }

  /// The names of the entries that are not merged yet, oldest first.
  ///
  /// - Throws: ``StoreError/Code/unavailable`` if the folder can be neither read nor made.
  @concurrent
  public func waiting() async throws -> [String] { try names(in: folder).filter { InboxEntry.isEntry($0) } }

  /// The entries that were refused, oldest first.
  ///
  /// - Throws: ``StoreError/Code/unavailable`` if the folder can be neither read nor made.
  @concurrent
  public func refused() async throws -> [RefusedEntry] {
    try names(in: refusedFolder).compactMap { RefusedEntry(name: $0) }
  }

  /// Puts a refused entry back, to be merged by the next draining: after an update that knows its records, or when what it
  /// collided with is gone.
  ///
  /// - Throws: ``StoreError/Code/notFound`` if there is no such entry; ``StoreError/Code/unavailable`` if it cannot be moved.
  @concurrent
  public func retry(_ entry: RefusedEntry) async throws {
    try onRefused(entry) { file in
      try fileSystem.rename(file, to: folder.appending(path: entry.originalName))
      try fileSystem.syncDirectory(folder)
    }
  }

  /// Removes a refused entry for ever, and with it the personal data in it.
  ///
  /// - Throws: ``StoreError/Code/notFound`` if there is no such entry; ``StoreError/Code/unavailable`` if it cannot be removed.
  @concurrent
  public func discard(_ entry: RefusedEntry) async throws { try onRefused(entry) { try fileSystem.remove($0) } }

  private func onRefused(_ entry: RefusedEntry, _ body: (URL) throws -> Void) throws {
    do {
      try body(refusedFolder.appending(path: entry.name))
      try fileSystem.syncDirectory(refusedFolder)
    } catch let error as SystemError where error.isMissingFile {
      throw StoreError(.notFound, "there is no such refused entry")
    } catch {
      throw StoreError(inboxFailure: error, "cannot move or remove a refused entry")
    }
  }

  // MARK: Files

  var refusedFolder: URL { folder.appending(path: "refused", directoryHint: .isDirectory) }

  /// Makes the folder, durably: an entry is nowhere if its folder is not.
  private func makeFolder() throws {
    try fileSystem.createDirectory(folder)
    let directory = folder.deletingLastPathComponent()
    try fileSystem.syncDirectory(directory)
    // A sandbox may keep the parent shut; then it gave the directory to the host, which did not make it.
    try? fileSystem.syncDirectory(directory.deletingLastPathComponent())
  }

  func names(in folder: URL) throws -> [String] {
    do {
      try fileSystem.createDirectory(folder)
      return try fileSystem.list(folder).sorted()
    } catch {
      throw StoreError(inboxFailure: error, "cannot read the inbox")
    }
  }
}
