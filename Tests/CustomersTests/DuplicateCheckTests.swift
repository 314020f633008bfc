import CRMTesting
import Customers
import Testing

@Suite struct DuplicateCheckTests {
  private let store: InMemoryStore
  private let counting: CountingStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")

  init() {
    let environment = CRMEnvironment.fixed()
    store = InMemoryStore(environment: environment)
    counting = CountingStore(store)
    directory = CustomerDirectory(store: counting, environment: environment)
  }

  private func fill(
    _ given: String, _ family: String, birthday: CalendarDay? = nil, email: String? = nil, phone: String? = nil
  ) -> (inout Customer) throws -> Void {
    { customer in
      customer.personName = PersonName(given: given, family: family)
      customer.birthday = birthday
      if let email { customer.contactPoints.add(ContactPoint(.email(try EmailAddress(email)))) }
      if let phone { customer.contactPoints.add(ContactPoint(.phone(try PhoneNumber(phone)))) }
    }
  }

  private let day = CalendarDay(year: 1980, month: 5, day: 17)

  @Test func aLikelyDuplicateIsRefusedWithItsCandidates() async throws {
    let ann = try await directory.create(
      .person, by: author, fill("Anna", "Sokolova", birthday: day, email: "a.sokolova@example.com"))
    let refusal = await #expect(throws: LikelyDuplicate.self) {
      try await directory.create(.person, by: author, fill("Anna", "Sokolova", email: "A.Sokolova@example.com"))
    }
    #expect(refusal?.candidates.map(\.id) == [ann.id])
    #expect(refusal?.candidates.first.map { $0.probability >= 0.9 } == true)
    #expect(try store.count(Query<Customer>()) == 1)
    let description = try #require(refusal?.description)
    for secret in ["Anna", "Sokolova", "sokolova", "example.com", "1980"] { #expect(!description.contains(secret)) }
    let sentence = refusal.map { CustomerDirectory.phrases.sentence(for: $0.reason, language: "ru") }
    #expect(sentence == "Вероятно, уже есть в базе (кандидатов: 1).")
  }

  @Test func whoeverHasLookedMayAddItAllTheSame() async throws {
    try await directory.create(.person, by: author, fill("Anna", "Sokolova", birthday: day))
    try await directory.create(.person, duplicates: .allow, by: author, fill("Anna", "Sokolova", birthday: day))
    #expect(try store.count(Query<Customer>()) == 2)
    var unchecked = directory
    unchecked.duplicateCheck = nil
    try await unchecked.create(.person, by: author, fill("Anna", "Sokolova", birthday: day))
    #expect(try store.count(Query<Customer>()) == 3)
  }

  @Test(arguments: [
    ("Anna", "Sokolova"), ("Анна", "Соколова"), ("Sokolova", "Anna"), ("Аня", "Соколова"), ("Anna", "Sokolowa"),
  ])
  func otherLettersOrderAndSpellingAreSeen(_ given: String, _ family: String) async throws {
    try await directory.create(
      .person, by: author, fill("Анна", "Соколова", birthday: day, phone: "+79161234567"))
    await #expect(throws: LikelyDuplicate.self) {
      try await directory.create(.person, by: author, fill(given, family, birthday: day, phone: "+79161234567"))
    }
  }

  @Test func aNameAloneIsNotEnough() async throws {
    try await directory.create(.person, by: author, fill("Anna", "Sokolova", birthday: day))
    try await directory.create(.person, by: author, fill("Anna", "Sokolova", email: "other@example.com"))
    try await directory.create(.organisation, by: author) { $0.legalName = "Acme Ltd" }
    try await directory.create(.organisation, by: author) { $0.legalName = "Acme GmbH" }
    #expect(try store.count(Query<Customer>()) == 4)
  }

  @Test func aFamilySharesAMailboxAndATelephone() async throws {
    for given in ["Anna", "Boris", "Clara"] {
      try await directory.create(
        .person, by: author, fill(given, "Weber", email: "family@weber.example", phone: "+493012345678"))
    }
    #expect(try store.count(Query<Customer>()) == 3)
  }

  @Test func anOrganisationIsKnownByItsNumber() async throws {
    try await directory.create(.organisation, by: author) {
      $0.legalName = "ООО Ромашка"
      $0.organisation = OrganisationFacts(taxNumber: "7701234567")
    }
    await #expect(throws: LikelyDuplicate.self) {
      try await directory.create(.organisation, by: author) {
        $0.legalName = "Romashka LLC"
        $0.organisation = OrganisationFacts(taxNumber: "77 0123 4567")
      }
    }
  }

  @Test func theReadsAreBoundedWhateverTheSize() async throws {
    var generator = PartyGenerator(seed: 4)
    for party in generator.parties(count: 300) { try await directory.add(party.customer(), by: author) }
    counting.reset()
    try await directory.create(
      .person, by: author, fill("Anna", "Sokolova", birthday: day, email: "a@example.com", phone: "+79161234567"))
    // Name, birthday with two sounds, two contact points; nobody was found, so nothing else is read.
    #expect(counting.calls.reads == 5)
    counting.reset()
    _ = try? await directory.create(
      .person, by: author, fill("Anna", "Sokolova", birthday: day, email: "a@example.com"))
    #expect(counting.calls.reads <= 4 + 2)
  }

  @Test func candidatesThatAreKnownToBeDifferentAreLeftOut() async throws {
    let ann = try await directory.create(.person, by: author, fill("Anna", "Sokolova", birthday: day))
    let other = try await directory.create(
      .person, duplicates: .allow, by: author, fill("Anna", "Sokolova", birthday: day))
    #expect(try await directory.likelyDuplicates(of: other).map(\.id) == [ann.id])
    try await directory.markDistinct(ann.id, other.id, by: author)
    #expect(try await directory.likelyDuplicates(of: other).isEmpty)
  }
}
