public import Foundation

/// One whom a field source is asked about, without knowing the type of its record: consent answers for contact points, loyalty
/// for the record.
public struct Subject: Hashable, Sendable {
  /// The record.
  public var reference: RecordReference
  /// The digests of the record's contact points.
  public var contactDigests: [SHA256.Digest]

  /// A subject.
  public init(_ reference: RecordReference, contactDigests: [SHA256.Digest] = []) {
    self.reference = reference
    self.contactDigests = contactDigests
  }
}

/// What a module contributes to the questions that conditions can ask: fields in a namespace of its own, answered for many
/// subjects at once.
public protocol FieldSource: Sendable {
  /// The part of its field names before the first dot; no two sources have the same.
  var namespace: String { get }

  /// The fields it answers, with kinds, choices and parameters.
  var catalog: FieldCatalog { get }

  /// The answers, one column for each term asked, with one row for each subject in order.
  ///
  /// - Throws: anything; the evaluation then fails, it never takes the values for missing.
  func columns(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: Column]

  /// When the answers for one subject change by the passing of time alone; terms that never do are left out.
  func nextChanges(
    of terms: Set<FieldTerm>, for subject: Subject, after moment: EvaluationMoment
  ) async throws -> [FieldTerm: Date]
}

extension FieldSource {
  /// Plain terms never change by themselves; terms with arguments or a window are taken to change in the next millisecond, which
  /// is always safe and never useful: a source with such fields answers it itself.
  public func nextChanges(
    of terms: Set<FieldTerm>, for subject: Subject, after moment: EvaluationMoment
  ) async throws -> [FieldTerm: Date] {
    let next = Date(millisecondsSince1970: moment.milliseconds + 1)
    return Dictionary(uniqueKeysWithValues: terms.filter { !$0.isPlain }.map { ($0, next) })
  }
}

extension ColumnTable {
  /// Adds what the sources answer to these terms. Terms whose column is here already are not asked again.
  ///
  /// Sources are asked one after the other, each once.
  ///
  /// - Throws: ``ConditionError`` naming every term whose source is absent (``ConditionFault/Code/unavailable``) or failed, or
  ///   answered with another number of rows (``ConditionFault/Code/sourceFailed``); `CancellationError`.
  @concurrent
  public mutating func add(
    _ terms: Set<FieldTerm>, from sources: [any FieldSource], of subjects: [Subject], at moment: EvaluationMoment
  ) async throws {
    precondition(subjects.count == count, "the subjects must fit the table")
    let open = terms.filter { columns[$0] == nil }
    var faults: [ConditionFault] = []
    for (namespace, group) in Dictionary(grouping: open, by: { String($0.name.namespace) }).sorted(by: {
      $0.key < $1.key
    }) {
      try Task.checkCancellation()
      func fail(_ code: ReasonCode) {
        faults += group.map(\.name.rawValue).sorted().map { ConditionFault(code, subject: $0) }
      }
      guard let source = sources.first(where: { $0.namespace == namespace }) else {
        fail(ConditionFault.Code.unavailable)
        continue
      }
      let answer: [FieldTerm: Column]
      do {
        answer = try await source.columns(Set(group), of: subjects, at: moment)
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        fail(ConditionFault.Code.sourceFailed)
        continue
      }
      for term in group {
        guard let column = answer[term] else {
          faults.append(ConditionFault(unavailable: term.name.rawValue))
          continue
        }
        guard column.count == count else {
          faults.append(ConditionFault(ConditionFault.Code.sourceFailed, subject: term.name.rawValue))
          continue
        }
        add(column, for: term)
      }
    }
    if !faults.isEmpty { throw ConditionError(faults) }
  }
}

