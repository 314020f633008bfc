import Foundation

extension ConsentGate {
  /// Sends what may be sent of many messages, with one commit per ``batchSize`` contact points before anything leaves.
  ///
  /// When an act comes in while a batch is authorised, only the contact points concerned are decided again. Messages leave
  /// one by one (or `width` at a time); those whose time has passed meanwhile are authorised anew. Cancelling stops before
  /// the next message.
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
    for batch in batches(of: messages) {
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
    return outcomes.map { $0 ?? .failed(CancellationError()) }
  }

  private struct Indexed<C: MessageChannel>: Sendable {
    var index: Int
    var attempt: AuthorizationAttempt<C>
  }

  /// Cuts messages into batches in which every contact point comes once.
  private func batches<C: MessageChannel>(of messages: [OutgoingMessage<C>]) -> [[Indexed<C>]] {
    var waiting = messages.enumerated().map { index, message in
      let subject = digester.digest(of: C.contactPoint(of: message.request.address))
      return Indexed(index: index, attempt: AuthorizationAttempt(message, subject: subject))
    }
    var batches: [[Indexed<C>]] = []
    while !waiting.isEmpty {
      var batch: [Indexed<C>] = []
      var rest: [Indexed<C>] = []
      var subjects: Set<ContactDigest> = []
      for entry in waiting {
        if batch.count < batchSize, subjects.insert(entry.attempt.question.subject).inserted {
          batch.append(entry)
        } else {
          rest.append(entry)
        }
      }
      batches.append(batch)
      waiting = rest
    }
    return batches
  }

  /// Hands over what was authorised; gives back what was too late.
  private func handOver<C: MessageChannel>(
    _ settled: some Sequence<(Int, AuthorizationAttempt<C>)>, through transport: any Transport<C>, width: Int,
    into outcomes: inout [SendOutcome?]
  ) async -> [Indexed<C>] {
    var ready: [(index: Int, attempt: AuthorizationAttempt<C>, record: Authorization)] = []
    for (index, attempt) in settled {
      switch attempt.result {
      case .authorized(let record): ready.append((index, attempt, record))
      case .refused(let refusal): outcomes[index] = .refused(refusal)
      case nil: outcomes[index] = .failed(StoreError(.exhausted))
      }
    }
    var settlements: [Identifier<Authorization>: Settlement] = [:]
    var late: [Indexed<C>] = []
    await withTaskGroup(of: (Int, SendOutcome).self) { group in
      var next = 0
      func start() -> Bool {
        guard next < ready.count else { return false }
        let (index, attempt, record) = ready[next]
        let position = next
        next += 1
        // Each message is minted inside the task that hands it over: nothing is kept.
        group.addTask { (position, await hand(attempt, record, to: transport, index: index)) }
        return true
      }
      for _ in 0..<max(1, width) where !start() { break }
      while let (position, outcome) = await group.next() {
        let (index, attempt, record) = ready[position]
        if case .refused(.tooLate) = outcome {
          var again = AuthorizationAttempt(attempt.message, subject: attempt.question.subject)
          again.known = nil
          late.append(Indexed(index: index, attempt: again))
        }
        outcomes[index] = outcome
        settlements[record.id] = Settlement(outcome)
        if settlements.count >= 100 {
          await settleAnyway(settlements)
          settlements = [:]
        }
        _ = start()
      }
    }
    await settleAnyway(settlements)
    return late
  }

  private func hand<C: MessageChannel>(
    _ attempt: AuthorizationAttempt<C>, _ record: Authorization, to transport: any Transport<C>, index: Int
  ) async -> SendOutcome {
    if Task.isCancelled { return .failed(CancellationError()) }
    guard environment.now() < record.deadline else { return .refused(.tooLate) }
    do {
      let message = Authorized<C>(record, address: attempt.message.request.address, draft: attempt.message.draft)
      return .sent(try await transport.deliver(message))
    } catch let rejection as TransportRejection {
      return .rejected(rejection)
    } catch {
      return .unconfirmed(error)
    }
  }
}
