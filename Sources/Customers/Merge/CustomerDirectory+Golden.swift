import CRMCore
import Foundation

extension CustomerDirectory {
  /// Adds what becomes of the computation from sources: the winner takes over the losers' sources, and what the merge decided stays
  /// when the next reading comes. Does nothing if none of the customers has sources.
  func mergeGolden(
    _ winner: Customer, _ losers: [Customer], _ result: Customer,
    choices: [CustomerProperty: Identifier<Customer>], into part: inout MergePart
  ) async throws {
    let parties = [winner] + losers
    let states = try await store.fetch(
      GoldenState.self, ids: parties.map { Identifier<GoldenState>($0.id.uuid) })
    guard states.contains(where: { $0 != nil }) else { return }
    var sources: [SourceRecord] = []
    for (party, state) in zip(parties, states) {
      if state == nil {
        // Knows no sources: what it says is one, or the next reading of another's source would forget it.
        var own = SourceRecord.own(party)
        own.customer = winner.id
        try part.insert(own)
        sources.append(own)
      } else {
        sources += try await store.all(Query(SourceRecord.byCustomer, party.id)).map(\.record)
      }
    }
    var state = states[0]?.record ?? GoldenState(customer: winner.id, written: winner.facts)
    if states[0] != nil { state.notice(winner.facts, at: part.date) }
    for (loser, stored) in zip(losers, states.dropFirst()) {
      guard var other = stored?.record else { continue }
      other.notice(loser.facts, at: part.date)
      state.addedTags.formUnion(other.addedTags)
      for point in other.handPoints where !state.handPoints.contains(where: { $0.identity == point.identity }) {
        state.handPoints.append(point)
      }
    }
    // What is on the united record was not taken away by anybody.
    let present = Set(result.contactPoints.map(\.identity))
    state.removedPoints.removeAll { present.contains($0) }
    for tag in result.tags { state.removedTags.remove(tag) }
    let computed = GoldenState.computed(from: sources, policy: survivorship)
    for access in PropertyAccess.all(in: [computed, result.facts]) {
      let isDecided = choices[access.property] != nil || !access.isEqual(computed, result.facts)
      if isDecided, state.byHand[access.property] == nil { state.byHand[access.property] = part.date }
    }
    state.written = result.facts
    for stored in states.dropFirst() {
      if let stored { try part.remove(stored) }
    }
    if let known = states[0] { try part.rewrite(known, to: state) } else { try part.insert(state) }
  }

  /// Puts the computation from sources right after a merge was undone.
  func unmergeGolden(
    _ traces: [RecordTrace], winner: Customer, now: Date, _ changes: inout ChangeSet
  ) async throws {
    for trace in traces where trace.collection == GoldenState.collection {
      switch trace {
      case .moved: break
      case .removed(let reference, let before):
        let state = try JSONDecoder().decode(GoldenState.self, from: before)
        if try await store.get(Identifier<GoldenState>(reference.id)) == nil { changes.insert(state) }
      case .inserted(let reference, _):
        if let state = try await store.get(Identifier<GoldenState>(reference.id)) { changes.delete(state) }
      case .rewritten(let reference, let before, let after):
        guard let stored = try await store.get(Identifier<GoldenState>(reference.id)) else { continue }
        let old = try JSONDecoder().decode(GoldenState.self, from: before)
        let made = try JSONDecoder().decode(GoldenState.self, from: after)
        var state = stored.record
        if state == made {
          state = old
        } else {
          state.withdraw(after: made, before: old)
          state.written = winner.facts
        }
        changes.update(state, expecting: stored.revision)
      }
    }
  }
}

extension GoldenState {
  /// Puts back what a merge had made of a state, as far as nothing was set by hand since.
  mutating func withdraw(after: GoldenState, before: GoldenState) {
    for property in Set(after.byHand.keys).union(before.byHand.keys) where byHand[property] == after.byHand[property] {
      byHand[property] = before.byHand[property]
    }
    for tag in after.addedTags where !before.addedTags.contains(tag) { addedTags.remove(tag) }
    let came = Set(after.handPoints.map(\.identity)).subtracting(before.handPoints.map(\.identity))
    handPoints.removeAll { came.contains($0.identity) }
  }
}