extension FieldSet {
  /// The columns of those of the terms that the records themselves answer. O(terms · records).
  public func columns(_ terms: Set<FieldTerm>, of records: [R]) -> [FieldTerm: Column] {
    var columns: [FieldTerm: Column] = [:]
    for term in terms where term.isPlain {
      var values: [FieldValue?] = []
      values.reserveCapacity(records.count)
      do throws(ConditionFault) {
        for record in records { values.append(try value(of: term.name, in: record)) }
        columns[term] = Column(values)
      } catch {
        // Not a field of the records: another source has to answer.
        continue
      }
    }
    return columns
  }

  /// A table of all that the condition asks of these records and the sources.
  ///
  /// - Throws: as `ColumnTable.add(_:from:of:at:)`.
  public func table(
    for condition: Condition, of records: [R], subjects: [Subject] = [], sources: [any FieldSource] = [],
    at moment: EvaluationMoment
  ) async throws -> ColumnTable {
    var table = ColumnTable(count: records.count)
    for (term, column) in columns(condition.terms, of: records) { table.add(column, for: term) }
    if subjects.count == records.count { try await table.add(condition.terms, from: sources, of: subjects, at: moment) }
    return table
  }
}

extension ConditionContext {
  /// Asks the sources about one subject.
  ///
  /// - Throws: as `ColumnTable.add(_:from:of:at:)`, and what a source throws when asked for next changes.
  public mutating func add(
    _ terms: Set<FieldTerm>, from sources: [any FieldSource], of subject: Subject, at moment: EvaluationMoment
  ) async throws {
    var table = ColumnTable(count: 1)
    try await table.add(terms, from: sources, of: [subject], at: moment)
    for (term, column) in table.columns { self.terms[term] = column.value(at: 0) ?? .null }
    for source in sources {
      let own = terms.filter { $0.name.namespace == source.namespace }
      guard !own.isEmpty else { continue }
      changes.merge(try await source.nextChanges(of: own, for: subject, after: moment)) { _, new in new }
    }
  }
}

extension ConditionContext {
  /// Asks the sources about many subjects, each source once: answers that are known as functions of time where the source has
  /// them, else what holds at the moment and when it changes.
  ///
  /// - Parameters:
  ///   - terms: what is asked of every subject.
  ///   - sources: who answers.
  ///   - subjects: the subjects; the result has one context for each, in order.
  ///   - moment: when.
  /// - Throws: as `ColumnTable.add(_:from:of:at:)`, and what a source throws when asked for next changes.
  public static func contexts(
    _ terms: Set<FieldTerm>, from sources: [any FieldSource], of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [ConditionContext] {
    var contexts = [ConditionContext](repeating: ConditionContext(), count: subjects.count)
    guard !terms.isEmpty, !subjects.isEmpty else { return contexts }
    var open = terms
    var faults: [ConditionFault] = []
    for source in sources {
      let own = open.filter { $0.name.namespace == source.namespace }
      guard !own.isEmpty, let source = source as? any TimedFieldSource else { continue }
      let answers: [FieldTerm: [any TimedAnswer]]
      do {
        answers = try await source.answers(own, of: subjects, at: moment)
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        faults += own.map(\.name.rawValue).sorted().map {
          ConditionFault(ConditionFault.Code.sourceFailed, subject: $0)
        }
        open.subtract(own)
        continue
      }
      for (term, column) in answers where own.contains(term) && column.count == subjects.count {
        open.remove(term)
        for (index, answer) in column.enumerated() { contexts[index].timed[term] = answer }
      }
    }
    if !faults.isEmpty { throw ConditionError(faults) }
    guard !open.isEmpty else { return contexts }
    var table = ColumnTable(count: subjects.count)
    try await table.add(open, from: sources, of: subjects, at: moment)
    for (term, column) in table.columns {
      for index in contexts.indices { contexts[index].terms[term] = column.value(at: index) ?? .null }
    }
    for source in sources {
      let own = open.filter { $0.name.namespace == source.namespace }
      guard !own.isEmpty else { continue }
      for (index, subject) in subjects.enumerated() {
        contexts[index].changes.merge(try await source.nextChanges(of: own, for: subject, after: moment)) { $1 }
      }
    }
    return contexts
  }
}
