import CRMTesting
import Foundation
import Testing

@testable import CRMCore

@Suite struct SubjectWalkTests {
  struct Person: Record {
    static let collection: CollectionName = "walkPersons"
    static var personalData: PersonalData<Person>? { PersonalData(.identity, provided: .all) }
    var id: Identifier<Person>
  }

  struct Case: Record {
    static let collection: CollectionName = "walkCases"
    static var references: [Reference<Case>] {
      [Reference("person", \.person), Reference("watchers", \.watchers), Reference("handler", \.handler)]
    }
    static var personalData: PersonalData<Case>? {
      PersonalData(
        .service, about: ["person"],
        mentions: [
          PersonalDataMention("watchers") { record, subject in
            record.watchers.removeAll { RecordReference($0) == subject }
          }
        ],
        unrelated: ["handler"], erasure: .pseudonymise { record, _ in record.text = "" })
    }
    var id: Identifier<Case>
    var person: Identifier<Person>?
    var watchers: [Identifier<Person>] = []
    var handler: Identifier<StaffMember>?
    var text = ""
  }

  struct Remark: Record {
    static let collection: CollectionName = "walkRemarks"
    static var references: [Reference<Remark>] { [Reference("about", \.about)] }
    static var personalData: PersonalData<Remark>? { PersonalData(.communication, about: ["about"]) }
    var id: Identifier<Remark>
    var about: RecordReference
  }

  /// About a case, and names who wrote it.
  struct Note: Record {
    static let collection: CollectionName = "walkANotes"
    static var references: [Reference<Note>] { [Reference("of", \.of), Reference("author", \.author)] }
    static var personalData: PersonalData<Note>? {
      PersonalData(
        .communication, about: ["of"], mentions: [PersonalDataMention("author") { note, _ in note.author = nil }])
    }
    var id: Identifier<Note>
    var of: Identifier<Case>
    var author: Identifier<Person>?
  }

  struct Silent: Record {
    static let collection: CollectionName = "walkSilent"
    static var references: [Reference<Silent>] { [Reference("case", \.of), Reference("person", \.person)] }
    var id: Identifier<Silent>
    var of: Identifier<Case>?
    var person: Identifier<Person>?
  }

  private struct Listing: SubjectVisitor {
    var shown: [String] = []

    mutating func visit<R: Record>(
      _ records: [Stored<R>], _ declaration: PersonalData<R>, _ role: SubjectWalk.Role
    ) async throws {
      for stored in records {
        switch role {
        case .about: shown.append("\(R.collection) about")
        case .mentions(let links): shown.append("\(R.collection) \(links.sorted())")
        }
        _ = stored
      }
    }
  }

  private let registry = RecordRegistry([Person.self, Case.self, Remark.self])

  private func found(_ roots: [RecordReference], in store: any Store) async throws -> [String] {
    var listing = Listing()
    try await SubjectWalk(over: registry, in: store).find(roots, &listing)
    return listing.shown
  }

