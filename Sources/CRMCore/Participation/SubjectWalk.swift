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

  /// Shows every record that concerns a subject, each once, the subject's own first and a record before those about it.
  ///
  /// Pages of 500 are held and no more, and some 150 bytes for each record that was found. What is written meanwhile may be missed.
  ///
  /// - Parameters:
  ///   - roots: the subject's own records: one as a rule, several where the subject was merged.
  ///   - visitor: is shown the records.
  /// - Throws: ``UndeclaredPersonalData`` naming every type and reference that says nothing, before anything is shown;
  ///   ``StoreError``; `CancellationError`.
  public func find<Visitor: SubjectVisitor>(_ roots: [RecordReference], _ visitor: inout Visitor) async throws {
    guard !roots.isEmpty else { return }
    try registry.checkPersonalData(of: Set(roots.map(\.collection)), leavingOut: leftOut)
    var found: Set<RecordReference> = []
    var queue: [RecordReference] = []
    for root in roots where !found.contains(root) {
      guard let type = registry.type(of: root.collection) else { continue }
      try await show(root, of: type, &found, &visitor)
      found.insert(root)
      queue.append(root)
    }
    let own = Set(roots)
    let types = registry.types.filter { !leftOut.contains($0.collection) }
    var pointing: [CollectionName: [any Record.Type]] = [:]
    var next = 0
    while next < queue.count {
      let target = queue[next]
      next += 1
      let isOwn = own.contains(target)
      for type in isOwn ? types : pointing[target.collection] ?? types {
        let about = try await visit(type, target, isOwn: isOwn, &found, &visitor)
        guard let collection = about.first?.collection else { continue }
        if pointing[collection] == nil { pointing[collection] = try await self.types(pointingTo: collection) }
        if pointing[collection]?.isEmpty == false { queue += about }
      }
    }
  }

  /// The types of which any record is about any record of a collection. Of many records about a subject most have nothing that is
  /// about them: the types that never do need not be asked for each.
  private func types(pointingTo collection: CollectionName) async throws -> [any Record.Type] {
    var pointing: [any Record.Type] = []
    for type in registry.types where !leftOut.contains(type.collection) {
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

  /// Shows the records of one type that point to `target`, and gives back those that are about it.
  private func visit<R: Record, Visitor: SubjectVisitor>(
    _ type: R.Type, _ target: RecordReference, isOwn: Bool, _ found: inout Set<RecordReference>,
    _ visitor: inout Visitor
  ) async throws -> [RecordReference] {
    guard let declaration = R.personalData else { return [] }
    var about: [RecordReference] = []
    for link in R.references where link.target == nil || link.target == target.collection {
      let isAbout = declaration.about.contains(link.name)
      // Who is named in a record about the subject's records is somebody else's matter.
      guard isAbout || (isOwn && declaration.mentions.contains { $0.link == link.name }) else { continue }
      var query = Query(link, to: target).limited(to: 500)
      while true {
        try Task.checkCancellation()
        let page = try await store.page(query)
        let new = page.items.filter { stored in
          let reference = RecordReference(stored.id)
          guard !found.contains(reference) else { return false }
          // One that both is about the subject and names them is about them.
          return isAbout || !declaration.isAbout(stored.record, target)
        }
        if isAbout {
          for stored in new {
            found.insert(RecordReference(stored.id))
            about.append(RecordReference(stored.id))
          }
          if !new.isEmpty { try await visitor.visit(new, declaration, .about) }
        } else {
          for stored in new {
            found.insert(RecordReference(stored.id))
            let links = declaration.mentions.map(\.link).filter { name in
              R.references.contains { $0.name == name && $0.targets(of: stored.record).contains(target) }
            }
            try await visitor.visit([stored], declaration, .mentions(Set(links)))
          }
        }
        guard let next = page.next else { break }
        query = query.after(next)
      }
    }
    return about
  }
}

/// Is shown the records that concern a subject, with static knowledge of their types.
public protocol SubjectVisitor {
  /// Called for a page of records of one type and one role. Throwing ends the walk.
  mutating func visit<R: Record>(
    _ records: [Stored<R>], _ declaration: PersonalData<R>, _ role: SubjectWalk.Role
  ) async throws
}

extension PersonalData {
  /// Whether a record is about another one.
  func isAbout(_ record: R, _ target: RecordReference) -> Bool {
    R.references.contains { about.contains($0.name) && $0.targets(of: record).contains(target) }
  }
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
