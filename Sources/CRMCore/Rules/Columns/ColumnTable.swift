/// The answers of all sources for many subjects: what a condition is evaluated over column by column.
public struct ColumnTable: Sendable {
  /// The number of subjects.
  public let count: Int
  /// The columns by term. A term that is not here has no source.
  public private(set) var columns: [FieldTerm: Column]
  /// The subjects in each segment that was asked for.
  public private(set) var memberships: [SegmentName: Bitmap]
  /// The related records, by relation.
  public private(set) var relations: [RelationName: RelatedRows]

  /// An empty table for so many subjects.
  ///
  /// - Precondition: `count` ≥ 0.
  public init(count: Int) {
    precondition(count >= 0, "a table has no negative number of rows")
    self.count = count
    columns = [:]
    memberships = [:]
    relations = [:]
  }

  /// Adds a column, in place of one for the same term.
  ///
  /// - Precondition: it has as many rows as the table; so for what follows.
  public mutating func add(_ column: Column, for term: FieldTerm) {
    precondition(column.count == count, "the column must fit the table")
    columns[term] = column
  }

  /// Adds who is in a segment.
  public mutating func add(_ members: Bitmap, for segment: SegmentName) {
    precondition(members.count == count, "the bitmap must fit the table")
    memberships[segment] = members
  }

  /// Adds the related records of every subject.
  public mutating func add(_ related: RelatedRows, for relation: RelationName) {
    precondition(related.starts.count == count + 1, "the related rows must fit the table")
    relations[relation] = related
  }

  /// The answers for one subject, to evaluate or explain its row.
  ///
  /// - Precondition: the row is within `0..<count`.
  public func values(at row: Int) -> RowValues { RowValues(table: self, row: row) }
}

/// The records that each subject of a table is related to, in a table of their own.
public final class RelatedRows: Sendable {
  /// The related records, each at least of one subject.
  public let table: ColumnTable
  /// For each subject where its related records begin in ``rows``, and the end of the last.
  public let starts: [Int]
  /// Rows of ``table``, subject by subject.
  public let rows: [Int]

  /// The related records of each subject.
  ///
  /// - Precondition: every row is in the table.
  public init(_ table: ColumnTable, rowsOfSubjects: [[Int]]) {
    precondition(
      rowsOfSubjects.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 < table.count } }, "a related row is not in the table")
    self.table = table
    var starts = [0]
    for rows in rowsOfSubjects { starts.append(starts[starts.count - 1] + rows.count) }
    self.starts = starts
    rows = rowsOfSubjects.flatMap { $0 }
  }
}

/// One row of a table as the answers of one subject.
public struct RowValues: ConditionValues {
  let table: ColumnTable
  let row: Int

  /// See ``ConditionValues/value(of:at:)``.
  public func value(of term: FieldTerm, at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue? {
    guard let column = table.columns[term] else { throw ConditionFault(unavailable: term.name.rawValue) }
    return column.value(at: row)
  }

  /// See ``ConditionValues/isMember(of:)``.
  public func isMember(of segment: SegmentName) throws(ConditionFault) -> Bool {
    guard let members = table.memberships[segment] else { throw ConditionFault(unavailable: segment.rawValue) }
    return members[row]
  }

  /// See ``ConditionValues/related(_:)``.
  public func related(_ relation: RelationName) throws(ConditionFault) -> [any ConditionValues] {
    guard let related = table.relations[relation] else { throw ConditionFault(unavailable: relation.rawValue) }
    return related.rows[related.starts[row]..<related.starts[row + 1]].map { related.table.values(at: $0) }
  }
}

extension ConditionFault {
  init(unavailable name: String) { self.init(Code.unavailable, subject: name) }
}
