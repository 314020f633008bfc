public import Foundation

/// What service levels are judged on: when the request came, which statuses it had, when we answered.
///
/// A value of its own, so that a level can be computed for tickets of any origin.
public struct TicketHistory: Hashable, Sendable {
  /// A status category and when it began.
  public struct Step: Hashable, Sendable {
    /// The category.
    public var category: StatusCategory
    /// When it began.
    public var at: Date

    /// A step.
    public init(_ category: StatusCategory, at: Date) {
      self.category = category
      self.at = at
    }
  }

  /// The categories in order, the first one with the moment of creation; never empty.
  public let steps: [Step]
  /// When a person on our side first answered in public.
  public let firstAnswer: Date?

  /// A history, its steps in order of time.
  public init(createdAt: Date, steps: [Step] = [], firstAnswer: Date? = nil) {
    self.steps = steps.first?.at == createdAt ? steps : [Step(.new, at: createdAt)] + steps
    self.firstAnswer = firstAnswer
  }

  /// The history of a ticket with its articles, in any order.
  public init(of ticket: Ticket, articles: [TicketArticle] = []) {
    steps = ticket.history.map { Step($0.status.category, at: $0.at) }
    firstAnswer = articles.filter { $0.ticket == ticket.id && $0.isAnswer }.map(\.date).min()
  }

  /// When the request came in.
  public var createdAt: Date { steps[0].at }

  /// When it was resolved for the last time; `nil` while it is unresolved.
  public var resolvedAt: Date? {
    guard let last = steps.last, !last.category.isUnresolved else { return nil }
    let lastUnresolved = steps.lastIndex { $0.category.isUnresolved } ?? -1
    return steps[lastUnresolved + 1].at
  }
}
