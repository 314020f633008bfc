import Synchronization

/// A leaf of a tree, shared by all copies of the tree that have it: its page is in memory, in a file, or in both.
///
/// Where the page is can change at any time and changes nothing that a reader sees. Reading a page that is in a file can fail.
struct PagedLeaf<Page: PageContent>: Sendable {
  private var box: Box
  /// The number of entries.
  private(set) var count: Int

  /// A leaf that is in memory only.
  init(_ page: Page) {
    box = Box(Box.State(page: page, place: nil))
    count = page.count
  }

  /// A leaf that stands in a file.
  ///
  /// - Parameter page: its page, if it is to be in memory besides.
  init(_ page: Page?, count: Int, at place: PagePlace) {
    box = Box(Box.State(page: page, place: place))
    self.count = count
  }

  /// The page, which is in memory from now on until it is evicted.
  ///
  /// - Throws: ``StoreError`` with code `unavailable` or `corrupted` if it cannot be read from its file.
  func page() throws -> Page {
    try box.state.withLock { state in
      state.isUsed = true
      if let page = state.page { return page }
      let page: Page = try state.read()
      state.page = page
      state.place?.file.memory.note(page.byteCount)
      return page
    }
  }

  /// The page, for a reader who goes through everything: it stays where it is.
  ///
  /// - Throws: as ``page()``.
  func passingPage() throws -> Page { try box.state.withLock { state in try state.page ?? state.read() } }

  /// The bytes of the page, wherever it is; `nil` if such pages only live in memory.
  ///
  /// - Throws: as ``page()``.
  func packed() throws -> [UInt8]? {
    try box.state.withLock { state in
      if let page = state.page { return page.packed() }
      return try state.place?.read()
    }
  }

  /// Changes the page, in place if no copy of the tree shares it.
  ///
  /// - Precondition: the page is in memory. Whoever changes a page reads it first, where failing is no harm, and keeps it from being
  ///   evicted until it is changed.
  mutating func update<Result: Sendable>(_ body: (inout Page) -> Result) -> Result {
    let isShared = !isKnownUniquelyReferenced(&box)
    guard var page = box.state.withLock({ isShared ? $0.page : $0.page.take() }) else {
      preconditionFailure("a page was to be changed that is not in memory")
    }
    let result = body(&page)
    count = page.count
    if isShared { box = Box(Box.State(page: page, place: nil)) } else { box.replace(page) }
    return result
  }

  // MARK: Memory

  /// The bytes that the page takes in memory.
  var residentBytes: Int { box.state.withLock { $0.page?.byteCount ?? 0 } }

  /// Lets go of the page in memory; one that stands in no file yet is written to the scratch file first, or stays if there is none.
  ///
  /// - Parameter sparesUsed: whether a page stays that was used since this was asked last.
  /// - Returns: the bytes that were freed.
  /// - Throws: if the scratch file takes nothing; the page stays in memory then.
  func evict(sparesUsed: Bool = false, writingTo memory: PageMemory?) throws -> Int {
    try box.state.withLock { state in
      guard let page = state.page else { return 0 }
      if sparesUsed, state.isUsed {
        state.isUsed = false
        return 0
      }
      if state.place == nil {
        guard let memory, let bytes = page.packed() else { return 0 }
        state.place = try memory.write(bytes)
      }
      state.page = nil
      return page.byteCount
    }
  }

  /// The page stands in a file now: there it is read from now on.
  func settle(at place: PagePlace) {
    box.state.withLock { state in
      state.place?.release()
      state.place = place
    }
  }

  private final class Box: Sendable {
    struct State: Sendable {
      var page: Page?
      var place: PagePlace?
      var isUsed = true

      func read() throws -> Page {
        guard let place else { throw StoreError(.unavailable, "a page of an index is nowhere") }
        guard let page = Page(packed: try place.read()) else { throw place.damage }
        return page
      }
    }

    let state: Mutex<State>

    init(_ state: State) {
      self.state = Mutex(state)
    }

    deinit {
      state.withLock { $0.place?.release() }
    }

    /// Takes a new page, which stands in no file.
    func replace(_ page: Page) {
      state.withLock { state in
        state.place?.release()
        state = State(page: page, place: nil)
      }
    }
  }
}
