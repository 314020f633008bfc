/// Finds every record of all registered types that is about a subject or names them, by declared references and ``PersonalData``.
///
/// Records about records about the subject are found too, to any depth. Nothing is read but index ranges: the cost grows with what is
/// found, not with the base.
public struct SubjectWalk: Sendable {
  /// The types that are walked over.
  public let registry: RecordRegistry
  private let store: any Store
  private let leftOut: Set<CollectionName>

  /// A walk over types.
  ///
  /// - Parameters:
  ///   - registry: the types.
  ///   - store: where the records are.
  ///   - collections: types that somebody else answers for; see ``Participant/collections``.
  public init(over registry: RecordRegistry, in store: any Store, leavingOut collections: Set<CollectionName> = []) {
    self.registry = registry
    self.store = store
    leftOut = collections
  }

  /// How a record concerns a subject.
  public enum Role: Hashable, Sendable {
    /// It is about them.
    case about
    /// It names them, through these references.
    case mentions(Set<String>)
  }

  /// Shows every record that concerns a subject, each once: the subject's own first, a record before those about it, and those that
  /// only name the subject last. One that names the subject and is about them, or about a record of theirs, is about them.
  ///
  /// Pages of 500 are held and no more, and some 150 bytes for each record that was found. What is written meanwhile may be missed.
  ///
  /// - Parameters:
  ///   - roots: the subject's own records: one as a rule, several where the subject was merged.
  ///   - visitor: is shown the records.
  /// - Throws: ``UndeclaredPersonalData`` naming every type and reference that says nothing, before anything is shown;
  ///   ``StoreError``; `CancellationError`.
  public func find<Visitor: SubjectVisitor>(_ roots: [RecordReference], _ visitor: inout Visitor) async throws {
    var found: Set<RecordReference> = []
    try await findAbout(roots, &found, &visitor)
    try await findNaming(roots, &found, &visitor)
  }

  /// Shows the roots and every record about them, but those in `found`, and adds them to it: one walk in several parts.
  package func findAbout<Visitor: SubjectVisitor>(
    _ roots: [RecordReference], _ found: inout Set<RecordReference>, _ visitor: inout Visitor
  ) async throws {
    guard !roots.isEmpty else { return }
    try registry.checkPersonalData(of: Set(roots.map(\.collection)), leavingOut: leftOut)
    var queue: [RecordReference] = []
    for root in roots where !found.contains(root) {
      guard let type = registry.type(of: root.collection) else { continue }
      try await show(root, of: type, &found, &visitor)
      found.insert(root)
      queue.append(root)
    }
    let own = Set(roots)
    var pointing: [CollectionName: [any Record.Type]] = [:]
    var next = 0
    while next < queue.count {
      let target = queue[next]
      next += 1
      let isOwn = own.contains(target)
      for type in isOwn ? types : pointing[target.collection] ?? types {
        let about = try await visit(type, target, &found, &visitor)
        guard let collection = about.first?.collection else { continue }
        if pointing[collection] == nil { pointing[collection] = try await self.types(pointingTo: collection) }
        if pointing[collection]?.isEmpty == false { queue += about }
      }
    }
  }

  /// Shows every record that names a root and is not in `found`, and adds it: after everything that is about the roots, because who is
  /// named in a record about them is not only named. Who is named in a record about the roots' records is somebody else's matter.
  package func findNaming<Visitor: SubjectVisitor>(
    _ roots: [RecordReference], _ found: inout Set<RecordReference>, _ visitor: inout Visitor
  ) async throws {
    let own = Set(roots)
    var asked: Set<RecordReference> = []
    for root in roots where asked.insert(root).inserted {
      for type in types { try await visit(type, naming: root, of: own, &found, &visitor) }
    }
  }

  private var types: [any Record.Type] { registry.types.filter { !leftOut.contains($0.collection) } }

  /// The types of which any record is about any record of a collection. Of many records about a subject most have nothing that is
  /// about them: the types that never do need not be asked for each.
  private func types(pointingTo collection: CollectionName) async throws -> [any Record.Type] {
    var pointing: [any Record.Type] = []
    for type in types {
      if try await points(type, to: collection) { pointing.append(type) }
    }
    return pointing
  }

  private func points<R: Record>(_ type: R.Type, to collection: CollectionName) async throws -> Bool {
    guard let declaration = R.personalData else { return false }
    for link in R.references where declaration.about.contains(link.name) && link.target ?? collection == collection {
      if try await store.count(Query(link.index, ExactText(collection.rawValue))) > 0 { return true }
    }
    return false
  }

  private func show<R: Record, Visitor: SubjectVisitor>(
    _ root: RecordReference, of type: R.Type, _ found: inout Set<RecordReference>, _ visitor: inout Visitor
  ) async throws {
    guard !leftOut.contains(R.collection), let declaration = R.personalData, let id = root.id(as: R.self),
      let stored = try await store.get(id)
    else { return }
    try await visitor.visit([stored], declaration, .about)
  }

