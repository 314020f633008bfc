import Foundation

/// A declared link from one record type to another: which records it points to, and how to point it elsewhere.
///
/// Stores keep every reference as an index (``index``), so "all records that point to X" is one range read. Merging customers
/// re-points them, a leaving rep's hand-over and an erasure plan find records by them, and the audit of orphans walks them:
/// over all registered record types, the host's own included.
public struct Reference<R: Record>: Sendable {
  /// The stable name of the link within the record type, for example `"customer"`.
  public let name: String
  /// The collection pointed to; `nil` where each record names its own target's collection.
  public let target: CollectionName?
  private let read: @Sendable (R) -> [RecordReference]
  private let write: @Sendable (inout R, RecordReference, RecordReference) -> Void

  /// A link through any shape of property.
  ///
  /// - Parameters:
  ///   - name: the stable name of the link.
  ///   - target: the collection pointed to, if it is always the same.
  ///   - read: the records that a record points to.
  ///   - repoint: replaces each occurrence of the second argument by the third.
  public init(
    _ name: String, to target: CollectionName? = nil,
    read: @escaping @Sendable (R) -> [RecordReference],
    repoint: @escaping @Sendable (inout R, RecordReference, RecordReference) -> Void
  ) {
    self.name = name
    self.target = target
    self.read = read
    write = repoint
  }

  /// A link that is always set.
  public init<Target: Record>(_ name: String, _ path: any WritableKeyPath<R, Identifier<Target>> & Sendable) {
    self.init(name, to: Target.collection) {
      [RecordReference($0[keyPath: path])]
    } repoint: { record, old, new in
      guard RecordReference(record[keyPath: path]) == old, let id = new.id(as: Target.self) else { return }
      record[keyPath: path] = id
    }
  }

  /// A link that may be absent.
  public init<Target: Record>(_ name: String, _ path: any WritableKeyPath<R, Identifier<Target>?> & Sendable) {
    self.init(name, to: Target.collection) {
      $0[keyPath: path].map { [RecordReference($0)] } ?? []
    } repoint: { record, old, new in
      guard let present = record[keyPath: path], RecordReference(present) == old, let id = new.id(as: Target.self)
      else {
        return
      }
      record[keyPath: path] = id
    }
  }

  /// Any number of links; re-pointing keeps the order and names the new target once, at its first place.
  public init<Target: Record>(_ name: String, _ path: any WritableKeyPath<R, [Identifier<Target>]> & Sendable) {
    self.init(name, to: Target.collection) {
      $0[keyPath: path].map { RecordReference($0) }
    } repoint: { record, old, new in
      guard let from = old.id(as: Target.self), let id = new.id(as: Target.self) else { return }
      let present = record[keyPath: path]
      guard from != id, present.contains(from) else { return }
      var isNamed = false
      record[keyPath: path] = present.compactMap { link in
        guard link == from || link == id else { return link }
        defer { isNamed = true }
        return isNamed ? nil : id
      }
    }
  }

  /// An untyped link that may be absent: the target's collection stands in the record.
  public init(_ name: String, _ path: any WritableKeyPath<R, RecordReference?> & Sendable) {
    self.init(name) {
      $0[keyPath: path].map { [$0] } ?? []
    } repoint: { record, old, new in
      if record[keyPath: path] == old { record[keyPath: path] = new }
    }
  }

  /// An untyped link that is always set.
  public init(_ name: String, _ path: any WritableKeyPath<R, RecordReference> & Sendable) {
    self.init(name) {
      [$0[keyPath: path]]
    } repoint: { record, old, new in
      if record[keyPath: path] == old { record[keyPath: path] = new }
    }
  }

  /// Any number of untyped links; re-pointing keeps the order and names the new target once, at its first place.
  public init(_ name: String, _ path: any WritableKeyPath<R, [RecordReference]> & Sendable) {
    self.init(name) {
      $0[keyPath: path]
    } repoint: { record, old, new in
      let present = record[keyPath: path]
      guard old != new, present.contains(old) else { return }
      var isNamed = false
      record[keyPath: path] = present.compactMap { link in
        guard link == old || link == new else { return link }
        defer { isNamed = true }
        return isNamed ? nil : new
      }
    }
  }

  /// The records that `record` points to through this link.
  public func targets(of record: R) -> [RecordReference] { read(record) }

  /// Points every occurrence of `old` to `new`; the record is unchanged if it does not point to `old`.
  public func repoint(_ record: inout R, from old: RecordReference, to new: RecordReference) {
    write(&record, old, new)
  }

  /// The index that stores maintain for this link, keyed by the target's collection and identifier.
  public var index: Index<R> {
    let read = read
    return Index(IndexName(rawValue: "ref:" + name)) { record in read(record).map { IndexKey($0) } }
  }
}
