public import CRMCore
import Foundation

/// The books of the staff: everything, of whatever type, that somebody has to see to. Hands over the book of one who leaves.
///
/// A book is what the declared links (`Record.references`) of all registered types say, the host's types included; a
/// ``BookSection`` tells which links assign and which records are still open. A value without state.
public struct StaffBooks: Sendable {
  /// The customers, and where the records are.
  public let directory: CustomerDirectory
  /// The types that are walked over, customers first.
  public let registry: RecordRegistry
  private let sections: [CollectionName: BookSection]

  /// Books over some record types.
  ///
  /// - Parameters:
  ///   - directory: the customers, and where the records are.
  ///   - registry: further types; those that the directory knows need not be named.
  ///   - sections: what the other modules and the host say about their types.
  public init(
    _ directory: CustomerDirectory, registry: RecordRegistry = RecordRegistry([]), sections: [BookSection] = []
  ) {
    self.directory = directory
    // What belongs to a customer follows the customer, so customers come first.
    self.registry = RecordRegistry([Customer.self] + directory.registry.types + registry.types)
    let all = CustomerDirectory.bookSections + sections
    self.sections = Dictionary(all.map { ($0.collection, $0) }) { _, last in last }
  }

  /// How many records a person has to see to, by type. Reads the person's book.
  public func open(of owner: Identifier<StaffMember>) async throws -> [CollectionName: Int] {
    var walk = BookWalk(self, of: owner, to: .count, at: directory.environment.now())
    try await registry.accept(&walk)
    return walk.found
  }

  /// Everybody who does not work here and still has something to see to, with how much: what must be empty. Reads all staff, and
  /// the books of those who are not active.
  @concurrent
  public func inactiveOwners() async throws -> [Identifier<StaffMember>: Int] {
    let now = directory.environment.now()
    var result: [Identifier<StaffMember>: Int] = [:]
    var inactive: [Identifier<StaffMember>] = []
    try await directory.store.forEach(in: Query<StaffMember>()) { member in
      if !member.record.isActive(at: now) { inactive.append(member.id) }
    }
    for id in inactive {
      let count = try await open(of: id).values.reduce(0, +)
      if count > 0 { result[id] = count }
    }
    return result
  }

  func section<R: Record>(for type: R.Type) -> BookSection { sections[R.collection] ?? BookSection(type) }
}

extension CustomerDirectory {
  /// Which records of this module somebody has to see to.
  public static let bookSections: [BookSection] = [
    BookSection(FollowUp.self) { $0.isOpen }, BookSection(FieldVisit.self) { $0.state.isOpen },
    .history(Interaction.self), .history(HandOver.self),
  ]
}