  @Test func findsWhatIsAboutThemToAnyDepthAndWhatNamesThem() async throws {
    let store = InMemoryStore()
    let (ann, bob) = (Person(id: Identifier(derivedFrom: "ann")), Person(id: Identifier(derivedFrom: "bob")))
    let mine = Case(id: Identifier(derivedFrom: "mine"), person: ann.id, watchers: [ann.id, bob.id])
    let theirs = Case(id: Identifier(derivedFrom: "theirs"), person: bob.id, watchers: [ann.id])
    let first = Remark(id: Identifier(derivedFrom: "1"), about: RecordReference(mine))
    let second = Remark(id: Identifier(derivedFrom: "2"), about: RecordReference(first))
    let other = Remark(id: Identifier(derivedFrom: "3"), about: RecordReference(theirs))
    var changes = ChangeSet()
    changes.insert(contentsOf: [ann, bob])
    changes.insert(contentsOf: [mine, theirs])
    changes.insert(contentsOf: [first, second, other])
    try store.commit(changes)
    #expect(
      try await found([RecordReference(ann)], in: store) == [
        "walkPersons about", "walkCases about", "walkRemarks about", "walkRemarks about", "walkCases [\"watchers\"]",
      ])
    // What names Ann in a remark to somebody else's case is not found through that case.
    #expect(
      try await found([RecordReference(bob)], in: store) == [
        "walkPersons about", "walkCases about", "walkRemarks about", "walkCases [\"watchers\"]",
      ])
  }

  @Test func whatIsAboutARecordOfTheirsIsAboutThemAlsoWhenItNamesThem() async throws {
    let store = InMemoryStore()
    let (ann, bob) = (Person(id: Identifier(derivedFrom: "ann")), Person(id: Identifier(derivedFrom: "bob")))
    let mine = Case(id: Identifier(derivedFrom: "mine"), person: ann.id)
    let theirs = Case(id: Identifier(derivedFrom: "theirs"), person: bob.id)
    var changes = ChangeSet()
    changes.insert(contentsOf: [ann, bob])
    changes.insert(contentsOf: [mine, theirs])
    changes.insert(Note(id: Identifier(derivedFrom: "1"), of: mine.id, author: ann.id))
    changes.insert(Note(id: Identifier(derivedFrom: "2"), of: theirs.id, author: ann.id))
    try store.commit(changes)
    var listing = Listing()
    // Notes come before cases: a note is seen as one that names Ann before it is known that the case is hers.
    let registry = RecordRegistry([Note.self, Person.self, Case.self])
    try await SubjectWalk(over: registry, in: store).find([RecordReference(ann)], &listing)
    #expect(
      listing.shown == ["walkPersons about", "walkCases about", "walkANotes about", "walkANotes [\"author\"]"])
  }

  @Test func eachRecordIsShownOnceAlsoForMergedSubjects() async throws {
    let store = InMemoryStore()
    let (ann, anna) = (Person(id: Identifier(derivedFrom: "ann")), Person(id: Identifier(derivedFrom: "anna")))
    let both = Case(id: Identifier(derivedFrom: "both"), person: ann.id, watchers: [anna.id, ann.id])
    var changes = ChangeSet()
    changes.insert(ann)
    changes.insert(both)
    let remarks = (0..<1203).map { Remark(id: Identifier(derivedFrom: "\($0)"), about: RecordReference(both)) }
    changes.insert(contentsOf: remarks)
    try store.commit(changes)
    let shown = try await found([RecordReference(ann), RecordReference(anna)], in: store)
    #expect(shown.count == 2 + 1203)
    #expect(shown.count { $0 == "walkCases about" } == 1)
  }

  @Test func aTypeThatSaysNothingStopsTheRequestBeforeAnythingIsShown() async throws {
    let all = registry.adding([Silent.self])
    #expect(throws: UndeclaredPersonalData([.init("walkSilent", "case"), .init("walkSilent", "person")])) {
      try all.checkPersonalData(of: [Person.collection])
    }
    try all.checkPersonalData(of: [Person.collection], leavingOut: [Silent.collection])
    var listing = Listing()
    await #expect(throws: UndeclaredPersonalData.self) {
      try await SubjectWalk(over: all, in: InMemoryStore()).find(
        [RecordReference(Identifier<Person>(derivedFrom: "ann"))], &listing)
    }
    #expect(listing.shown.isEmpty)
  }

  @Test func erasureIsAPureRule() {
    let ann: Identifier<Person> = Identifier(derivedFrom: "ann")
    let mine = Case(id: Identifier(derivedFrom: "mine"), person: ann, watchers: [ann], text: "secret")
    guard
      case .pseudonymise(let kept)? = Case.personalData?.erasure.outcome(
        of: mine, subject: RecordReference(ann), at: Date(timeIntervalSince1970: 0))
    else {
      Issue.record("not pseudonymised")
      return
    }
    #expect(kept.text.isEmpty)
    var named = mine
    Case.personalData?.mentions[0].remove(&named, RecordReference(ann))
    #expect(named.watchers.isEmpty && named.person == ann)
  }
}
