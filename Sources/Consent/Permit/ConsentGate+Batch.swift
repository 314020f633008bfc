import Foundation

extension ConsentGate {
  /// Sends what may be sent of many messages, with one commit per ``batchSize`` contact points before anything leaves.
  ///
  /// When an act comes in while a batch is authorised, only the contact points concerned are decided again. Messages leave
  /// one by one (or `width` at a time); those whose time has passed meanwhile are authorised anew. While a batch is written and
  /// leaves, the next one is read and decided; its authorisation rests on nothing having come in since. Cancelling stops
  /// before the next message.
  ///
  /// - Parameters:
  ///   - messages: requests with drafts.
  ///   - transport: what carries them.
  ///   - width: how many are handed over at the same time, at least 1.
  /// - Returns: what became of each message, in order.
  @concurrent
  public func send<C: MessageChannel>(
    _ messages: [OutgoingMessage<C>], through transport: any Transport<C>, width: Int = 1
  ) async -> [SendOutcome] {
    var outcomes: [SendOutcome?] = Array(repeating: nil, count: messages.count)
    let batches = batches(of: messages)
    var attempts = batches.first ?? []
    for number in batches.indices {
      let following = number + 1 < batches.count ? batches[number + 1] : []
      async let next = decidedAhead(following)
      await send(attempts, through: transport, width: width, into: &outcomes)
      attempts = await next
    }
    return outcomes.map { $0 ?? .failed(CancellationError()) }
  }

  /// Authorises a batch and hands it over.
  private func send<C: MessageChannel>(
    _ batch: [Indexed<C>], through transport: any Transport<C>, width: Int, into outcomes: inout [SendOutcome?]
  ) async {
    var attempts = batch
    while !attempts.isEmpty {
      do {
        let settled = try await authorize(attempts.map(\.attempt), now: environment.now())
        let late = await handOver(
          zip(attempts.map(\.index), settled), through: transport, width: width, into: &outcomes)
        // Without any progress the transport is too slow for the lifetime: give up instead of turning in circles.
        if late.count == attempts.count {
          for entry in late { outcomes[entry.index] = .refused(.tooLate) }
          break
        }
        attempts = late
      } catch {
        for entry in attempts { outcomes[entry.index] = .failed(error) }
        break
      }
    }
  }

  /// A batch with the permits that it would get now. What is denied or put off, or cannot be read, is decided at its turn.
  @concurrent
  private func decidedAhead<C: MessageChannel>(_ batch: [Indexed<C>]) async -> [Indexed<C>] {
    var decided = batch.map(\.attempt)
    do { try await decide(&decided, now: environment.now()) } catch { return batch }
    return zip(batch, decided).map { entry, attempt in
      attempt.known == nil ? entry : Indexed(index: entry.index, attempt: attempt)
    }
  }

  private struct Indexed<C: MessageChannel>: Sendable {
    var index: Int
    var attempt: AuthorizationAttempt<C>
  }

  /// Cuts messages into batches in which every contact point comes once. O(messages).
  private func batches<C: MessageChannel>(of messages: [OutgoingMessage<C>]) -> [[Indexed<C>]] {
    // The first message to each contact point, then the second ones …
    var rounds: [[Indexed<C>]] = []
    var counts: [ContactDigest: Int] = [:]
    counts.reserveCapacity(messages.count)
    for (index, message) in messages.enumerated() {
      let subject = digester.digest(of: C.contactPoint(of: message.request.address))
      let round = counts[subject, default: 0]
      counts[subject] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(Indexed(index: index, attempt: AuthorizationAttempt(message, subject: subject)))
    }
    return rounds.flatMap { round in
      stride(from: 0, to: round.count, by: batchSize).map { Array(round[$0..<min($0 + batchSize, round.count)]) }
    }
  }

  /// Hands over what was authorised; gives back what was too late.
  private func handOver<C: MessageChannel>(
    _ settled: some Sequence<(Int, AuthorizationAttempt<C>)>, through transport: any Transport<C>, width: Int,
    into outcomes: inout [SendOutcome?]
  ) async -> [Indexed<C>] {
    var ready: [(index: Int, task: AuthorizationTask<C>, record: Authorization)] = []
    for (index, attempt) in settled {
      switch attempt.result {
      case .authorized(let record): ready.append((index, attempt.task, record))
      case .refused(let refusal): outcomes[index] = .refused(refusal)
      case nil: outcomes[index] = .failed(StoreError(.exhausted))
      }
    }
    var results = Results<C>()
    if width <= 1 {
      for (index, task, record) in ready {
        let outcome = await hand(task, record, to: transport)
        results.add(outcome, index, task, record)
        if results.settlements.count >= batchSize { await settleAnyway(&results) }
      }
    } else {
      await withTaskGroup(of: (Int, SendOutcome).self) { group in
        var next = 0
        func start() -> Bool {
          guard next < ready.count else { return false }
          let (_, task, record) = ready[next]
          let position = next
          next += 1
          // Each message is minted inside the task that hands it over: nothing is kept.
          group.addTask { (position, await hand(task, record, to: transport)) }
          return true
        }
        for _ in 0..<width where !start() { break }
        while let (position, outcome) = await group.next() {
          let (index, task, record) = ready[position]
          results.add(outcome, index, task, record)
          if results.settlements.count >= batchSize { await settleAnyway(&results) }
          _ = start()
        }
      }
    }
    await settleAnyway(&results)
    for (index, outcome) in results.outcomes { outcomes[index] = outcome }
    return results.late
  }

  /// What became of the messages of a batch.
  private struct Results<C: MessageChannel> {
    var outcomes: [(index: Int, outcome: SendOutcome)] = []
    var settlements: [Identifier<Authorization>: Settlement] = [:]
    var attempts: [Identifier<Authorization>: Date] = [:]
    var late: [Indexed<C>] = []

    mutating func add(_ outcome: SendOutcome, _ index: Int, _ task: AuthorizationTask<C>, _ record: Authorization) {
      if case .refused(.tooLate) = outcome {
        late.append(Indexed(index: index, attempt: AuthorizationAttempt(task)))
      }
      outcomes.append((index, outcome))
      settlements[record.id] = Settlement(outcome)
      attempts[record.id] = record.deadline
    }
  }

  private func settleAnyway<C>(_ results: inout Results<C>) async {
    await settleAnyway(results.settlements, of: results.attempts)
    (results.settlements, results.attempts) = ([:], [:])
  }

  private func hand<C: MessageChannel>(
    _ task: AuthorizationTask<C>, _ record: Authorization, to transport: any Transport<C>
  ) async -> SendOutcome {
    if Task.isCancelled { return .failed(CancellationError()) }
    guard environment.now() < record.deadline else { return .refused(.tooLate) }
    do {
      let message = Authorized<C>(record, address: task.message.request.address, draft: task.message.draft)
      return .sent(try await transport.deliver(message))
    } catch let rejection as TransportRejection {
      return .rejected(rejection)
    } catch {
      return .unconfirmed(error)
    }
  }
}
