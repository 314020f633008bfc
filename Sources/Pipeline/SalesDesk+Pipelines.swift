import Foundation

extension SalesDesk {
  /// All pipelines, archived ones included, by name. A company has few: one read in all but strange cases.
  public func pipelines() async throws -> [SalesPipeline] {
    try await store.all(Query(SalesPipeline.byName)).map(\.record)
  }

  /// The pipeline with this identifier.
  ///
  /// - Throws: `StoreError` with `notFound`.
  public func pipeline(_ id: Identifier<SalesPipeline>) async throws -> SalesPipeline {
    try await store.require(id).record
  }

  /// Adds a pipeline.
  ///
  /// - Throws: `ValidationError` with all problems; `StoreError`, `conflict` if the identifier is taken.
  @discardableResult
  public func add(_ pipeline: SalesPipeline, by author: Author) async throws -> SalesPipeline {
    let prepared = try prepareAdd(pipeline, by: author)
    try await store.commit(prepared.changes)
    return prepared.value
  }

  /// The changes of ``add(_:by:)``.
  ///
  /// - Throws: `ValidationError` with all problems.
  public func prepareAdd(
    _ pipeline: SalesPipeline, by author: Author
  ) throws(ValidationError) -> Prepared<SalesPipeline> {
    try pipeline.validate()
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    changes.insert(pipeline)
    changes.insert(pipelineEvent(pipeline, at: now, by: author))
    return Prepared(pipeline, changes: changes)
  }

  /// Replaces a pipeline, deals and all, without orphaning any.
  ///
  /// Stages that go away are first closed for entry, then emptied along the mapping, then removed. Each step is a commit (many
  /// for many deals), and every state in between is legal: after an interruption, do it again with the same plan. Reads the
  /// deals of the stages that go away, leaves the caller's actor and is cancellable between commits.
  ///
  /// - Throws: ``PipelineEditError`` if the stored pipeline is not the one the plan was made for; `StoreError`.
  @concurrent
  public func apply(_ edit: PipelineEdit, by author: Author) async throws {
    if try await pipeline(edit.new.id) == edit.new { return }
    try await replace(edit.transition, expecting: [edit.old, edit.transition], by: author)
    for stage in edit.leavingStages {
      while try await moveOut(stage, along: edit, by: author) {}
    }
    try await replace(edit.new, expecting: [edit.transition], by: author)
  }

  private func replace(
    _ pipeline: SalesPipeline, expecting known: [SalesPipeline], by author: Author
  ) async throws {
    try await store.perform {
      let stored = try await store.require(pipeline.id)
      guard stored.record != pipeline else { return Prepared((), changes: ChangeSet()) }
      guard known.contains(stored.record) else { throw PipelineEditError.outdated(pipeline.id) }
      let now = environment.now()
      var changes = ChangeSet(author: author, date: now)
      changes.update(pipeline, expecting: stored.revision)
      changes.insert(pipelineEvent(pipeline, at: now, by: author))
      return Prepared((), changes: changes)
    }
  }

  /// Moves one page of deals out of a stage; whether there was any.
  private func moveOut(_ stage: StageID, along edit: PipelineEdit, by author: Author) async throws -> Bool {
    let query = Query(Deal.byStage, edit.old.id, ExactText(stage.rawValue)).limited(to: 200)
    return try await store.perform {
      let page = try await store.page(query)
      let now = environment.now()
      var changes = ChangeSet(author: author, date: now)
      for stored in page.items {
        var moved = stored
        moved.record = edit.restaging(stored.record, at: now, by: author)
        changes.update(moved)
        changes.insert(moveEvent(from: stored.record, to: moved.record, at: now, by: author))
      }
      return Prepared(!page.items.isEmpty, changes: changes)
    }
  }

  private func pipelineEvent(_ pipeline: SalesPipeline, at now: Date, by author: Author) -> Event {
    Event(
      id: environment.id(), name: .pipelineChanged, about: RecordReference(pipeline), date: now, author: author)
  }
}

/// Why an edit of a pipeline was not applied.
public enum PipelineEditError: Error, Hashable, Sendable {
  /// The stored pipeline is not the one that the plan was made for: read it again and make a new plan.
  case outdated(Identifier<SalesPipeline>)
}
