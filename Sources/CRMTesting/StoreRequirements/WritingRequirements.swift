import Foundation

extension StoreRequirements {
  static let writing: [StoreRequirement] = [
    StoreRequirement("write.readBack", "What was committed is read back, equal, and only under its own identifier.") {
      fixture in
      let store = try await fixture.make()
      let record = Specimen("a", group: "g", number: 7, code: "c", tags: ["x", "y"], text: "Zoë 🙂 张伟", parent: "b")
      try await store.insert(record)
      let found = try await store.fetch(Specimen.self, ids: ["a", "b", "a"])
      try expect(
        found.map { $0?.record } == [record, nil, record], "\(found.map { $0?.record == nil ? "nil" : "a record" })")
      let other = try await store.get(Identifier<Companion>("a"))
      try expect(other == nil, "a record of another collection")
    },
    StoreRequirement("write.revisions", "Each write and each touch gives a new revision, a requirement none.") {
      fixture in
      let store = try await fixture.make()
      let first = try await store.insert(Specimen("a"))
      try await store.insert(Specimen("other"))
      let read = try await store.require(first.id)
      try expect(read.revision == first.revision, "the commit named another revision than the one read")
      var touching = ChangeSet()
      touching.touch(first)
      try await store.commit(touching)
      let touched = try await store.require(first.id)
      try expect(
        touched.revision != first.revision && touched.record == first.record,
        "a touch kept the revision or changed the value")
      var requiring = ChangeSet()
      requiring.require(unchanged: touched)
      requiring.insert(Companion(id: "c", number: 1))
      try await store.commit(requiring)
      let required = try await store.require(first.id)
      try expect(required.revision == touched.revision, "a requirement changed the revision")
    },
    StoreRequirement("write.atomic", "A commit that fails in one change leaves no trace of any other.") { fixture in
      let store = try await fixture.make()
      let stale = try await store.insert(Specimen("a", number: 1))
      try await store.edit(stale.id) { $0.number = 2 }
      let before = try await store.position()
      var changes = ChangeSet(idempotencyKey: "k")
      changes.insert(Specimen("b", code: "taken", tags: ["t"]))
      changes.insert(Companion(id: "c", number: 1))
      changes.update(stale)
      try await expectFailure(.conflict, "a stale update") { try await store.commit(changes) }
      let position = try await store.position()
      let companion = try await store.get(Identifier<Companion>("c"))
      let tagged = try await store.count(Query(Specimen.byTag, "t"))
      try expect(position == before && companion == nil && tagged == 0, "part of a refused commit is visible")
      var again = ChangeSet(idempotencyKey: "k")
      again.insert(Specimen("b", code: "taken"))
      try await store.commit(again)
    },
    StoreRequirement("write.conflictNamesAll", "A conflict names every record that fails, not just the first.") {
      fixture in
      let store = try await fixture.make()
      let a = try await store.insert(Specimen("a"))
      let b = try await store.insert(Specimen("b"))
      try await store.edit(a.id) { $0.number = 1 }
      try await store.edit(b.id) { $0.number = 1 }
      var changes = ChangeSet()
      changes.update(Specimen("a", number: 2), expecting: a.revision)
      changes.delete(b)
      changes.insert(Specimen("a"))
      changes.update(Specimen("missing"), expecting: a.revision)
      let error = try await expectFailure(.conflict, "a stale commit") { try await store.commit(changes) }
      let expected = Set([
        RecordReference(a.id), RecordReference(b.id), RecordReference(Identifier<Specimen>("missing")),
      ])
      try expect(Set(error.records) == expected, "\(error.records)")
    },
    StoreRequirement(
      "write.preconditions", "Records that were only read must be unchanged, or still absent, when the commit applies."
    ) {
      fixture in
      let store = try await fixture.make()
      let read = try await store.insert(Specimen("a"))
      try await store.edit(read.id) { $0.number = 1 }
      var unchanged = ChangeSet()
      unchanged.require(unchanged: read)
      unchanged.insert(Companion(id: "x", number: 0))
      try await expectFailure(.conflict, "a commit on a changed precondition") { try await store.commit(unchanged) }
      var absent = ChangeSet()
      absent.require(absent: read.id)
      absent.insert(Companion(id: "x", number: 0))
      try await expectFailure(.conflict, "a commit on a record that exists") { try await store.commit(absent) }
      let companion = try await store.get(Identifier<Companion>("x"))
      try expect(companion == nil, "a refused commit left a record")
      let now = try await store.require(read.id)
      var fine = ChangeSet()
      fine.require(unchanged: now)
      fine.update(now)
      fine.require(absent: Identifier<Specimen>("nobody"))
      try await store.commit(fine)
    },
    StoreRequirement("write.delete", "A deleted record is gone from every index, and its identifier is free again.") {
      fixture in
      let store = try await fixture.make()
      let stored = try await store.insert(Specimen("a", group: "g", code: "c", tags: ["t"], parent: "p"))
      var changes = ChangeSet()
      changes.delete(stored)
      try await store.commit(changes)
      let gone = try await store.get(stored.id)
      let entries = try await store.count(Query(Specimen.byGroup)) + store.count(Query(Specimen.byTag))
      let all = try await store.count(Query(Specimen.self))
      try expect(gone == nil && entries == 0 && all == 0, "a deleted record is still found")
      try await store.insert(Specimen("a", code: "c"))
    },
    StoreRequirement("write.contradiction", "A change set that is empty or writes a record twice is refused.") {
      fixture in
      let store = try await fixture.make()
      try await expectFailure(.invalidChange, "an empty change set") { try await store.commit(ChangeSet()) }
      var twice = ChangeSet()
      twice.insert(Specimen("a"))
      twice.insert(Specimen("a", number: 2))
      try await expectFailure(.invalidChange, "writing a record twice") { try await store.commit(twice) }
    },
    StoreRequirement(
      "write.metadata", "A commit carries author, reason, key and date, and its date to the millisecond."
    ) { fixture in
      let store = try await fixture.make()
      let date = Date(timeIntervalSince1970: 1_700_000_000.123456)
      var changes = ChangeSet(author: .rule("r"), reason: "why", idempotencyKey: "k", date: date)
      changes.insert(Specimen("a"))
      try await store.commit(changes)
      let commit = try await store.history(after: nil, limit: 10).first
      try expect(
        commit?.author == .rule("r") && commit?.reason == "why" && commit?.idempotencyKey == "k",
        "lost author, reason or key")
      try expect(commit?.date == date.truncatedToMilliseconds, "another date")
    },
    StoreRequirement("write.idempotent", "A repeated idempotency key changes nothing and gives back the first commit.")
    { fixture in
      let store = try await fixture.make()
      var changes = ChangeSet(idempotencyKey: "once")
      changes.insert(Specimen("a"))
      let first = try await store.commit(changes)
      let second = try await store.commit(changes)
      var different = ChangeSet(idempotencyKey: "once")
      different.insert(Specimen("b"))
      let third = try await store.commit(different)
      try expect(second.position == first.position && third.position == first.position, "another commit came back")
      let count = try await store.count(Query(Specimen.self))
      try expect(count == 1, "\(count) records instead of 1")
    },
    StoreRequirement(
      "write.large", "A record of several megabytes and a commit of thousands of records are kept whole."
    ) { fixture in
      let store = try await fixture.make()
      let text = String(repeating: "Große Straße, ", count: 300_000)
      var specimen = Specimen("large")
      specimen.payload = text
      try await store.insert(specimen)
      var changes = ChangeSet()
      for number in 0..<3000 { changes.insert(Companion(id: Identifier(derivedFrom: "\(number)"), number: number)) }
      try await store.commit(changes)
      let large = try await store.require(Identifier<Specimen>("large"))
      let count = try await store.count(Query(Companion.self))
      try expect(large.payload == text && count == 3000, "lost or changed data")
    },
  ]

