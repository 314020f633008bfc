import Foundation

extension StoreRequirements {
  static let following: [StoreRequirement] = [
    StoreRequirement(
      "history.gapless", "History gives every commit once, in order, with what was written, in pieces of any size."
    ) { fixture in
      let store = try await fixture.make()
      let none = try await store.position()
      try expect(none == nil, "an empty store has a position")
      for number in 0..<30 { try await store.insert(Specimen(Identifier(derivedFrom: "\(number)"), number: number)) }
      var position: CommitPosition?
      var numbers: [Int] = []
      while true {
        let commits = try await store.history(after: position, limit: 7)
        try expect(commits.count <= 7, "\(commits.count) commits instead of at most 7")
        guard let last = commits.last else { break }
        for commit in commits {
          if let position {
            try expect(commit.position.value == position.value + 1, "a gap or a repeat after \(position.value)")
          }
          position = commit.position
          numbers += try commit.records(of: Specimen.self).map(\.number)
        }
        try expect(position == last.position, "out of order")
      }
      let latest = try await store.position()
      try expect(numbers == Array(0..<30) && position == latest, "\(numbers.count) of 30 records")
    },
    StoreRequirement(
      "history.kinds", "A commit tells insert, update, delete and touch apart, and tells nothing of requirements."
    ) { fixture in
      let store = try await fixture.make()
      let a = try await store.insert(Specimen("a"))
      let b = try await store.insert(Specimen("b"))
      let c = try await store.insert(Specimen("c"))
      let d = try await store.insert(Specimen("d"))
      let before = try await store.position()
      var changes = ChangeSet()
      changes.update(Specimen("a", number: 5), expecting: a.revision)
      changes.delete(b)
      changes.touch(c)
      changes.require(unchanged: d)
      changes.insert(Specimen("e"))
      try await store.commit(changes)
      let commit = try await store.history(after: before, limit: 1).first
      let kinds = commit?.changes.map(\.kind) ?? []
      try expect(kinds == [.updated, .deleted, .touched, .inserted], "\(kinds)")
      let records = try commit?.records(of: Specimen.self).map(\.id) ?? []
      try expect(records == ["a", "e"], "\(records.count) records")
    },
    StoreRequirement("history.time", "The hybrid logical time of each commit is later than that of the one before.") {
      fixture in
      let store = try await fixture.make()
      for number in 0..<20 {
        try await store.insert(Companion(id: Identifier(derivedFrom: "\(number)"), number: number))
      }
      let times = try await store.history(after: nil, limit: 100).map(\.time)
      try expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, "times do not increase")
    },
    StoreRequirement(
      "feed.follows", "A feed that runs beside writers sees every commit once, in order, and resumes where it stopped."
    ) { fixture in
      let store = try await fixture.make()
      let reader = Task {
        var positions: [UInt64] = []
        for try await commit in store.commits() {
          positions.append(commit.position.value)
          if positions.count == 80 { break }
        }
        return positions
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<4 {
          group.addTask {
            for number in 0..<25 {
              try await store.insert(Companion(id: Identifier(derivedFrom: "\(task)/\(number)"), number: number))
            }
          }
        }
        try await group.waitForAll()
      }
      var positions = try await reader.value
      for try await commit in store.commits(after: positions.last.map { CommitPosition($0) }) {
        positions.append(commit.position.value)
        if positions.count == 100 { break }
      }
      let first = positions.first ?? 0
      try expect(positions == (0..<100).map { first + $0 }, "gaps or repeats")
    },
    StoreRequirement(
      "feed.waits",
      "Waiting returns at once for an old position, at the next commit for the latest, and ends when cancelled."
    ) {
      fixture in
      let store = try await fixture.make()
      try await store.insert(Specimen("a"))
      try await store.waitForCommit(after: nil)
      let position = try await store.position()
      let waiter = Task { try await store.waitForCommit(after: position) }
      try await Task.sleep(for: .milliseconds(20))
      try await store.insert(Specimen("b"))
      try await waiter.value
      let latest = try await store.position()
      let cancelled = Task { try await store.waitForCommit(after: latest) }
      try await Task.sleep(for: .milliseconds(20))
      cancelled.cancel()
      do {
        try await cancelled.value
        throw RequirementFailure(clause: "", demand: "", observed: "a cancelled wait returned")
      } catch is CancellationError {}
    },
    StoreRequirement(
      "feed.values", "A watched range gives its first page at once and again after a change that shows in it."
    ) { fixture in
      let store = try await fixture.make()
      try await store.insert(Specimen("a", group: "g", number: 1))
      var iterator = store.values(of: Query(Specimen.byGroup, "g")).makeAsyncIterator()
      let first = try await iterator.next()
      try expect(first?.map(\.number) == [1], "the first page is not there")
      try await store.insert(Specimen("elsewhere", group: "h"))
      try await store.insert(Specimen("b", group: "g", number: 2))
      let second = try await iterator.next()
      try expect(second?.map(\.number) == [1, 2], "\(second?.count ?? -1) records")
    },
  ]

  static let lasting: [StoreRequirement] = [
    StoreRequirement(
      "reopen.everything", "After reopening there are the same records, revisions, indexes, history and used keys."
    ) { fixture in
      guard let reopen = fixture.reopen else { return }
      var store = try await fixture.make()
      var changes = ChangeSet(author: .system, idempotencyKey: "k")
      for number in 0..<50 {
        changes.insert(
          Specimen(Identifier(derivedFrom: "\(number)"), group: "g", number: number, code: "\(number)", tags: ["t"]))
      }
      try await store.commit(changes)
      try await store.edit(Identifier<Specimen>(derivedFrom: "7")) { $0.tags = ["moved"] }
      let doomed = try await store.require(Identifier<Specimen>(derivedFrom: "8"))
      var deletion = ChangeSet()
      deletion.delete(doomed)
      try await store.commit(deletion)
      let before = try await store.all(Query(Specimen.byGroup, "g"))
      let position = try await store.position()
      let time = try await store.history(after: nil, limit: 100).map(\.time).last
      for _ in 0..<2 {
        store = try await reopen(store)
        let after = try await store.all(Query(Specimen.byGroup, "g"))
        try expect(after == before && after.count == 49, "\(after.count) records instead of 49, or others")
        let tags = try await [store.count(Query(Specimen.byTag, "t")), store.count(Query(Specimen.byTag, "moved"))]
        try expect(tags == [48, 1], "\(tags)")
        let reached = try await store.position()
        try expect(reached == position, "another position")
      }
      let again = try await store.commit(changes)
      try expect(again.position.value == 1, "a used key was forgotten")
      try await expectFailure(.duplicateKey, "a taken key") { try await store.insert(Specimen("new", code: "3")) }
      try await store.insert(Specimen("new", code: "8"))
      let last = try await store.history(after: position, limit: 10).last
      if let last, let time {
        try expect(last.time > time && last.position > (position ?? last.position), "time or position went back")
      }
    }
  ]
}
