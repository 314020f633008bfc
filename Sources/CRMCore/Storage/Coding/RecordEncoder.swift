internal import Synchronization

/// Encodes any `Codable` value into the compact, self-describing bytes of the file store.
///
/// Field names are not in the bytes: they are in a ``ShapeTable`` that grows while new shapes are met. Whoever stores
/// the bytes stores the table too, shapes first:
///
/// ```swift
/// let encoder = RecordEncoder(shapes: shapesReadFromTheLog)
/// var logged = encoder.shapes.count            // kept by the writer of the log, under its lock
///
/// let payload = try encoder.encode(customer)   // on any thread, outside any lock
///
/// // In the writer, before the frames of a batch:
/// let shapes = encoder.shapes
/// if shapes.count > logged {
///   append(frame: .shapes, shapes.encoded(from: logged))
/// }
/// append(frame: .commit, payload)
/// synchronise()
/// logged = shapes.count                        // only when the write succeeded
/// ```
///
/// A shape is in the table before ``encode(_:)`` returns bytes that use it. Hence it is enough that the writer takes
/// the snapshot *after* the payloads of the batch were encoded, and that it logs everything it has not logged yet. A
/// shape that is logged and used by no frame does no harm; after a failed write `logged` stays, and the shapes are
/// written again (``ShapeTable/append(encoded:)`` accepts repetitions).
///
/// A new segment or snapshot begins with the whole table (`encoded(from: 0)`), so that frames can be copied into it as
/// they are. Numbers stay valid as long as one encoder and its successors, opened with the replayed table, write a file.
///
/// Reading: a ``RecordDecoder`` made by ``makeDecoder()`` after the bytes, or from the table replayed from the log.
///
/// **Threads.** An encoder is `Sendable` and shared: it keeps a few warm cores and hands one to each call, so that
/// concurrent calls do not wait for each other. It takes no lock while a value's `encode(to:)` runs, so that this may
/// use the encoder again.
///
/// **What is promised.** The bytes are complete: nested, unkeyed and single-value containers, `superEncoder`, containers
/// that are written alternately, dictionaries with any keys, enumerations with payloads. `Date`, `Double` and `Float`
/// keep every bit, `UUID` takes 16 bytes and a tag, also through `singleValueContainer()`, `Data` and `[UInt8]` are raw.
/// The bytes are not canonical: sets and dictionaries come in the order in which Swift iterates them. Where a type's
/// coding keys are no enumeration, or a table is full, names are written in place; names which come from data never
/// enter the table.
public final class RecordEncoder: Sendable {
  /// How deep containers may be nested unless the initialiser says otherwise. It fits a thread with a stack of 512 KiB,
  /// as those of Swift concurrency on Apple platforms, also in a debug build; a condition inside a condition takes three.
  public static let defaultMaximumDepth = 128

  private let registry: ShapeRegistry
  private let maximumDepth: Int
  private let userInfo: [CodingUserInfoKey: any Sendable]
  private let pool: [PooledCore]

  /// An encoder which goes on with a table.
  /// - Parameters:
  ///   - shapes: the shapes that the file has already.
  ///   - maximumDepth: how deep containers may be nested before `.tooDeep` is thrown.
  ///   - userInfo: what types find in `encoder.userInfo`.
  public init(
    shapes: ShapeTable = ShapeTable(),
    maximumDepth: Int = RecordEncoder.defaultMaximumDepth,
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) {
    registry = ShapeRegistry(shapes)
    self.maximumDepth = maximumDepth
    self.userInfo = userInfo
    pool = (0..<8).map { _ in PooledCore() }
  }

  /// A snapshot of the table: the shapes given to the initialiser, then those met since, in the order of their numbers.
  /// O(1).
  public var shapes: ShapeTable { registry.snapshot }

  /// A decoder for everything that was encoded so far. O(1).
  public func makeDecoder() -> RecordDecoder {
    RecordDecoder(shapes: registry.snapshot, maximumDepth: maximumDepth, userInfo: userInfo)
  }

  /// The bytes of a value. O(size); throws `.tooDeep`, `.misuse`, or `.rejected` with what `encode(to:)` threw.
  public func encode(_ value: some Encodable & Sendable) throws(RecordCodingError) -> [UInt8] {
    var output: [UInt8] = []
    try encode(value, into: &output)
    return output
  }

  /// Appends the bytes of a value to `output`, which is unchanged when this throws. O(size).
  public func encode<T: Encodable & Sendable>(
    _ value: T, into output: inout [UInt8]
  ) throws(RecordCodingError) {
    for place in pool {
      let result = place.core.withLockIfAvailable { (core) -> Result<Void, RecordCodingError> in
        let warm = core ?? makeCore()
        core = warm
        return Self.encode(value, with: warm, into: &output)
      }
      guard let result else { continue }
      return try result.get()
    }
    try Self.encode(value, with: makeCore(), into: &output).get()
  }

  /// The bytes of a value that is not `Sendable`. It warms up a core of its own, and is therefore slower.
  public func encode(notSendable value: some Encodable) throws(RecordCodingError) -> [UInt8] {
    var output: [UInt8] = []
    try Self.encode(value, with: makeCore(), into: &output).get()
    return output
  }

  private func makeCore() -> EncodingCore {
    let options = EncodingCore.Options(maximumDepth: maximumDepth, userInfo: userInfo)
    return EncodingCore(vocabulary: ShapeVocabulary(registry: registry), options: options)
  }

  private static func encode(
    _ value: some Encodable, with core: EncodingCore, into output: inout [UInt8]
  ) -> Result<Void, RecordCodingError> {
    let start = output.count
    do throws(RecordCodingError) {
      do throws(RecordCodingError) {
        try attempt(value, with: core, into: &output)
      } catch {
        output.removeLast(output.count - start)
        guard core.isInterleaved || error.code == .misuse else { throw error }
        var options = core.options
        options.defersNested = true
        try attempt(value, with: EncodingCore(vocabulary: core.vocabulary, options: options), into: &output)
      }
    } catch {
      output.removeLast(output.count - start)
      return .failure(error)
    }
    return .success(())
  }

  private static func attempt(
    _ value: some Encodable, with core: EncodingCore, into output: inout [UInt8]
  ) throws(RecordCodingError) {
    core.reset()
    do {
      try core.value(value)
    } catch {
      throw core.failure ?? RecordCodingError(wrapping: error)
    }
    try core.finish(into: &output)
  }
}

/// One warm core; whoever gets the lock at once uses it.
private final class PooledCore: Sendable {
  let core = Mutex<EncodingCore?>(nil)
}
