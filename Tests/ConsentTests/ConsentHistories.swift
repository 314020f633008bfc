import CRMTesting
import Consent
import Foundation
import Testing

/// Random histories of one contact point and random questions about it.
struct ConsentHistories {
  var generator: SeededGenerator
  private var maker = ActMaker()
  private var counter = 0

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    maker.generator = UUIDVersion7Source(seed: seed)
  }

  /// 10,000 where CRM_SWEEP is set, as CI's gate `sweep` does in a release build; 1,000 otherwise.
  static let runs: UInt64 = isSweep ? 10_000 : 1_000
  /// Whether a law is to be tried on as many histories as CI does.
  static let isSweep = ProcessInfo.processInfo.environment["CRM_SWEEP"] == "1"

  static let grants: [ConsentActKind] = [.given, .confirmed, .renewed, .basisChanged]
  static let purposes: [Purpose] = ["marketing", "marketing.news", "marketing.news.daily", "user", "user_data"]
  static let channels: [Channel] = [.email, .sms]
  static let controllers: [DataController?] = [nil, nil, nil, "north"]
  static let zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Europe/Lisbon"]
  /// No act is later than this many hours after the start.
  static let length = 40.0

  /// Runs a law over random histories, where CRM_SWEEP is set until it had something to say of ``runs`` of them, and checks that it
  /// had something to say often enough to mean something.
  ///
  /// - Parameters:
  ///   - percent: the least share of histories that the law is about.
  ///   - sourceLocation: the test.
  ///   - law: checks the history of a seed; tells whether the law had something to say of it.
  static func tryLaw(
    atLeast percent: Double, sourceLocation: SourceLocation = #_sourceLocation, _ law: (UInt64) throws -> Bool
  ) rethrows {
    var (applied, tried): (UInt64, UInt64) = (0, 0)
    while tried < runs || isSweep && applied < runs && tried < 100 * runs {
      tried += 1
      if try law(tried) { applied += 1 }
    }
    let share = Double(applied) / Double(tried) * 100
    #expect(share >= percent, "the law applied to \(share) % of the histories only", sourceLocation: sourceLocation)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
  mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }
  mutating func hours(_ limit: Double = length) -> Double { Double(Int.random(in: 0...Int(limit), using: &generator)) }

  mutating func acts() -> [ConsentAct] {
    var acts: [ConsentAct] = []
    for _ in 0..<Int.random(in: 1...9, using: &generator) { acts.append(act(after: acts)) }
    return acts
  }

  mutating func act(after earlier: [ConsentAct], kinds: [ConsentActKind]? = nil) -> ConsentAct {
    let kind = pick(
      kinds ?? (chance(50) ? [.given, .given, .confirmed, .renewed, .basisChanged] : ConsentActKind.allCases))
    let grants = kind == .requested || Self.grants.contains(kind)
    let purpose = pick(Self.purposes)
    let basis = LawfulBasis.Kind.allCases.filter { $0 != .consent }
    let time = hours()
    let expires = ActMaker.start.addingTimeInterval((time + hours(60)) * 3600)
    let until = ActMaker.start.addingTimeInterval(hours(120) * 3600)
    let validity: ConsentValidity? = chance(30) ? ConsentValidity(until: until, uses: chance(20) ? 2 : nil) : nil
    let often = ContactPreference.Frequency(
      messages: Int.random(in: 1...2, using: &generator), days: Int.random(in: 1...3, using: &generator))
    let pause = Period(start: ActMaker.start.addingTimeInterval(hours(60) * 3600), end: until)
    // Why somebody was let in again after an erasure.
    let reason = kind == .released ? LawfulBasis(basis[Int(time) % basis.count]) : nil
    return maker.act(
      kind, grants || chance(60) ? purpose : nil, at: time, channel: grants || chance(50) ? pick(Self.channels) : nil,
      controller: pick(Self.controllers),
      actor: chance(70) ? .subject : pick(ConsentActor.allCases), method: chance(90) ? .form : .importRun,
      basis: kind == .basisChanged
        ? LawfulBasis(
          pick(basis), saleReference: "S", isForSimilarProducts: true, offeredOptOut: chance(80), balancingNote: "N",
          impliedGround: pick(LawfulBasis.ImpliedGround.allCases), since: Self.firstDay.adding(days: -Int(hours(720))))
        : reason,
      validity: validity, suppression: chance(50) ? nil : pick(SuppressionReason.allCases),
      preference: ContactPreference(
        isOff: chance(20), pause: chance(40) ? pause : nil, frequency: chance(50) ? often : nil),
      confirmation: kind == .requested
        ? PendingConfirmation(secretHash: SHA256.hash("s"), expires: expires) : nil,
      answers: kind == .confirmed ? earlier.last { $0.kind == .requested }?.id : nil,
      supersedes: chance(8) ? earlier.randomElement(using: &generator)?.id : nil,
      includes: chance(20) ? Self.purposes.filter { purpose.covers($0) } : [],
      proof: chance(75) ? ConsentFixture.proof : nil)
  }

  /// A time that a permission ends at, or as often as it may be used.
  mutating func validity() -> ConsentValidity {
    ConsentValidity(until: ActMaker.start.addingTimeInterval(hours(120) * 3600), uses: chance(20) ? 2 : nil)
  }

  /// A question that the history may have an answer to.
  mutating func question(about acts: [ConsentAct]) -> ConsentQuestion {
    let granted = acts.filter { Self.grants.contains($0.kind) }
    let aim = chance(80) ? granted.randomElement(using: &generator) : nil
    var context = MessageContext(
      pick(MessageClass.allCases), purpose: aim?.scope.purpose ?? pick(Self.purposes),
      controller: aim.map { $0.scope.controller } ?? pick(Self.controllers), jurisdictions: [pick(["DE", "XA", "XB"])],
      timeZones: [pick(Self.zones)])
    context.containsPromotion = chance(10)
    context.partyKind = pick(PartyKind.allCases)
    context.addressKind = chance(80) ? .personal : .role
    context.age = chance(70) ? .unknown : pick(Self.ages)
    context.targetsChildren = chance(5)
    if chance(10) { context.confirms = acts.first { $0.kind == .requested }?.id }
    return ConsentQuestion(
      subject: ActMaker.subject, channel: aim?.scope.channel ?? pick(Self.channels), context: context)
  }

  /// Messages that the contact point got, before or after some acts.
  mutating func sent() -> [SentMessage] {
    (0..<Int.random(in: 0...3, using: &generator)).map { _ in
      SentMessage(
        date: ActMaker.start.addingTimeInterval(hours(120) * 3600),
        scope: ConsentScope(purpose: pick(Self.purposes), channel: pick(Self.channels), controller: nil))
    }
  }

  static let ages: [SubjectAge] = [
    .adult, .minor, .unknown, .years(atLeast: 12, below: 13), .years(atLeast: 15, below: 16),
    .years(atLeast: 17, below: 18), .years(atLeast: 18, below: nil), .years(atLeast: 13, below: nil),
  ]
  static let firstDay = CalendarDay(ActMaker.start, in: .gmt)

  /// An instant not before any act.
  mutating func now() -> Date { ActMaker.start.addingTimeInterval((Self.length + hours(80)) * 3600) }

  /// The pack that ships and two that differ from it in every respect.
  static let policies = PolicySet([.europeanUnion, lenient, strict])

  private static let lenient = PolicyPack(
    id: "xa", version: "1", jurisdictions: ["XA"],
    rules: [
      .init(
        classes: MessageClass.allCases, bases: LawfulBasis.Kind.allCases, obligations: [.postalAddress],
        reference: "A 1")
    ],
    quietHours: [QuietHours(classes: [.marketing, .service], start: 20 * 60, end: 9 * 60)], demandsEvidence: false,
    asksAgainForNewVersion: false)

  private static let strict = PolicyPack(
    id: "xb", version: "1", jurisdictions: ["XB"],
    rules: [
      .init(classes: [.marketing], bases: [.consent], obligations: [.sourceNotice], reference: "B 1"),
      .init(classes: [.transactional, .service, .securityLegal], bases: [.contract, .consent], reference: "B 2"),
    ],
    quietHours: [QuietHours(classes: [.marketing], weekdays: [.saturday, .sunday], start: 0, end: 1440)],
    confirmedChannels: [.sms], consentMonths: 1, age: AgeRule(consent: 14), implied: ImpliedWindows(inquiry: 1))
}

extension ConsentDecision {
  /// deny < defer < permit.
  var rank: Int {
    switch outcome {
    case .deny: 0
    case .defer: 1
    case .permit: 2
    }
  }

  var deferredUntil: Date? {
    if case .defer(let until) = outcome { until } else { nil }
  }
}
