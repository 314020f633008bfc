public import CRMCore
import Foundation

/// Brings a store that was restored from a backup up to what was erased since: called before the host serves.
public struct ErasureReplay: Sendable {
  /// What was done.
  public struct Report: Hashable, Sendable {
    /// Erasures that were carried out again.
    public var erased: [Identifier<Erasure>] = []
    /// Erasures that were scheduled again.
    public var scheduled: [Identifier<Erasure>] = []
    /// Erasures that were called off again.
    public var cancelled: [Identifier<Erasure>] = []
    /// Erasures that this store had begun itself, and that wait for somebody to say whose records they are: see
    /// ``ErasureRefusal/separated(_:_:)``.
    public var waiting: [Identifier<Erasure>] = []

    /// Whether the store knew everything.
    public var isEmpty: Bool { erased.isEmpty && scheduled.isEmpty && cancelled.isEmpty }
  }

  private let desk: ErasureDesk

  /// A replay into the desk's store, from the desk's journal.
  public init(_ desk: ErasureDesk) {
    self.desk = desk
  }

  /// Carries out again what the journal tells and the store does not know. Doing it twice changes nothing.
  ///
  /// Notes are written beside the commits, so that their order says little: an erasure that began was not called off, and one that was
  /// called off does not wait, whichever was told last. What was left out of one stays left out, unless it ended otherwise.
  ///
  /// - Throws: ``ErasureRefusal/united(_:_:)`` if another person's records are one with those of somebody erased, after the other erasures
  ///   were carried out; ``ErasureFailure``, `StoreError`. The host must not serve then. Call it again when the cause is removed.
  /// - Complexity: one look-up for each erasure in the journal, and an erasure for each that the store has not seen.
  @discardableResult
  public func apply() async throws -> Report {
    var report = Report()
    guard let journal = desk.journal else { return report }
    var refusal: ErasureRefusal?
    for note in ErasureNote.counting(try await journal.notes()) {
      do {
        try await apply(note, &report)
      } catch let error as ErasureRefusal {
        refusal = refusal ?? error
      }
    }
    if let refusal { throw refusal }
    return report
  }

  private func apply(_ note: ErasureNote, _ report: inout Report) async throws {
    let id = note.erasure
    let known = try await desk.store.get(id)?.record
    switch note.kind {
    case .scheduled:
      guard known == nil else { return }
      try await desk.requireNobodyElse(note, nil)
      try await desk.restore(note)
      report.scheduled.append(id)
    case .cancelled:
      guard known?.state == .scheduled else { return }
      try await desk.cancel(id, by: .system)
      report.cancelled.append(id)
    case .erased:
      guard known?.state != .done else { return }
      if let known, known.state == .running,
        try await !desk.separated(known, leavingOut: note.leftOut ?? []).isEmpty
      {
        report.waiting.append(id)
        return
      }
      try await desk.requireNobodyElse(note, known)
      if known == nil { try await desk.restore(note) }
      _ = try await desk.run(id, evenInGrace: true, again: note)
      report.erased.append(id)
    }
  }
}

extension ErasureNote {
  /// Of each erasure the note that counts, in the order in which the erasures were first told of.
  static func counting(_ notes: [ErasureNote]) -> [ErasureNote] {
    var places: [Identifier<Erasure>: Int] = [:]
    var counting: [ErasureNote] = []
    for note in notes {
      if let place = places[note.erasure] {
        if note.rank >= counting[place].rank { counting[place] = note }
      } else {
        places[note.erasure] = counting.count
        counting.append(note)
      }
    }
    return counting
  }

  /// What counts more: an erasure that began stays begun, and one that was called off never waits again.
  private var rank: Int {
    switch kind {
    case .scheduled: 0
    case .cancelled: 1
    case .erased: isFinal == true ? .max : 2 + (leftOut?.count ?? 0)
    }
  }
}

extension ErasureDesk {
  /// Puts an erasure back as it was approved.
  fileprivate func restore(_ note: ErasureNote) async throws {
    try await store.perform {
      var erasure = Erasure(
        id: note.erasure, subjects: note.subjects, request: nil,
        approvedAt: Date(millisecondsSince1970: note.approvedAt), due: Date(millisecondsSince1970: note.due),
        by: .system)
      erasure.points = note.points
      return try await preparing(erasure, kind: .restricted) { $0.insert($1) }
    }
  }
}
