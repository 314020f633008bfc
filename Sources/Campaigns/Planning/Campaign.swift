public import CRMCore
public import Consent
public import Customers
public import Foundation

/// A planned communication: to whom, what for, under which permission, and how it ended.
public struct Campaign: Record {
  /// `campaigns`.
  public static let collection: CollectionName = "campaigns"

  /// By status, then by the moment it begins.
  public static let byStatus = Index<Campaign>("status") { campaign in
    IndexKey(ExactText(campaign.status.rawValue), campaign.startsAt)
  }
  /// The declared indexes.
  public static var indexes: [Index<Campaign>] { [byStatus] }
  /// The owner, the parent programme, the segments, and the customers added or left out by name.
  public static var references: [Reference<Campaign>] {
    [
      Reference("owner", \.owner), Reference("parent", \.parent), Reference("include", \.audience.include),
      Reference("exclude", \.audience.exclude), Reference("added", \.audience.added),
      Reference("leftOut", \.audience.leftOut),
    ]
  }

  /// The campaign's identity.
  public var id: Identifier<Campaign>
  /// The name that colleagues know it by.
  public var name: String
  /// What it is to achieve, in words.
  public var goal: String?
  /// Who gets it.
  public var audience: CampaignAudience
  /// What the messages are for: class, purpose, brand. The permission is asked for this.
  public var context: MessageContext
  /// The channel it goes through.
  public var channel: Channel
  /// What it may cost.
  public var budget: Money?
  /// Who is responsible.
  public var owner: Identifier<StaffMember>?
  /// The programme it is part of.
  public var parent: Identifier<Campaign>?
  /// No message leaves before; `nil` is at once.
  public var startsAt: Date?
  /// No message leaves from then on; `nil` is open.
  public var endsAt: Date?
  /// Where it stands.
  public internal(set) var status: CampaignStatus
  /// When it was planned.
  public var createdAt: Date

  /// A campaign that is being planned.
  public init(
    id: Identifier<Campaign>, name: String, goal: String? = nil, audience: CampaignAudience, context: MessageContext,
    channel: Channel = .email, budget: Money? = nil, owner: Identifier<StaffMember>? = nil,
    parent: Identifier<Campaign>? = nil, startsAt: Date? = nil, endsAt: Date? = nil, createdAt: Date
  ) {
    self.id = id
    self.name = name
    self.goal = goal
    self.audience = audience
    self.context = context
    self.channel = channel
    self.budget = budget
    self.owner = owner
    self.parent = parent
    self.startsAt = startsAt
    self.endsAt = endsAt
    status = .draft
    self.createdAt = createdAt
  }

  /// Everything that is wrong with the campaign's own fields.
  public var problems: [FieldProblem] {
    var problems: [FieldProblem] = []
    if name.allSatisfy(\.isWhitespace) { problems.append(FieldProblem("name", FieldProblem.Code.missing)) }
    if audience.include.isEmpty, audience.added.isEmpty {
      problems.append(FieldProblem("audience", FieldProblem.Code.missing))
    }
    if let startsAt, let endsAt, endsAt <= startsAt {
      problems.append(FieldProblem("endsAt", FieldProblem.Code.contradicts, ["other": .text("startsAt")]))
    }
    if let budget, budget.minorUnits < 0 {
      problems.append(FieldProblem("budget", FieldProblem.Code.outOfRange, ["minimum": .integer(0)]))
    }
    return problems
  }
}

/// Who gets a campaign: the members of some segments and those added by name, without the members of others and those left out by
/// name. Leaving out wins.
public struct CampaignAudience: Hashable, Codable, Sendable {
  /// Segments whose members get it.
  public var include: [Identifier<Segment>]
  /// Segments whose members do not get it.
  public var exclude: [Identifier<Segment>]
  /// Customers added by name.
  public var added: [Identifier<Customer>]
  /// Customers left out by name.
  public var leftOut: [Identifier<Customer>]

  /// An audience.
  public init(
    include: [Identifier<Segment>] = [], exclude: [Identifier<Segment>] = [], added: [Identifier<Customer>] = [],
    leftOut: [Identifier<Customer>] = []
  ) {
    self.include = include
    self.exclude = exclude
    self.added = added
    self.leftOut = leftOut
  }
}

/// Where a campaign stands.
public enum CampaignStatus: String, Codable, Sendable, CaseIterable {
  /// Being planned.
  case draft
  /// Ready to run.
  case approved
  /// The audience is fixed; messages leave.
  case running
  /// No message leaves until it goes on.
  case paused
  /// Every recipient has an outcome.
  case finished
  /// Called off; what has not left never will.
  case cancelled

  /// The statuses that can follow.
  public var next: Set<CampaignStatus> {
    switch self {
    case .draft: [.approved, .cancelled]
    case .approved: [.draft, .running, .cancelled]
    case .running: [.paused, .finished, .cancelled]
    case .paused: [.running, .cancelled]
    case .finished, .cancelled: []
    }
  }
}

extension Campaign {
  /// The campaign with a new status.
  ///
  /// - Throws: ``CampaignViolation`` with every reason against it.
  public func moving(to status: CampaignStatus) throws(CampaignViolation) -> Campaign {
    var reasons: [Reason] = []
    if !self.status.next.contains(status) {
      reasons.append(
        Reason(
          CampaignViolation.Code.wrongStatus, ["from": .choice(self.status.rawValue), "to": .choice(status.rawValue)]))
    }
    if status == .approved || status == .running {
      reasons += problems.map { Reason(CampaignViolation.Code.incomplete, ["field": .text($0.field)]) }
    }
    guard reasons.isEmpty else { throw CampaignViolation(reasons) }
    var copy = self
    copy.status = status
    return copy
  }
}

/// Why a campaign cannot go on as asked: every reason at once.
public struct CampaignViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reasons.
  public var reasons: [Reason]

  /// A refusal for these reasons.
  public init(_ reasons: [Reason]) {
    self.reasons = reasons
  }

  /// The codes of the reasons.
  public var description: String { "campaign refused: " + reasons.map(\.code.rawValue).joined(separator: ", ") }

  /// The codes of the reasons.
  public enum Code {
    /// The status cannot follow the present one; `from`, `to`.
    public static let wrongStatus: ReasonCode = "campaign.wrongStatus"
    /// A field is missing or wrong; `field`.
    public static let incomplete: ReasonCode = "campaign.incomplete"
  }
}
