import CRMCore
import Consent
import Foundation

/// What permission costs at one size of the ledger, in seconds for one of each.
struct ConsentFigures: Sendable {
  /// Contact points; each has one act at least.
  var recipients: Int
  /// Acts in the ledger.
  var acts = 0
  /// One pure decision on one act, in seconds: e-mail, one pack, no quiet hours.
  var pureDecision = 0.0
  /// The same on six acts.
  var pureDecisionOnSix = 0.0
  /// The same by text message at noon in a known zone, with the search for quiet hours.
  var quietHours = 0.0
  /// One decision with its reads from the ledger in the file store, asked one by one, all over the ledger.
  var decisionFromFile = 0.0
  /// The same for many questions at once.
  var decisionsFromFile = 0.0
  /// The same from a store in memory, one by one; `nil` if it was not measured.
  var decisionFromMemory: Double?
  /// One message through the gate with everything: decided, its authorisation committed, handed over, and its delivery
  /// committed.
  var message = 0.0
  /// One message until it may be handed over: decided, and its authorisation committed.
  var attempt = 0.0
  /// Resident memory in megabytes: of the program without a store, of the process that recorded the ledger, of another one that
  /// has opened it and asked for each index, and at most in the campaign.
  var memory: (before: Double, recorded: Double, opened: Double, peak: Double) = (0, 0, 0, 0)

  var json: [String: JSONValue] {
    var object: [String: JSONValue] = [
      "recipients": .number(Double(recipients)), "acts": .number(Double(acts)),
      "pureDecisionMicroseconds": .number(pureDecision * 1e6),
      "pureDecisionOnSixActsMicroseconds": .number(pureDecisionOnSix * 1e6),
      "quietHoursMicroseconds": .number(quietHours * 1e6),
      "decisionFromFileMicroseconds": .number(decisionFromFile * 1e6),
      "decisionsFromFileMicroseconds": .number(decisionsFromFile * 1e6),
      "attemptsPerSecond": .number(1 / attempt), "messagesPerSecond": .number(1 / message),
      "memoryBeforeMB": .number(memory.before), "memoryRecordedMB": .number(memory.recorded),
      "memoryOpenedMB": .number(memory.opened),
      "memoryPeakMB": .number(memory.peak),
    ]
    if let decisionFromMemory { object["decisionFromMemoryMicroseconds"] = .number(decisionFromMemory * 1e6) }
    return object
  }
}

/// One run: a ledger in a durable file store, decisions on it, and a campaign to all of it.
struct ConsentRun {
  let recipients: Int
  let folder: URL
  /// How many messages the host hands to the gate at once: it need not have all in memory, and what it has is
  /// counted as the run's memory.
  let chunk = 2_500

