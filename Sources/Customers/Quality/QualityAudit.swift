public import CRMCore

/// What an audit looks at: profiles of record types, and the types among which links are followed.
///
/// ``CustomerDirectory/qualityAudit(_:_:)`` makes one for customers and everything that the directory knows; profiles of further types
/// are added to it.
///
/// ```swift
/// var audit = directory.qualityAudit("monthly")
/// audit.add(QualityProfile<Product>.products)
/// let report = try await directory.auditQuality(audit)
/// ```
public struct QualityAudit: Sendable {
  /// What bounds the memory of an audit, however large the base is.
  public struct Limits: Hashable, Sendable {
    /// The most different issues that are listed; the findings of further ones are counted.
    public var issues: Int
    /// The most records named for an issue.
    public var samples: Int
    /// The most records named as the worst of a type.
    public var worstRecords: Int
    /// The most different words of a field, above which it is free text.
    public var words: Int

    /// Limits.
    public init(issues: Int = 2_000, samples: Int = 20, worstRecords: Int = 20, words: Int = 5_000) {
      self.issues = issues
      self.samples = samples
      self.worstRecords = worstRecords
      self.words = words
    }
  }

  /// The name, under which snapshots are compared.
  public var name: String
  /// The record types among which links are followed; types with a profile belong to them.
  public private(set) var registry: RecordRegistry
  /// Record types that tell of the past, and may name what is no longer there.
  public var historical: Set<CollectionName>
  /// What a detector of duplicates found; goes into the report.
  public var duplicates: DuplicateFigures?
  /// Tells which of some missing records live on under another identifier, for example after a merge: links to them lead somewhere.
  public var redirected: @Sendable ([RecordReference], any Store) async throws -> Set<RecordReference> = { _, _ in [] }
  /// What bounds the memory.
  public var limits: Limits
  private var profiles: [CollectionName: any Sendable] = [:]

  /// An audit without profiles: it follows links only.
  ///
  /// - Parameters:
  ///   - name: the name, under which snapshots are compared.
  ///   - registry: the record types among which links are followed.
  ///   - historical: record types that may name what is no longer there.
  ///   - duplicates: what a detector of duplicates found.
  ///   - limits: what bounds the memory.
  public init(
    _ name: String,
    registry: RecordRegistry = RecordRegistry(CustomerDirectory.recordTypes + [StaffMember.self, Team.self]),
    historical: Set<CollectionName> = [Event.collection, ImportChange.collection], duplicates: DuplicateFigures? = nil,
    limits: Limits = Limits()
  ) {
    self.name = name
    self.registry = registry
    self.historical = historical
    self.duplicates = duplicates
    self.limits = limits
  }

  /// Looks at the records of a type, in place of an earlier profile for it.
  public mutating func add<R: Record>(_ profile: QualityProfile<R>) {
    registry = registry.adding([R.self])
    profiles[R.collection] = profile
  }

  /// The profile of a type.
  public func profile<R: Record>(of type: R.Type) -> QualityProfile<R>? {
    profiles[R.collection] as? QualityProfile<R>
  }

  /// Whether there is anything to look at in records of a type.
  func concerns<R: Record>(_ type: R.Type) -> Bool { profiles[R.collection] != nil || followsLinks(of: type) }

  func followsLinks<R: Record>(of type: R.Type) -> Bool {
    !R.references.isEmpty && !historical.contains(R.collection)
  }
}