  /// Shows the records of one type that are about `target`, and gives them back.
  private func visit<R: Record, Visitor: SubjectVisitor>(
    _ type: R.Type, _ target: RecordReference, _ found: inout Set<RecordReference>, _ visitor: inout Visitor
  ) async throws -> [RecordReference] {
    guard let declaration = R.personalData else { return [] }
    var about: [RecordReference] = []
    for link in R.references where declaration.about.contains(link.name) {
      try await pages(link, to: target) { page in
        let new = page.filter { found.insert(RecordReference($0.id)).inserted }
        about += new.map { RecordReference($0.id) }
        if !new.isEmpty { try await visitor.visit(new, declaration, .about) }
      }
    }
    return about
  }

  /// Shows the records of one type that name `target`, each with all links through which it names one of the subject's own records.
  private func visit<R: Record, Visitor: SubjectVisitor>(
    _ type: R.Type, naming target: RecordReference, of own: Set<RecordReference>, _ found: inout Set<RecordReference>,
    _ visitor: inout Visitor
  ) async throws {
    guard let declaration = R.personalData else { return }
    let mentions = Set(declaration.mentions.map(\.link))
    let links = R.references.filter { mentions.contains($0.name) }
    for link in links {
      try await pages(link, to: target) { page in
        for stored in page where found.insert(RecordReference(stored.id)).inserted {
          let naming = links.filter { $0.targets(of: stored.record).contains { own.contains($0) } }
          try await visitor.visit([stored], declaration, .mentions(Set(naming.map(\.name))))
        }
      }
    }
  }

  /// Shows the records that point to `target` through a link, page by page.
  private func pages<R: Record>(
    _ link: Reference<R>, to target: RecordReference, _ show: ([Stored<R>]) async throws -> Void
  ) async throws {
    guard link.target == nil || link.target == target.collection else { return }
    var query = Query(link, to: target).limited(to: 500)
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      try await show(page.items)
      guard let next = page.next else { return }
      query = query.after(next)
    }
  }
}

/// Is shown the records that concern a subject, with static knowledge of their types.
public protocol SubjectVisitor {
  /// Called for a page of records of one type and one role. Throwing ends the walk.
  mutating func visit<R: Record>(
    _ records: [Stored<R>], _ declaration: PersonalData<R>, _ role: SubjectWalk.Role
  ) async throws
}

/// Record types can point to a subject and do not say what that means.
public struct UndeclaredPersonalData: Error, Hashable, Sendable, CustomStringConvertible {
  /// One reference of one type.
  public struct Gap: Hashable, Sendable {
    /// The type.
    public var collection: CollectionName
    /// The reference.
    public var link: String

    /// A gap.
    public init(_ collection: CollectionName, _ link: String) {
      self.collection = collection
      self.link = link
    }
  }

  /// All of them, in the order of the registry.
  public var gaps: [Gap]

  /// Gaps in declarations.
  public init(_ gaps: [Gap]) {
    self.gaps = gaps
  }

  /// Types and references.
  public var description: String {
    "no personal data declared for " + gaps.map { "\($0.collection).\($0.link)" }.joined(separator: ", ")
  }
}

extension RecordRegistry {
  /// Checks that every reference through which a record can concern a subject is declared: a check for a host's tests, and the first
  /// step of every request.
  ///
  /// References to records about a subject count like those to the subject.
  ///
  /// - Parameters:
  ///   - collections: where subjects are, for example customers.
  ///   - leftOut: types that a ``Participant`` answers for.
  /// - Throws: ``UndeclaredPersonalData`` naming all.
  public func checkPersonalData(
    of collections: Set<CollectionName>, leavingOut leftOut: Set<CollectionName> = []
  ) throws(UndeclaredPersonalData) {
    let types = types.filter { !leftOut.contains($0.collection) }.map { DeclaredLinks($0) }
    var reached = collections
    var gaps: [UndeclaredPersonalData.Gap] = []
    while true {
      let before = reached
      gaps = types.flatMap { $0.gaps(&reached) }
      if reached == before { break }
    }
    if !gaps.isEmpty { throw UndeclaredPersonalData(gaps) }
  }
}

/// The references of a type and what its declaration says of them, made once.
private struct DeclaredLinks {
  let collection: CollectionName
  let links: [(name: String, target: CollectionName?)]
  /// Through which a record is about what they point to.
  let about: Set<String>
  /// Of which nothing is said; `nil`: there is no declaration.
  let open: Set<String>?

  init<R: Record>(_ type: R.Type) {
    collection = R.collection
    links = R.references.map { ($0.name, $0.target) }
    let declaration = R.personalData
    about = declaration?.about ?? []
    open = declaration.map { Set($0.undeclared) }
  }

  func gaps(_ reached: inout Set<CollectionName>) -> [UndeclaredPersonalData.Gap] {
    let links = links.filter { link in link.target.map { reached.contains($0) } ?? true }
    guard let open else {
      let isRoot = reached.contains(collection) && links.isEmpty
      return (isRoot ? ["record"] : links.map(\.name)).map { UndeclaredPersonalData.Gap(collection, $0) }
    }
    if links.contains(where: { about.contains($0.name) }) { reached.insert(collection) }
    return links.filter { open.contains($0.name) }.map { UndeclaredPersonalData.Gap(collection, $0.name) }
  }
}
