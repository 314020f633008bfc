import Foundation

extension StoreRequirements {
  static let reading: [StoreRequirement] = [
    StoreRequirement("read.one", "One record read alone is the one that is read among several, at the same revision.") {
      fixture in
      let store = try await fixture.make()
      let inserted = try await store.insert(Specimen("a", number: 1))
      try await store.edit(inserted.id) { $0.number = 2 }
      let alone = try await store.get(inserted.id)
      let among = try await store.fetch(Specimen.self, ids: ["b", "a"])
      try expect(alone != nil && alone == among[1] && alone?.number == 2, "alone another one than among several")
      let absent = try await store.get(Identifier<Specimen>("b"))
      try expect(absent == nil, "a record that is not there")
    },
    StoreRequirement(
      "read.order", "A range comes in the order of its keys, ties by identifier, and exactly reversed when descending."
    ) {
      fixture in
      let store = try await fixture.make()
      var generator = SeededGenerator(seed: 11)
      var changes = ChangeSet()
      let numbers = (0..<400).map { _ in Int.random(in: -50...50, using: &generator) }
      for (index, number) in numbers.enumerated() {
        changes.insert(Specimen(Identifier(derivedFrom: "\(index)"), group: index % 3 == 0 ? "A" : "b", number: number))
      }
      try await store.commit(changes)
      let up = try await store.all(Query(Specimen.byGroup, "a"))
      let expected = up.sorted { ($0.number, $0.id) < ($1.number, $1.id) }
      try expect(up.count == 134 && up == expected, "out of order, or \(up.count) instead of 134 records")
      let down = try await store.all(Query(Specimen.byGroup, "a").descending())
      try expect(down == up.reversed(), "descending is not the reverse of ascending")
      let byID = try await store.all(Query(Specimen.self))
      try expect(byID.map(\.id) == byID.map(\.id).sorted() && byID.count == 400, "identifiers out of order")
    },
    StoreRequirement(
      "read.ranges",
      "Bounds are inclusive at `from` and `through`, exclusive at `before`; a count agrees with the pages."
    ) {
      fixture in
      let store = try await fixture.make()
      var changes = ChangeSet()
      for number in -10...10 {
        changes.insert(Specimen(Identifier(derivedFrom: "\(number)"), group: "g", number: number))
      }
      try await store.commit(changes)
      let half = Query(Specimen.byGroup, "g").from(-3).before(4)
      let halfNumbers = try await store.all(half).map(\.number)
      let halfCount = try await store.count(half)
      try expect(halfNumbers == Array(-3..<4) && halfCount == 7, "\(halfNumbers), counted \(halfCount)")
      let closed = try await store.all(Query(Specimen.byGroup, "g").from(8).through(10)).map(\.number)
      try expect(closed == [8, 9, 10], "\(closed)")
      let open = try await store.all(Query(Specimen.byGroup, "g").before(-8).descending()).map(\.number)
      try expect(open == [-9, -10], "\(open)")
    },
    StoreRequirement(
      "read.text", "Texts are found without regard to case; a prefix finds all texts that begin with it, and no others."
    ) {
      fixture in
      let store = try await fixture.make()
      for (index, text) in ["Ann", "ANNA", "Anton", "Bob", "an", "Änne", "Аня", "安娜"].enumerated() {
        try await store.insert(Specimen(Identifier(derivedFrom: "\(index)"), text: text))
      }
      let ann = try await store.all(Query(Specimen.byText, "ann")).map(\.text)
      try expect(ann == ["Ann"], "\(ann)")
      let prefix = try await store.all(Query(Specimen.byText, textPrefix: "AN")).map(\.text)
      try expect(prefix == ["an", "Ann", "ANNA", "Anton"], "\(prefix)")
      let cyrillic = try await store.all(Query(Specimen.byText, textPrefix: "АН")).map(\.text)
      let chinese = try await store.all(Query(Specimen.byText, textPrefix: "安")).map(\.text)
      try expect(cyrillic == ["Аня"] && chinese == ["安娜"], "\(cyrillic) \(chinese)")
    },
    StoreRequirement(
      "read.manyKeys", "A record is found under each of its keys; an update moves it from the old ones to the new ones."
    ) {
      fixture in
      let store = try await fixture.make()
      try await store.insert(Specimen("a", tags: ["red", "blue", "red"]))
      try await store.insert(Specimen("b", tags: ["blue"]))
      try await store.edit(Identifier<Specimen>("a")) { $0.tags = ["blue", "green"] }
      let red = try await store.count(Query(Specimen.byTag, "red"))
      let blue = try await store.count(Query(Specimen.byTag, "blue"))
      let green = try await store.count(Query(Specimen.byTag, "green"))
      try expect([red, blue, green] == [0, 2, 1], "red \(red), blue \(blue), green \(green)")
    },
    StoreRequirement("read.references", "A declared reference is an index: what points to a record is one range.") {
      fixture in
      let store = try await fixture.make()
      try await store.insert(Specimen("a", parent: "p"))
      try await store.insert(Specimen("b", parent: "q"))
      let reference = Specimen.references[0]
      let children = try await store.all(Query(reference, to: Identifier<Specimen>("p"))).map(\.id)
      try expect(children == ["a"], "\(children.count) records")
    },
    StoreRequirement(
      "read.paging", "Pages neither repeat nor skip a record that stays, while others come and go between the pages."
    ) { fixture in
      let store = try await fixture.make()
      var changes = ChangeSet()
      for number in 0..<100 {
        changes.insert(Specimen(Identifier(derivedFrom: "\(number)"), group: "g", number: number * 10))
      }
      try await store.commit(changes)
      for descending in [false, true] {
        var query = Query(Specimen.byGroup, "g").limited(to: 7)
        if descending { query = query.descending() }
        var seen: [Int] = []
        var round = 0
        while true {
          let page = try await store.page(query)
          seen += page.items.map(\.number).filter { $0 % 10 == 0 }
          try expect(page.items.count <= 7, "a page of \(page.items.count) instead of 7")
          try await store.insert(
            Specimen(Identifier(derivedFrom: "new \(descending) \(round)"), group: "g", number: round * 30 + 1))
          if let last = page.items.last, last.number % 10 != 0 {
            var deletion = ChangeSet()
            deletion.delete(last)
            try await store.commit(deletion)
          }
          round += 1
          guard let next = page.next else { break }
          query = query.after(next)
        }
        let expected = (0..<100).map { $0 * 10 }
        try expect(seen == (descending ? expected.reversed() : expected), "\(seen.count) of 100, or out of order")
      }
    },
    StoreRequirement("read.unknownIndex", "A query of an index that the type does not declare fails, it is not empty.")
    { fixture in
      let store = try await fixture.make()
      let undeclared = Index<Specimen>("undeclared") { IndexKey($0.number) }
      try await expectFailure(.unknownIndex, "an unknown index") { _ = try await store.page(Query(undeclared)) }
      try await store.insert(Specimen("a"))
      try await expectFailure(.unknownIndex, "an unknown index") { _ = try await store.page(Query(undeclared)) }
      try await expectFailure(.unknownIndex, "an unknown index") { _ = try await store.count(Query(undeclared)) }
    },
  ]
}
