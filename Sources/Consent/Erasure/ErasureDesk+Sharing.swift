import CRMCore
import Foundation

extension ErasureDesk {
  /// Tells the requests of somebody of whom there was no record apart: the person's are given back, and what may be another person's is
  /// kept, with its reason.
  ///
  /// A request is the person's if an erasure of the person answers it, or if all contact points that it names are the person's and nobody else's. One
  /// that named the person or somebody else who was erased, and has lost the name by that, is no other person's either.
  ///
  /// - Parameters:
  ///   - assembly: what is about the person.
  ///   - found: the records about the person.
  func requestsWithoutRecord(
    _ assembly: inout ErasureAssembly, besides found: Set<RecordReference>
  ) async throws -> [RecordReference] {
    let subjects = assembly.rule.subjects
    try await findHolders(of: &assembly, besides: found)
    let requests = try await SubjectRequest.withoutRecord(naming: assembly.points.sorted(), in: store)
    let named = Set(requests.flatMap(\.subject.points)).intersection(assembly.points)
    for point in named.subtracting(assembly.shared).sorted() {
      if try await isRecordedForAnother(point, than: found.union(subjects)) { assembly.shared.insert(point) }
    }
    var erasures: Set<Identifier<Erasure>> = []
    for subject in subjects { erasures.formUnion(try await store.all(Query(Erasure.bySubject, subject)).map(\.id)) }
    var own: [RecordReference] = []
    for request in requests {
      let points = Set(request.subject.points)
      let isOwn = points.isSubset(of: assembly.points) && points.isDisjoint(with: assembly.shared)
      let isAnswered = request.fulfilment?.erasure.map { erasures.contains($0) } ?? false
      if isOwn || isAnswered || request.isMinimised == true || RecordReference(request.id) == assembly.request {
        own.append(RecordReference(request.id))
      } else {
        assembly.keep(request)
      }
    }
    return own
  }

  /// Notes which contact points other persons have, too: as long as the person's records tell what they are, and from earlier rounds.
  private func findHolders(of assembly: inout ErasureAssembly, besides found: Set<RecordReference>) async throws {
    let subjects = assembly.rule.subjects
    for subject in subjects {
      for erasure in try await store.all(Query(Erasure.bySubject, subject)) {
        assembly.shared.formUnion(erasure.shared ?? [])
      }
    }
    for (point, value) in assembly.values.sorted(by: { $0.key < $1.key }) where !assembly.shared.contains(point) {
      let holders = try await sources.holders(value, store)
      if holders.contains(where: { !subjects.contains($0) && !found.contains($0) }) { assembly.shared.insert(point) }
    }
  }

  /// Whether a request, or an act of the ledger, ties a contact point to another person.
  private func isRecordedForAnother(_ point: ContactDigest, than own: Set<RecordReference>) async throws -> Bool {
    for request in try await store.all(Query(SubjectRequest.byPoint, point)) {
      if let party = request.subject.party, !own.contains(party) { return true }
    }
    for act in try await ConsentReader(store: store).acts(of: point) {
      for event in try await store.all(Query(Event.byAbout, RecordReference(act.id))) {
        if let customer = event.customer, !own.contains(customer) { return true }
      }
    }
    return false
  }
}
