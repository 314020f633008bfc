public import Foundation

/// The answer to one term about one subject, at any moment from the one at which its facts were read: how it moves with time
/// while the facts stay as they are.
public protocol TimedAnswer: Sendable {
  /// The answer at a moment; `nil` is *missing*.
  ///
  /// - Throws: a fault if the facts do not add up to an answer.
  func value(at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue?

  /// The earliest moment after the given one at which the answer can be another; `nil` if never.
  func nextChange(after moment: EvaluationMoment) -> Date?
}

/// A field source whose answers are known as functions of time: conditions over them name the exact moment at which they turn.
///
/// ``FieldSource/columns(_:of:at:)`` and ``FieldSource/nextChanges(of:for:after:)`` come from the answers.
public protocol TimedFieldSource: FieldSource {
  /// The answers to these terms, one for each subject in order.
  ///
  /// - Throws: anything; the evaluation then fails, it never takes the values for missing.
  func answers(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: [any TimedAnswer]]
}

extension TimedFieldSource {
  /// The answers at the moment.
  public func columns(
    _ terms: Set<FieldTerm>, of subjects: [Subject], at moment: EvaluationMoment
  ) async throws -> [FieldTerm: Column] {
    try await answers(terms, of: subjects, at: moment).mapValues { answers in
      Column(try answers.map { try $0.value(at: moment) })
    }
  }

  /// When the answers change.
  public func nextChanges(
    of terms: Set<FieldTerm>, for subject: Subject, after moment: EvaluationMoment
  ) async throws -> [FieldTerm: Date] {
    try await answers(terms, of: [subject], at: moment).compactMapValues { $0.first?.nextChange(after: moment) }
  }
}

/// A field source that can say whose answers a change to a record may alter, so that only those subjects are asked about again.
///
/// A source that does not conform is asked when everything is evaluated, and never because of a change.
public protocol TracingFieldSource: FieldSource {
  /// Whose answers to one of the source's terms the change may alter.
  ///
  /// - Throws: `StoreError` if the changed record cannot be decoded.
  func impact(of change: ChangedRecord, on term: FieldTerm) throws -> FieldImpact
}

/// Whose answers a change may alter.
public enum FieldImpact: Hashable, Sendable {
  /// Nobody's.
  case nobody
  /// Those of the subjects with these records.
  case subjects(Set<RecordReference>)
  /// Those of the subjects with one of these contact points.
  case contacts(Set<SHA256.Digest>)
  /// It cannot be said: everybody's.
  case everybody
}
