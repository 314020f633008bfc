import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct CustomerSearchTests {
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")

  init() {
    let environment = CRMEnvironment.fixed(clock: TestClock())
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func person(
    _ given: String, _ family: String, email: String? = nil, phone: String? = nil,
    _ fill: (inout Customer) -> Void = { _ in }
  ) async throws {
    var points: [ContactPoint] = []
    if let email { points.append(ContactPoint(.email(try EmailAddress(email)))) }
    if let phone { points.append(ContactPoint(.phone(try PhoneNumber(phone)), enteredText: phone)) }
    try await directory.create(.person, by: author) {
      $0.personName = PersonName(given: given, family: family)
      $0.contactPoints = ContactPoints(points)
      fill(&$0)
    }
  }

  private func fillBase() async throws {
    try await person("Anna", "Smith", email: "anna.s@acme.example", phone: "+49 30 1234567")
    try await person("Annabel", "Smart")
    try await person("Юлия", "Щербакова", email: "iuliia@post.example")
    try await person("Олександр", "Ткаченко", phone: "+380 44 279 8100") { $0.tags = ["VIP клієнт"] }
    try await person("伟", "王") { $0.language = "zh" }
    try await person("Peter", "O'Brien") { $0.foreignKeys = [ForeignKey("C-1000200", in: "erp")] }
    try await person("Zoë", "Müller")
    try await directory.create(.organisation, by: author) {
      $0.legalName = "Anna Foods GmbH"
      $0.tradingName = "AF"
    }
  }

  private func found(_ text: String) async throws -> [String] {
    var search = CustomerSearch()
    try await search.rebuild(from: store)
    return try await directory.search(text, in: search).customers.map(\.customer.displayName)
  }

  @Test func whatPeopleType() async throws {
    try await fillBase()
    let expected: [(String, [String])] = [
      ("anna", ["AF", "Anna Smith", "Annabel Smart"]), ("an sm", ["Annabel Smart", "Anna Smith"]),
      ("smith anna", ["Anna Smith"]), ("zoe mul", ["Zoë Müller"]), ("obrien", ["Peter O'Brien"]),
      ("o'b", ["Peter O'Brien"]), ("1000200", ["Peter O'Brien"]), ("c-1000", ["Peter O'Brien"]),
      ("anna.s@acme", ["Anna Smith"]), ("acme.example", ["Anna Smith"]),
      ("yulia", ["Юлия Щербакова"]), ("sherb", ["Юлия Щербакова"]), ("shc", ["Юлия Щербакова"]),
      ("смит", ["Anna Smith"]), ("oleksandr tk", ["Олександр Ткаченко"]), ("wang", ["王伟"]), ("王", ["王伟"]),
      ("伟", ["王伟"]),
      ("vip", ["Олександр Ткаченко"]), ("клі", ["Олександр Ткаченко"]),
      ("+4930", ["Anna Smith"]), ("030 123", ["Anna Smith"]), ("4567", ["Anna Smith"]),
      ("8100", ["Олександр Ткаченко"]),
      ("044 279", ["Олександр Ткаченко"]), ("00380 44", ["Олександр Ткаченко"]), ("anna 4567", ["Anna Smith"]),
      ("smiht", ["Anna Smith"]), ("anabel", ["Annabel Smart"]), ("sxrt", []), ("щербкова", ["Юлия Щербакова"]),
      ("oth,frjd", ["Юлия Щербакова"]), ("ыьшер", ["Anna Smith"]),
      ("nobody at all", []),
    ]
    for (text, names) in expected { #expect(try await found(text) == names, "\(text)") }
  }

  @Test func matchesAreTold() async throws {
    try await fillBase()
    let search = Live(CustomerSearch(), of: store)
    let cases: [(String, SearchMatch)] = [
      ("Annabel", .exact), ("annab", .beginning), ("yulia", .spelling), ("jkt", .keyboardLayout),
      ("anabel", .spelling), ("annaebl", .typingError),
      ("щерб ю", .beginning),
    ]
    for (text, match) in cases {
      #expect(try await directory.search(text, in: search).customers.first?.match == match, "\(text)")
    }
  }

  private func marked(_ text: String) async throws -> [String] {
    var search = CustomerSearch()
    try await search.rebuild(from: store)
    let first = try await directory.search(text, in: search).customers.first
    return (first?.highlights ?? []).map { highlight in
      var shown = highlight.text
      for range in highlight.ranges.reversed() {
        let part = String(highlight.text[range])
        shown.replaceSubrange(range, with: "[\(part)]")
      }
      return "\(highlight.field.rawValue): \(shown)"
    }
  }

  @Test func partsThatAnswerAreMarked() async throws {
    try await fillBase()
    let expected: [(String, [String])] = [
      ("an smi", ["personName: [An]na", "personName: [Smi]th", "email: [an]na.s@acme.example"]),
      ("anabel", ["personName: [Annabel]"]), ("zoe", ["personName: [Zoë]"]), ("yulia", ["personName: [Юлия]"]),
      ("王", ["personName: [王]"]), ("obr", ["personName: [O'Br]ien"]),
      ("030 123", ["phone: +49 [30 123]4567"]), ("4567", ["phone: +49 30 123[4567]"]),
      ("vip", ["tag: [VIP] клієнт"]), ("c-1000", ["foreignKey: [C]-[1000]200"]),
      ("foods", ["organisationName: Anna [Foods] GmbH"]), ("oth,frjd", ["personName: [Щербаков]а"]),
    ]
    for (text, marks) in expected { #expect(try await marked(text) == marks, "\(text)") }
  }

  @Test func pagesFollowEachOtherAndSurviveChanges() async throws {
    for number in 0..<90 { try await person("Ann", "Family\(String(format: "%02d", number))") }
    let search = Live(CustomerSearch(), of: store)
    var names: [String] = []
    var cursor: CustomerSearchCursor?
    repeat {
      let page = try await directory.search("ann", in: search, limit: 20, after: cursor)
      names += page.customers.map(\.customer.displayName)
      cursor = page.next
      // Comes before the cursor, and is not told again or in between.
      try await person("Ann", "Aaa\(names.count)")
      if let next = cursor {
        cursor = try JSONDecoder().decode(CustomerSearchCursor.self, from: JSONEncoder().encode(next))
      }
    } while cursor != nil
    #expect(names == (0..<90).map { "Ann Family\(String(format: "%02d", $0))" })
  }

  @Test func incrementalEqualsRebuild() async throws {
    try await fillBase()
    for number in 0..<70 { try await person("Kim\(number)", "Lee") }
    let all = try store.page(Query(Customer.self).limited(to: 100)).items
    for stored in all.prefix(20) { _ = try await directory.edit(stored.id, by: author) { $0.tags.insert("changed") } }
    try store.commit(
      {
        var changes = ChangeSet(author: author, date: directory.environment.now())
        for stored in all.suffix(10) { changes.delete(stored) }
        return changes
      }())
    try await ProjectionLaw.check(CustomerSearch(), over: store)
  }

  @Test func compactingChangesNothing() async throws {
    try await fillBase()
    let live = try await Live(CustomerSearch(), of: store).current()
    var compact = live
    compact.compact()
    #expect(compact == live)
    #expect(compact.count == 8)
    #expect(compact.page("anna") == live.page("anna"))
    #expect(compact.byteCount > 0)
  }

  @Test func aCustomerThatIsGoneIsLeftOut() async throws {
    try await fillBase()
    let search = try await Live(CustomerSearch(), of: store).current()
    let page = search.page("annabel")
    let stored = try #require(try await store.get(page.hits[0].customer))
    var changes = ChangeSet(author: author, date: directory.environment.now())
    changes.delete(stored)
    try store.commit(changes)
    #expect(try await directory.search("annabel", in: search).customers.isEmpty)
    #expect(CustomerSearch.highlights(of: "nobody", in: stored.record).isEmpty)
  }
}