  static let uniqueness: [StoreRequirement] = [
    StoreRequirement("unique.refused", "A key taken in a unique index is refused, and the holder is named.") {
      fixture in
      let store = try await fixture.make()
      try await store.insert(Specimen("a", code: "c"))
      let error = try await expectFailure(.duplicateKey, "a taken key") {
        try await store.insert(Specimen("b", code: "c"))
      }
      let expected = StoreError.DuplicateKey(
        index: Specimen.byCode.name, record: RecordReference(Identifier<Specimen>("b")),
        holder: RecordReference(Identifier<Specimen>("a")))
      try expect(error.duplicates == [expected], "\(error.duplicates)")
      try await store.insert(Specimen("b"))
      try await expectFailure(.duplicateKey, "an update to a taken key") {
        try await store.edit(Identifier<Specimen>("b")) { $0.code = "c" }
      }
    },
    StoreRequirement(
      "unique.absent", "Any number of records without a key may stand beside each other in a unique index."
    ) { fixture in
      let store = try await fixture.make()
      try await store.insert(Specimen("a"))
      try await store.insert(Specimen("b"))
      let count = try await store.count(Query(Specimen.byCode))
      try expect(count == 0, "\(count) keys where none was given")
    },
    StoreRequirement(
      "unique.withinCommit", "Two records of one commit cannot share a unique key; swapping keys in one commit works."
    ) {
      fixture in
      let store = try await fixture.make()
      var both = ChangeSet()
      both.insert(Specimen("a", code: "c"))
      both.insert(Specimen("b", code: "c"))
      try await expectFailure(.duplicateKey, "the same key twice in one commit") { try await store.commit(both) }
      let a = try await store.insert(Specimen("a", code: "1"))
      let b = try await store.insert(Specimen("b", code: "2"))
      var swap = ChangeSet()
      swap.update(Specimen("a", code: "2"), expecting: a.revision)
      swap.update(Specimen("b", code: "1"), expecting: b.revision)
      try await store.commit(swap)
      let holder = try await store.first(Query(Specimen.byCode, ExactText("1")))
      try expect(holder?.id == b.id, "the swap did not reach the index")
    },
    StoreRequirement(
      "unique.released", "A key is free once its holder gives it up or is deleted, also within the same commit."
    ) { fixture in
      let store = try await fixture.make()
      let a = try await store.insert(Specimen("a", code: "c"))
      var handOver = ChangeSet()
      handOver.delete(a)
      handOver.insert(Specimen("b", code: "c"))
      try await store.commit(handOver)
      try await store.edit(Identifier<Specimen>("b")) { $0.code = nil }
      try await store.insert(Specimen("d", code: "c"))
    },
    StoreRequirement("unique.touched", "A record that is only touched keeps its key, also within the same commit.") {
      fixture in
      let store = try await fixture.make()
      let a = try await store.insert(Specimen("a", code: "c"))
      var changes = ChangeSet()
      changes.touch(a)
      changes.insert(Specimen("b", code: "c"))
      try await expectFailure(.duplicateKey, "the key of a touched record") { try await store.commit(changes) }
    },
  ]
}
