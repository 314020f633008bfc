public import Foundation

/// Says of contact points, before they come to records, which may not come, and adds to the same commit what has to come with the rest.
///
/// For a module that knows lastingly about contact points: whose holder was erased, whose use is restricted. Every verb and import that
/// brings contact points to a record asks once for each commit, with everything that the commit brings.
public protocol ContactScreen: Sendable {
  /// What is known of everything that is to come.
  ///
  /// - Parameters:
  ///   - arrivals: the records with the contact points that are new to them.
  ///   - now: the moment.
  /// - Throws: any error; nothing is written then.
  func screen(_ arrivals: [ContactArrival], at now: Date) async throws -> ScreenedContacts
}

/// A record type whose records keep contact points of a party: customers, leads, a host's own.
public protocol ContactHolder: Record {
  /// The contact points of the party.
  var contactPoints: ContactPoints { get set }
}

/// A record of a party that is to be written, with the contact points that are new to it.
public struct ContactArrival: Hashable, Sendable {
  /// A contact point that the record has not had.
  public struct Point: Hashable, Sendable {
    /// Its place among the record's contact points, for messages.
    public var position: Int
    /// What is reached.
    public var value: ContactPoint.Value
    /// The form that all spellings share; see ``ContactPoint/canonical``.
    public var canonical: String
  }

  /// The record of the party.
  public var party: RecordReference
  /// The contact points that are new to it; none where only other values come.
  public var points: [Point]
  /// The record that it was one with until now, where a merge is undone: what is known of that one holds for it, too.
  public var partedFrom: RecordReference?

  /// A record with contact points that it gets.
  ///
  /// - Parameters:
  ///   - party: the record.
  ///   - contactPoints: the contact points that it is to have.
  ///   - known: those that it has.
  ///   - other: see ``partedFrom``.
  public init(
    _ party: RecordReference, _ contactPoints: ContactPoints = [], known: ContactPoints = [],
    partedFrom other: RecordReference? = nil
  ) {
    self.party = party
    partedFrom = other
    let old = Set(known.map(\.canonical))
    points = contactPoints.enumerated().compactMap { position, point in
      let canonical = point.canonical
      return old.contains(canonical) ? nil : Point(position: position, value: point.value, canonical: canonical)
    }
  }

  /// A record that is to be written.
  ///
  /// - Parameters:
  ///   - record: the record as it is to be.
  ///   - old: the record that it replaces.
  public init<R: ContactHolder>(_ record: R, replacing old: R? = nil) {
    self.init(RecordReference(record), record.contactPoints, known: old?.contactPoints ?? [])
  }

  /// A record that is to be written, if its type keeps contact points.
  public init?(of record: some Record, replacing old: (any Record)? = nil) {
    guard let holder = record as? any ContactHolder else { return nil }
    self.init(RecordReference(record), holder.contactPoints, known: (old as? any ContactHolder)?.contactPoints ?? [])
  }
}

/// What a ``ContactScreen`` says of the arrivals it was asked about.
public struct ScreenedContacts: Sendable {
  /// Adds what has to come with arrivals.
  public typealias Companions = @Sendable (_ arrivals: [ContactArrival], _ changes: inout ChangeSet) -> Void

  /// Why records may not get anything, by record.
  public var parties: [RecordReference: Reason]
  /// Why contact points may not come, by canonical form.
  public var points: [String: Reason]
  private let require: @Sendable (inout ChangeSet) -> Void
  private let companions: Companions

  /// What is known.
  ///
  /// - Parameters:
  ///   - parties: records that may not get anything.
  ///   - points: contact points that may not come, by canonical form.
  ///   - require: adds to a commit that what was read is still so.
  ///   - companions: adds to a commit what has to come with arrivals that are written.
  public init(
    parties: [RecordReference: Reason] = [:], points: [String: Reason] = [:],
    require: @escaping @Sendable (inout ChangeSet) -> Void = { _ in },
    companions: @escaping Companions = { _, _ in }
  ) {
    self.parties = parties
    self.points = points
    self.require = require
    self.companions = companions
  }

  /// Whether something may not come.
  public var refusesAny: Bool { !parties.isEmpty || !points.isEmpty }

  /// Why an arrival may not be written: about `id` for the record, about `contactPoints[n]` for a contact point. No values.
  public func problems(of arrival: ContactArrival) -> [FieldProblem] {
    let party = parties[arrival.party].map { [FieldProblem("id", $0.code, $0.arguments)] } ?? []
    return party
      + arrival.points.compactMap { point in
        points[point.canonical].map { FieldProblem("contactPoints[\(point.position)]", $0.code, $0.arguments) }
      }
  }

  /// Adds to the commit that writes arrivals that what was read is still so, and what has to come with them. Call it once for a commit,
  /// with everything that is written.
  public func admit(_ arrivals: [ContactArrival], to changes: inout ChangeSet) {
    require(&changes)
    companions(arrivals, &changes)
  }

  /// Adds to a commit that what was read is still so, and nothing else.
  public func require(in changes: inout ChangeSet) { require(&changes) }
}