  private let digester = ContactDigester(insecureText: "benchmarks only")
  private static let context = MessageContext(
    .marketing, purpose: "marketing.news", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"])

  private func address(_ index: Int) throws -> EmailAddress { try EmailAddress("person\(index)@example.com") }

  @concurrent
  func run() async throws -> ConsentFigures {
    var figures = ConsentFigures(recipients: recipients)
    try pure(&figures)
    let ledgerFolder = folder.appending(path: "ledger")
    let recorded = try FileProbe.launch(["consent-fill", ledgerFolder.path, "--recipients", "\(recipients)"])
    figures.memory.before = FileProbe.residentMB() ?? 0
    figures.memory.recorded = recorded.residentMB ?? 0
    let store = try await FileStore.open(at: ledgerFolder, options: .init(durability: .full))
    figures.acts = try await store.count(Query(ConsentAct.byRecording))
    guard try await store.count(Query(Event.byName)) == recipients else { throw BenchmarkError("acts are missing") }
    figures.memory.opened = FileProbe.residentMB() ?? 0
    figures.memory.peak = figures.memory.opened
    let ledger = ConsentLedger(store: store, digester: digester)
    let (single, many) = try await decisions(ledger)
    (figures.decisionFromFile, figures.decisionsFromFile) = (single, many)
    try await campaign(ledger, &figures)
    try await store.close()
    if recipients <= 100_000 {
      let memory = InMemoryStore()
      try await fill(memory)
      figures.decisionFromMemory = try await decisions(ConsentLedger(store: memory, digester: digester)).single
    }
    return figures
  }

  // MARK: The pure decision

  private func pure(_ figures: inout ConsentFigures) throws {
    let subject = digester.digest(of: try address(0))
    let now = Date(timeIntervalSince1970: 1_795_255_200)
    func act(_ kind: ConsentActKind, _ purpose: Purpose, _ channel: Channel, _ number: Int) -> ConsentAct {
      ConsentAct(
        id: Identifier(derivedFrom: "act", "\(number)"), subject: subject, kind: kind,
        scope: ConsentScope(purpose: purpose, channel: channel), date: now.addingTimeInterval(Double(number - 1_000)),
        actor: .subject, method: .form, proof: .shown("Yes", at: "https://shop.example"))
    }
    let given = act(.given, "marketing.news", .email, 0)
    let six = [
      given, act(.given, "marketing.offers", .email, 1), act(.withdrawn, "marketing.offers", .email, 2),
      act(.given, "marketing.news", .sms, 3), act(.noticeShown, "marketing", .email, 4),
      act(.renewed, "marketing.news", .email, 5),
    ]
    let policies = PolicySet.standard
    func time(_ acts: [ConsentAct], _ channel: Channel) throws -> Double {
      let question = ConsentQuestion(subject: subject, channel: channel, context: Self.context)
      let snapshot = ConsentSnapshot(acts: acts)
      let count = 20_000
      var permitted = 0
      let clock = ContinuousClock()
      let start = clock.now
      for _ in 0..<count where policies.decide(question, given: snapshot, at: now).isPermitted { permitted += 1 }
      guard permitted == count else { throw BenchmarkError("a decision was not a permit") }
      return (clock.now - start) / .seconds(count)
    }
    _ = try time([given], .email)
    figures.pureDecision = try time([given], .email)
    figures.pureDecisionOnSix = try time(six, .email)
    figures.quietHours = try time(six, .sms)
  }

  // MARK: The ledger

  func fill(_ store: any Store) async throws {
    let ledger = ConsentLedger(store: store, digester: digester)
    let proof = ConsentProof.shown("Yes, send me news.", at: "https://shop.example/signup")
    let now = ledger.environment.now().addingTimeInterval(-86_400)
    for start in stride(from: 0, to: recipients, by: 500) {
      let acts = try (start..<min(start + 500, recipients)).map { index in
        ConsentAct(
          id: ledger.environment.id(), subject: digester.digest(of: try address(index)), kind: .given,
          scope: ConsentScope(purpose: "marketing.news", channel: .email), date: now, actor: .subject, method: .form,
          validity: ConsentValidity(months: 24), proof: proof)
      }
      try await ledger.record(acts, by: .importRun("benchmark"))
    }
  }

  private func decisions(_ ledger: ConsentLedger) async throws -> (single: Double, many: Double) {
    var generator = SeededGenerator(seed: 1)
    let count = min(recipients, 5_000)
    let questions = try (0..<count).map { _ in
      ConsentQuestion(
        subject: digester.digest(of: try address(Int.random(in: 0..<recipients, using: &generator))), channel: .email,
        context: Self.context)
    }
    let (single, singleTime) = try await seconds {
      var permitted = 0
      for question in questions where try await ledger.decide(question).isPermitted { permitted += 1 }
      return permitted
    }
    let (many, manyTime) = try await seconds {
      var permitted = 0
      for start in stride(from: 0, to: count, by: 500) {
        permitted += try await ledger.decide(Array(questions[start..<min(start + 500, count)])).count { $0.isPermitted }
      }
      return permitted
    }
    guard single == count, many == count else { throw BenchmarkError("a decision was not a permit") }
    return (singleTime / Double(count), manyTime / Double(count))
  }

  // MARK: The campaign

  /// Two runs: one whose provider never answers, so that nothing but the attempts is recorded, and one that delivers.
  private func campaign(_ ledger: ConsentLedger, _ figures: inout ConsentFigures) async throws {
    figures.attempt = try await send("silent", recipients, SilentTransport(), ledger, &figures) {
      if case .unconfirmed = $0 { true } else { false }
    }
    figures.message = try await send("answering", min(recipients, 100_000), AnsweringTransport(), ledger, &figures) {
      $0.isSent
    }
  }

  private func send(
    _ run: String, _ count: Int, _ transport: any Transport<EmailChannel>, _ ledger: ConsentLedger,
    _ figures: inout ConsentFigures, isExpected: (SendOutcome) -> Bool
  ) async throws -> Double {
    let draft = EmailDraft(
      sender: try EmailAddress("news@shop.example"), senderName: "Shop", subject: "News",
      text: "Advertisement. News. Unsubscribe: https://shop.example/u/1", unsubscribeLink: "https://shop.example/u/1",
      containsPromotion: true, disclosures: [.advertisingLabel])
    var whole = 0.0
    for start in stride(from: 0, to: count, by: chunk) {
      let messages = try (start..<min(start + chunk, count)).map { index in
        OutgoingMessage(
          SendRequest<EmailChannel>(to: try address(index), run: run, step: "1", context: Self.context), draft: draft)
      }
      let (outcomes, time) = await seconds { await ledger.gate.send(messages, through: transport) }
      guard outcomes.allSatisfy(isExpected) else { throw BenchmarkError("a message was refused") }
      whole += time
      figures.memory.peak = max(figures.memory.peak, FileProbe.residentMB() ?? 0)
    }
    return whole / Double(count)
  }
}

/// A provider that takes messages and never answers.
struct SilentTransport: Transport {
  func deliver(_ message: consuming Authorized<EmailChannel>) async throws -> Receipt { throw CancellationError() }
}

/// A provider that takes every message at once.
struct AnsweringTransport: Transport {
  func deliver(_ message: consuming Authorized<EmailChannel>) async throws -> Receipt {
    Receipt(id: message.idempotencyKey)
  }
}
