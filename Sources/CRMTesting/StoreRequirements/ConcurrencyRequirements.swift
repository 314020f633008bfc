import Foundation

extension StoreRequirements {
  static let concurrency: [StoreRequirement] = [
    StoreRequirement("concurrent.noLostUpdate", "Edits from many tasks at once all count.") { fixture in
      let store = try await fixture.make()
      try await store.insert(Specimen("counter"))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            for _ in 0..<25 {
              try await store.edit(Identifier<Specimen>("counter"), attempts: 10_000) { $0.number += 1 }
            }
          }
        }
        try await group.waitForAll()
      }
      let counter = try await store.require(Identifier<Specimen>("counter"))
      try expect(counter.number == 200, "\(counter.number) of 200 edits")
    },
    StoreRequirement("concurrent.noHalfCommit", "A reader never sees one half of a commit without the other.") {
      fixture in
      let store = try await fixture.make()
      var changes = ChangeSet()
      changes.insert(Specimen("x", group: "pair", number: 0))
      changes.insert(Specimen("y", group: "pair", number: 0))
      try await store.commit(changes)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for round in 1...200 {
            try await store.transact { transaction in
              let pair = try await transaction.get([Identifier<Specimen>("x"), "y"])
              for case var stored? in pair {
                stored.number = round
                transaction.update(stored)
              }
            }
          }
        }
        group.addTask {
          var last = 0
          while last < 200 {
            let fetched = try await store.fetch(Specimen.self, ids: ["x", "y"]).map { $0?.number }
            try expect(fetched[0] == fetched[1], "fetched \(fetched)")
            let paged = try await store.page(Query(Specimen.byGroup, "pair")).items.map(\.number)
            try expect(paged.count == 2 && paged[0] == paged[1], "paged \(paged)")
            last = paged[0]
            await Task.yield()
          }
        }
        try await group.waitForAll()
      }
    },
    StoreRequirement(
      "concurrent.noWriteSkew",
      "Two transactions that each read what the other writes do not both succeed on the old state."
    ) {
      fixture in
      for round in 0..<40 {
        let store = try await fixture.make()
        try await store.insert(Specimen("first", number: 1))
        try await store.insert(Specimen("second", number: 1))
        try await withThrowingTaskGroup(of: Void.self) { group in
          for leaving in [Identifier<Specimen>("first"), "second"] {
            group.addTask {
              try await store.transact { transaction in
                let onDuty = try await transaction.get([Identifier<Specimen>("first"), "second"]).compactMap { $0 }
                await Task.yield()
                guard onDuty.reduce(0, { $0 + $1.number }) == 2, var me = onDuty.first(where: { $0.id == leaving })
                else { return }
                me.number = 0
                transaction.update(me)
              }
            }
          }
          try await group.waitForAll()
        }
        let rest = try await store.all(Query(Specimen.self)).reduce(0) { $0 + $1.number }
        try expect(rest == 1, "round \(round): \(rest) left on duty instead of 1")
      }
    },
    StoreRequirement("concurrent.uniqueRace", "Of many tasks that claim one unique key at once, exactly one gets it.") {
      fixture in
      let store = try await fixture.make()
      let winners = try await withThrowingTaskGroup(of: Int.self) { group in
        for task in 0..<16 {
          group.addTask {
            do {
              try await store.insert(Specimen(Identifier(derivedFrom: "\(task)"), code: "only"))
              return 1
            } catch let error as StoreError where error.code == .duplicateKey {
              return 0
            }
          }
        }
        return try await group.reduce(0, +)
      }
      try expect(winners == 1, "\(winners) winners")
    },
    StoreRequirement(
      "concurrent.cancellation", "A cancelled commit is either whole or without trace; the store goes on."
    ) { fixture in
      let store = try await fixture.make()
      for round in 0..<30 {
        let task = Task {
          var changes = ChangeSet()
          changes.insert(Specimen(Identifier(derivedFrom: "s\(round)"), group: "cancelled", number: round))
          changes.insert(Companion(id: Identifier(derivedFrom: "c\(round)"), number: round))
          try await store.commit(changes)
        }
        if round % 2 == 0 { await Task.yield() }
        task.cancel()
        let acknowledged = (try? await task.value) != nil
        let specimen = try await store.get(Identifier<Specimen>(derivedFrom: "s\(round)"))
        let companion = try await store.get(Identifier<Companion>(derivedFrom: "c\(round)"))
        try expect((specimen == nil) == (companion == nil), "half a commit")
        try expect(!acknowledged || specimen != nil, "an acknowledged commit is not there")
      }
      try await store.insert(Specimen("after"))
    },
  ]
}
