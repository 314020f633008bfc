import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct ReferenceTests {
  /// A record with every shape of link.
  struct Hub: Record {
    static let collection: CollectionName = "hubs"
    static let van = Reference<Hub>("van", \.van)
    static let spare = Reference<Hub>("spare", \.spare)
    static let fleet = Reference<Hub>("fleet", \.fleet)
    static let subject = Reference<Hub>("subject", \.subject)
    static let links = Reference<Hub>(
      "links",
      read: { $0.links },
      repoint: { hub, old, new in hub.links = hub.links.map { $0 == old ? new : $0 } })
    static var references: [Reference<Hub>] { [van, spare, fleet, subject, links] }

    var id: Identifier<Hub>
    var van: Identifier<Van>
    var spare: Identifier<Van>?
    var fleet: [Identifier<Van>] = []
    var subject: RecordReference?
    var links: [RecordReference] = []
  }

  private let a = RecordReference(Identifier<Van>("a"))
  private let b = RecordReference(Identifier<Van>("b"))
  private let c = RecordReference(Identifier<Van>("c"))

  private func hub() -> Hub {
    Hub(id: "h", van: "a", spare: "a", fleet: ["c", "a", "b"], subject: a, links: [c, a, a])
  }

  private func repoint(_ hub: Hub, _ old: RecordReference, _ new: RecordReference) -> Hub {
    var copy = hub
    for reference in Hub.references { reference.repoint(&copy, from: old, to: new) }
    return copy
  }

  @Test func repointsEveryShape() {
    let moved = repoint(hub(), a, RecordReference(Identifier<Van>("n")))
    let n: Identifier<Van> = "n"
    #expect(moved.van == n && moved.spare == n && moved.fleet == ["c", n, "b"])
    #expect(moved.subject == RecordReference(n) && moved.links == [c, RecordReference(n), RecordReference(n)])
    // Onto one that is already there: the first place stays, the repeat goes.
    #expect(repoint(hub(), a, b).fleet == ["c", "b"])
    #expect(repoint(hub(), a, c).fleet == ["c", "b"])
  }

  @Test func leavesOthersAlone() {
    let stranger = RecordReference(Identifier<Van>("stranger"))
    #expect(repoint(hub(), stranger, b) == hub())
    // The same UUID in another collection is another record.
    let other = RecordReference(collection: "parcels", id: a.id)
    #expect(repoint(hub(), other, b) == hub())
    var empty = Hub(id: "e", van: "x")
    empty.spare = nil
    #expect(repoint(empty, a, b) == empty)
  }

  /// A list that does not hold the record in question is not touched, also where it has repeats of its own.
  @Test func keepsRepeatsThatAreNotItsBusiness() {
    var hub = hub()
    hub.fleet = ["c", "c", "b", "c"]
    #expect(repoint(hub, a, b).fleet == ["c", "c", "b", "c"])
    hub.fleet = ["c", "c", "a", "b"]
    #expect(repoint(hub, a, b).fleet == ["c", "c", "b"])
    hub.fleet = ["a", "a"]
    #expect(repoint(hub, a, b).fleet == ["b"])
  }

  /// A typed link cannot hold a record of another collection; an untyped one can.
  @Test func onlyUntypedLinksChangeTheirCollection() {
    let parcel = RecordReference(Identifier<Parcel>("p"))
    let moved = repoint(hub(), a, parcel)
    #expect(moved.van == "a" && moved.spare == "a" && moved.fleet == ["c", "a", "b"])
    #expect(moved.subject == parcel && moved.links == [c, parcel, parcel])
  }

  @Test func areKeptAsIndexes() async throws {
    let store = try InMemoryStore(seeded: [hub(), Hub(id: "other", van: "b", fleet: ["a"], links: [b, b])])
    #expect(Hub.references.map { $0.targets(of: hub()).count } == [1, 1, 3, 1, 3])
    #expect(try store.count(Query(Hub.fleet, to: a)) == 2 && store.count(Query(Hub.van, to: a)) == 1)
    #expect(try store.page(Query(Hub.links, to: b)).items.map(\.id) == ["other"], "a repeat is one entry")
    #expect(try store.count(Query(Hub.spare, to: Identifier<Van>("a"))) == 1)
    try await store.edit(Identifier<Hub>("h")) { Hub.fleet.repoint(&$0, from: a, to: b) }
    #expect(try store.count(Query(Hub.fleet, to: a)) == 1 && store.count(Query(Hub.fleet, to: b)) == 1)
  }

  @Test func theRegistryFindsWhatPointsToACollection() {
    /// Pretends to be the collection of ``Hub``.
    struct Impostor: Record {
      static let collection: CollectionName = "hubs"
      var id: Identifier<Impostor>
    }
    let registry = RecordRegistry([Hub.self, Van.self, Impostor.self]).adding([Team.self, Hub.self, StaffMember.self])
    #expect(registry.types.map { $0.collection } == ["hubs", "vans", "teams", "staff"])
    #expect(registry.type(of: "hubs") == Hub.self && registry.type(of: "nothing") == nil)
    let vans = registry.references(to: "vans").map { "\($0.from).\($0.name)" }
    #expect(vans == ["hubs.van", "hubs.spare", "hubs.fleet", "hubs.subject", "hubs.links"])
    let staff = registry.references(to: "staff").map { "\($0.from).\($0.name)" }
    #expect(staff == ["hubs.subject", "hubs.links", "teams.manager"])
    let teams = registry.references(to: "teams").map { "\($0.from).\($0.name)" }
    #expect(teams.suffix(2) == ["teams.parent", "staff.team"])
  }
}
