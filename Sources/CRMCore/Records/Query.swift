/// A range of one declared index (or of the identifiers), in one direction, cut into pages.
///
/// ```swift
/// Query(Deal.byStage, pipeline, stage)                           // all with these leading key parts
/// Query(Interaction.byCustomer, customer).from(start).before(end).descending().limited(to: 50)
/// Query<Deal>()                                                   // all, in order of identifiers
/// ```
///
/// Queries are neither closures nor strings, so that every backend can run them as a range scan. A record that has several keys
/// inside the range comes once per key.
public struct Query<R: Record>: Hashable, Sendable {
  /// The index read; `nil` reads in order of identifiers.
  public let index: IndexName?
  private let prefix: IndexKey
  /// The first key of the range, inclusive.
  public private(set) var lower: IndexKey
  /// The end of the range, exclusive; `nil` reads to the end of the index.
  public private(set) var upper: IndexKey?
  /// Whether the range is read from its end.
  public private(set) var isDescending = false
  /// The most items on one page, at least 1.
  public private(set) var limit = 100
  /// Where the page starts: after the last item of an earlier page.
  public private(set) var cursor: PageCursor?

  /// All records in order of their identifiers.
  public init(_ type: R.Type = R.self) {
    index = nil
    prefix = IndexKey()
    lower = prefix
  }

  /// All records whose key in `index` begins with these parts; all of the index if there are none.
  public init<each Part: IndexKeyPart>(_ index: Index<R>, _ part: repeat each Part) {
    self.init(index, prefix: IndexKey(repeat each part))
  }

  /// All records whose key in `index` begins with the given one.
  public init(_ index: Index<R>, prefix: IndexKey) {
    self.index = index.name
    self.prefix = prefix
    lower = prefix
    upper = prefix.bytes.isEmpty ? nil : prefix.endOfPrefix
  }

  /// All records whose next key part is a text that begins with `text` after folding (see ``IndexKeyPart``).
  public init(_ index: Index<R>, textPrefix text: String) {
    self.init(index, prefix: IndexKey(textPrefix: text))
  }

  /// All records that point to the given one through a declared reference.
  public init(_ reference: Reference<R>, to target: RecordReference) {
    self.init(reference.index, prefix: IndexKey(target))
  }

  /// All records that point to the given one through a declared reference.
  public init<Target: Record>(_ reference: Reference<R>, to target: Identifier<Target>) {
    self.init(reference.index, prefix: IndexKey(RecordReference(target)))
  }

  /// The same range from this value of the next key part on, inclusive.
  ///
  /// - Precondition: the query names an index; so for ``before(_:)`` and ``through(_:)``.
  public func from(_ part: some IndexKeyPart) -> Query {
    precondition(index != nil, "bounds need an index")
    var copy = self
    copy.lower = prefix.appending(part)
    return copy
  }

  /// The same range up to this value of the next key part, exclusive.
  public func before(_ part: some IndexKeyPart) -> Query {
    precondition(index != nil, "bounds need an index")
    var copy = self
    copy.upper = prefix.appending(part)
    return copy
  }

  /// The same range up to and with this value of the next key part.
  public func through(_ part: some IndexKeyPart) -> Query {
    precondition(index != nil, "bounds need an index")
    var copy = self
    copy.upper = prefix.appending(part).endOfPrefix
    return copy
  }

  /// The same range, read from its end.
  public func descending() -> Query {
    var copy = self
    copy.isDescending.toggle()
    return copy
  }

  /// The same range with at most `count` items per page.
  ///
  /// - Precondition: `count` ≥ 1.
  public func limited(to count: Int) -> Query {
    precondition(count >= 1, "a page has room for at least one item")
    var copy = self
    copy.limit = count
    return copy
  }

  /// The page after the one that ended with `cursor`; `nil` is the first page.
  public func after(_ cursor: PageCursor?) -> Query {
    var copy = self
    copy.cursor = cursor
    return copy
  }
}
