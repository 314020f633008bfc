import CRMCore
import Foundation

/// One record as it stands in an export: without other persons, and with what is withheld named.
struct AccessRecord {
  enum Role {
    case about
    case mentions([String])
  }

  var reference: RecordReference
  var category: PersonalDataCategory
  var role: Role
  var values: [String: JSONTree]
  var provenance: [String: JSONTree]
  var provided: PersonalDataFields

  /// Of a record that only names the subject nothing is told but that it does.
  var tree: JSONTree {
    var members: [String: JSONTree] = [
      "category": .text(category.rawValue), "collection": .text(reference.collection.rawValue),
    ]
    if !provenance.isEmpty { members["provenance"] = .object(provenance) }
    switch role {
    case .about:
      members["id"] = .text(reference.id.uuidString)
      members["role"] = "about"
      members["values"] = .object(values)
    case .mentions(let links):
      members["role"] = "named"
      members["as"] = .list(links.map { .text($0) })
    }
    return .object(members)
  }

  /// What the subject provided themselves.
  var portable: [String: JSONTree] { values.filter { provided.contains($0.key) } }
}

/// Takes other persons out of the values of a record, and what a controller withholds.
struct AccessRedaction: Sendable {
  let own: Set<RecordReference>
  let parties: Set<CollectionName>
  let withholdings: [CollectionName: [AccessWithholding]]
  let phrases: ReasonPhrases
  let language: String
  /// What stands for a member of staff, and before the name of another party.
  let staff: String
  let otherParty: String
  /// Makes the names of other persons differ from export to export of different subjects.
  let salt: String

  init(_ subject: AccessSubject, _ desk: AccessDesk) {
    own = Set(subject.records)
    parties = desk.parties.union(subject.records.map(\.collection))
    withholdings = Dictionary(grouping: desk.withholdings, by: \.collection)
    phrases = desk.phrases
    language = desk.statement.language
    let words = AccessWords(desk)
    staff = words("staff")
    otherParty = words("otherParty")
    salt = subject.subject.reference.description
  }

  /// The values of a record that the subject may read.
  func values<R: Record>(
    of record: R, pointingTo targets: [RecordReference], _ declaration: PersonalData<R>
  ) throws -> [String: JSONTree] {
    var others: [UUID: CollectionName] = [:]
    for target in targets where isOther(target) { others[target.id] = target.collection }
    var values = try JSONTree(encoding: record).members ?? [:]
    values["id"] = nil
    let hidden = declaration.withheld.union(declaration.withheldFrom(record, own))
    for name in hidden where values[name] != nil { values[name] = withheld(AccessWithholding.otherPerson) }
    for (name, value) in values where !hidden.contains(name) { values[name] = redacted(value, others) }
    return withholding(R.collection, from: values)
  }

  /// What of a participant's record is shown.
  func values(of record: ExportedRecord) -> [String: JSONTree] {
    withholding(record.record.collection, from: record.values.mapValues { redacted($0, [:]) })
  }

  private func isOther(_ target: RecordReference) -> Bool {
    (parties.contains(target.collection) || target.collection == StaffMember.collection) && !own.contains(target)
  }

  /// What stands in the place of a link to somebody else: the same for the same person in one export, and no more.
  private func name(_ id: UUID, in collection: CollectionName) -> String {
    if collection == StaffMember.collection { return staff }
    return "\(otherParty) " + SHA256.hash(Array("\(salt) \(id.uuidString)".utf8)).hex.prefix(8)
  }

  private func redacted(_ tree: JSONTree, _ others: [UUID: CollectionName]) -> JSONTree {
    switch tree {
    case .text(let text): return .text(redacted(text, others))
    case .list(let values): return .list(values.map { redacted($0, others) })
    case .object(var members):
      if case .text(let collection)? = members["collection"], case .text(let text)? = members["id"],
        let id = UUID(uuidString: text),
        isOther(RecordReference(collection: CollectionName(rawValue: collection), id: id))
      {
        members["id"] = .text(name(id, in: CollectionName(rawValue: collection)))
      }
      // An author: staff as a role, not as a person.
      if members["kind"] == "staff", members["name"] != nil { members["name"] = .text(staff) }
      let values = members.mapValues { redacted($0, others) }
      guard members.keys.contains(where: { $0.utf8.count >= Self.identifierLength }) else { return .object(values) }
      return .object(Dictionary(values.map { (redacted($0.key, others), $0.value) }) { first, _ in first })
    default: return tree
    }
  }

  /// The letters of a UUID; what is shorter names nobody.
  private static let identifierLength = 36

  private func redacted(_ text: String, _ others: [UUID: CollectionName]) -> String {
    let length = text.utf8.count - Self.identifierLength
    if length == 0, let id = UUID(uuidString: text) { return others[id].map { name(id, in: $0) } ?? text }
    guard length > 0 else { return text }
    let slash = text.utf8.index(text.startIndex, offsetBy: length - 1)
    guard text.utf8[slash] == UInt8(ascii: "/"), let id = UUID(uuidString: String(text.suffix(Self.identifierLength)))
    else { return text }
    let collection = CollectionName(rawValue: String(text[..<slash]))
    return isOther(RecordReference(collection: collection, id: id)) ? name(id, in: collection) : text
  }

  private func withholding(_ collection: CollectionName, from values: [String: JSONTree]) -> [String: JSONTree] {
    (withholdings[collection] ?? []).reduce(values) { values, withholding in
      hiding(withholding.path[...], in: .object(values), withholding.reason).members ?? values
    }
  }

  private func hiding(_ path: ArraySlice<String>, in tree: JSONTree, _ reason: ReasonCode) -> JSONTree {
    switch tree {
    case .list(let values): return .list(values.map { hiding(path, in: $0, reason) })
    case .object(var members):
      guard let name = path.first, let value = members[name] else { return tree }
      members[name] = path.count == 1 ? withheld(reason) : hiding(path.dropFirst(), in: value, reason)
      return .object(members)
    default: return tree
    }
  }

  private func withheld(_ reason: ReasonCode) -> JSONTree {
    [
      "because": .text(phrases.sentence(for: Reason(reason), language: language)),
      "withheld": .text(reason.rawValue),
    ]
  }
}
