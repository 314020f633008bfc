import CRMCore

/// One of our stores, always called through `any Store`.
struct StoreContestant: Contestant {
  let name: ContestantName
  let store: any Store

  func insertBatch(_ clients: [Client]) async throws -> Int? {
    var changes = ChangeSet(author: .system)
    changes.insert(contentsOf: clients)
    return try await store.commit(changes).changes.count
  }

  func insertEach(_ clients: [Client]) async throws -> Int? {
    for client in clients { try await store.insert(client, author: .system) }
    return clients.count
  }

  func insert(_ clients: [Client], writers: Int) async throws -> Int? {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for writer in 0..<writers {
        group.addTask {
          var done = 0
          for index in stride(from: writer, to: clients.count, by: writers) {
            try await store.insert(clients[index], author: .system)
            done += 1
          }
          return done
        }
      }
      return try await group.reduce(0, +)
    }
  }

  func edit(_ ids: [Identifier<Client>], notes: String) async throws -> Int? {
    var done = 0
    for id in ids where try await store.edit(id, author: .system, { $0.notes = notes }).notes == notes { done += 1 }
    return done
  }

  func editUnderScan(_ ids: [Identifier<Client>], notes: String) async throws -> Int? {
    let scan = Task { while !Task.isCancelled { _ = try await store.scan() } }
    defer { scan.cancel() }
    return try await edit(ids, notes: notes)
  }

  func get(_ ids: [Identifier<Client>]) async throws -> Int? {
    var found = 0
    for id in ids where try await store.get(id) != nil { found += 1 }
    return found
  }

  @MainActor func getOnMainActor(_ ids: [Identifier<Client>]) async throws -> Int? {
    var found = 0
    for id in ids where try await store.get(id) != nil { found += 1 }
    return found
  }

  func lookUp(emails: [String]) async throws -> Int? {
    var found = 0
    for email in emails where try await store.first(Query(Client.byEmail, ExactText(email))) != nil { found += 1 }
    return found
  }

  func firstPage(times: Int) async throws -> Int? {
    var full = 0
    for _ in 0..<times where try await store.page(Query(Client.byName).limited(to: 50)).items.count == 50 { full += 1 }
    return full
  }

  func pages(from names: [String]) async throws -> Int? {
    var found = 0
    for name in names {
      let page = try await store.page(Query(Client.byName).from(ExactText(name)).limited(to: 50))
      if page.items.first?.name == name { found += 1 }
    }
    return found
  }

  func count(owners: [String]) async throws -> Int? {
    var busy = 0
    for owner in owners where try await store.count(Query(Client.byOwner, ExactText(owner))) > 0 { busy += 1 }
    return busy
  }
}
