public import Foundation

/// The answer to a ``HistoryQuestion`` over the entries of one subject. A value: it knows no store.
public struct HistoryAnswer: TimedAnswer {
  /// What is asked.
  public let question: HistoryQuestion
  /// The entries that can count, ascending by time.
  private let entries: [HistoryEntry]

  /// An answer.
  ///
  /// - Parameters:
  ///   - question: what is asked.
  ///   - entries: what happened to the subject, in any order; entries of the same moment keep theirs. O(n log n), O(n) if sorted.
  public init(_ question: HistoryQuestion, over entries: some Sequence<HistoryEntry>) {
    self.question = question
    var counting = Array(entries)
    // A state also ends with entries that the filters do not pass.
    if question.figure != .stateSince, !question.filters.isEmpty {
      counting.removeAll { !$0.matches(question.filters) }
    }
    let isSorted = zip(counting, counting.dropFirst()).allSatisfy { $0.date <= $1.date }
    self.entries = isSorted ? counting : counting.stableSorted { $0.date < $1.date }
  }

  /// The figure over what happened within the window and not later than the moment. O(log n), O(entries in the window) for sums,
  /// values and states.
  ///
  /// - Throws: a fault if a sum does not fit.
  public func value(at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue? {
    let counting = entries(at: moment)
    switch question.figure {
    case .count: return .integer(Int64(counting.count))
    case .first: return counting.first.map { .date($0.date) }
    case .last: return counting.last.map { .date($0.date) }
    case .sum: return .decimal(sum(counting))
    case .total: return .money(try total(counting))
    case .firstValue: return counting.lazy.compactMap(value).first
    case .lastValue: return counting.reversed().lazy.compactMap(value).first
    case .stateSince: return stateSince(counting).map { .date($0) }
    }
  }

  /// The entries that count at a moment, ascending by time. O(log n).
  public func entries(at moment: EvaluationMoment) -> ArraySlice<HistoryEntry> { entries[range(at: moment)] }

  /// When the next entry comes into sight or one leaves the window. O(log n).
  public func nextChange(after moment: EvaluationMoment) -> Date? {
    let range = range(at: moment)
    var next: Date?
    if range.upperBound < entries.endIndex {
      let date = entries[range.upperBound].date
      if question.window?.fixedEnd.map({ date < $0 }) ?? true { next = date }
    }
    guard let window = question.window, let entry = leaving(range) else { return next }
    guard let exit = window.exit(of: entry.date, after: moment) else { return next }
    return next.map { min($0, exit) } ?? exit
  }

  /// The entry whose leaving of the window changes the answer first.
  private func leaving(_ range: Range<Int>) -> HistoryEntry? {
    guard !range.isEmpty else { return nil }
    return entries[question.figure == .last ? range.upperBound - 1 : range.lowerBound]
  }

  /// The entries within the window that have happened.
  private func range(at moment: EvaluationMoment) -> Range<Int> {
    let now = Date(millisecondsSince1970: moment.milliseconds + 1)
    guard let window = question.window else { return 0..<firstIndex(from: now) }
    let period = window.period(at: moment)
    let start = firstIndex(from: period.start)
    return start..<max(start, firstIndex(from: min(period.end, now)))
  }

  /// The first entry that is not before a moment.
  private func firstIndex(from date: Date) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].date < date { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func value(_ entry: HistoryEntry) -> FieldValue? {
    guard let property = question.property, let value = entry.properties[property], value != .null else { return nil }
    return value
  }

  private func sum(_ counting: ArraySlice<HistoryEntry>) -> Decimal {
    counting.reduce(0) { sum, entry in
      switch value(entry) {
      case .integer(let number): sum + Decimal(number)
      case .decimal(let number): sum + number
      default: sum
      }
    }
  }

  private func total(_ counting: ArraySlice<HistoryEntry>) throws(ConditionFault) -> Money {
    var total = Money.zero(question.currency ?? .eur)
    for entry in counting {
      guard case .money(let amount) = value(entry), amount.currency == total.currency else { continue }
      do { total = try total + amount } catch {
        throw ConditionFault(ConditionFault.Code.outOfRange, subject: question.figure.rawValue)
      }
    }
    return total
  }

  /// The beginning of the last unbroken run of entries that tell the state.
  private func stateSince(_ counting: ArraySlice<HistoryEntry>) -> Date? {
    var since: Date?
    for entry in counting.reversed() {
      guard entry.name != question.until, entry.matches(question.filters) else { break }
      since = entry.date
    }
    return since
  }
}

extension TimeWindow {
  /// The first instant after a window that does not move.
  var fixedEnd: Date? {
    if case .between(_, let end) = self { end } else { nil }
  }
}

extension Array {
  /// The elements sorted; equal ones keep their order.
  func stableSorted(by areInOrder: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted { left, right in
      if areInOrder(left.element, right.element) { return true }
      return areInOrder(right.element, left.element) ? false : left.offset < right.offset
    }.map(\.element)
  }
}
