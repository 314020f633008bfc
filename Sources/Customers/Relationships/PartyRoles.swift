public import CRMCore

/// Which roles a party has towards us at once: a buyer who also supplies and refers ("relationship diversity").
public struct PartyRoles: Hashable, Sendable {
  /// The party.
  public var party: Identifier<Customer>
  /// What it is to us, each role once, in alphabetical order: the kinds of edges that start at it, and the reverse names of those
  /// that end at it.
  public var roles: [String]
  /// The edges.
  public var relationships: [Relationship]

  /// Roles of a party.
  public init(party: Identifier<Customer>, roles: [String], relationships: [Relationship]) {
    self.party = party
    self.roles = roles
    self.relationships = relationships
  }
}

/// One page of parties with their roles.
public struct PartyRolesPage: Hashable, Sendable {
  /// The parties, in the order of their identifiers.
  public var items: [PartyRoles]
  /// Where the next page starts; `nil` on the last one.
  public var next: Identifier<Customer>?

  /// A page.
  public init(items: [PartyRoles], next: Identifier<Customer>?) {
    self.items = items
    self.next = next
  }
}

extension CustomerDirectory {
  /// What a party is to us.
  ///
  /// - Parameters:
  ///   - party: the party.
  ///   - own: the parties that are us: the company, its departments.
  ///   - day: only edges that hold on this day; `nil` gives all of history.
  public func roles(
    of party: Identifier<Customer>, towards own: [Identifier<Customer>], on day: CalendarDay? = nil
  ) async throws -> PartyRoles {
    var edges: [Relationship] = []
    for us in Set(own).sorted() where us != party {
      edges += try await store.all(Query(Relationship.byEnds, us, party)).map(\.record)
    }
    return roles(of: party, edges, on: day)
  }

  /// The parties with several roles towards us at once, page by page.
  ///
  /// Our own parties are not among them. Reads the edges between us and the parties up to the end of the page, each once.
  ///
  /// - Parameters:
  ///   - own: the parties that are us: the company, its departments.
  ///   - count: the least number of different roles.
  ///   - day: only edges that hold on this day; `nil` gives all of history.
  ///   - limit: the most parties on the page, at least 1.
  ///   - last: where the page starts: ``PartyRolesPage/next`` of the page before.
  public func parties(
    withRolesTowards own: [Identifier<Customer>], atLeast count: Int = 2, on day: CalendarDay? = nil, limit: Int = 50,
    after last: Identifier<Customer>? = nil
  ) async throws -> PartyRolesPage {
    var runs = Set(own).sorted().map { EdgeRun(of: $0, after: last) }
    var page = PartyRolesPage(items: [], next: nil)
    while true {
      try Task.checkCancellation()
      var nearest: Identifier<Customer>?
      for index in runs.indices {
        if let other = try await runs[index].head(in: store) { nearest = nearest.map { min($0, other) } ?? other }
      }
      guard let party = nearest else { return page }
      var edges: [Relationship] = []
      for index in runs.indices { edges += try await runs[index].take(party, in: store) }
      let found = roles(of: party, edges, on: day)
      guard found.roles.count >= count, !own.contains(party) else { continue }
      if page.items.count == max(1, limit) {
        page.next = page.items.last?.party
        return page
      }
      page.items.append(found)
    }
  }

  /// The edges of the members of a household or an association, in the order in which they were recorded.
  ///
  /// - Parameters:
  ///   - party: the household or association.
  ///   - day: only members on this day; `nil` gives former ones, too.
  public func members(of party: Identifier<Customer>, on day: CalendarDay? = nil) async throws -> [Relationship] {
    let query = Query(Relationship.byTo, party, ExactText(RelationshipKind.memberOf.rawValue))
    return try await store.all(query).map(\.record).filter { edge in day.map { edge.isValid(on: $0) } ?? true }
      .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  private func roles(of party: Identifier<Customer>, _ edges: [Relationship], on day: CalendarDay?) -> PartyRoles {
    let valid = edges.filter { edge in day.map { edge.isValid(on: $0) } ?? true }
    let names = valid.compactMap { $0.name(seenFrom: party, rule: relationshipRules[$0.kind]) }
    return PartyRoles(party: party, roles: Set(names).sorted(), relationships: valid)
  }
}

/// The edges of one of our parties in the order of the other end, read page by page.
private struct EdgeRun {
  private let own: Identifier<Customer>
  private let last: Identifier<Customer>?
  private var query: Query<Relationship>?
  private var buffer: ArraySlice<Relationship> = []

  init(of own: Identifier<Customer>, after last: Identifier<Customer>?) {
    self.own = own
    self.last = last
    let all = Query(Relationship.byEnds, own).limited(to: 200)
    query = last.map { all.from($0) } ?? all
  }

  /// The other end of the next edge; `nil` at the end.
  mutating func head(in store: any Store) async throws -> Identifier<Customer>? {
    while true {
      while let edge = buffer.first {
        if let other = edge.other(than: own), last.map({ $0 < other }) ?? true { return other }
        buffer.removeFirst()
      }
      guard let next = query else { return nil }
      let page = try await store.page(next)
      buffer = page.items.map(\.record)[...]
      query = page.next.map { next.after($0) }
    }
  }

  /// All next edges with this other end.
  mutating func take(_ party: Identifier<Customer>, in store: any Store) async throws -> [Relationship] {
    var edges: [Relationship] = []
    while try await head(in: store) == party { edges.append(buffer.removeFirst()) }
    return edges
  }
}
