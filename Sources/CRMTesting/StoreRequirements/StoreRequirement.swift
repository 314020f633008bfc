/// One clause of the contract of `Store`, as a check that any backend can be put to.
///
/// ```swift
/// @Test(arguments: StoreRequirements.all)
/// func keeps(_ requirement: StoreRequirement) async throws {
///   try await requirement.check(StoreFixture(make: { MyStore() }))
/// }
/// ```
public struct StoreRequirement: Sendable, CustomStringConvertible {
  /// The stable name of the clause.
  public let name: String
  /// What the clause demands, in one sentence.
  public let demand: String
  private let body: @Sendable (StoreFixture) async throws -> Void

  init(_ name: String, _ demand: String, _ body: @escaping @Sendable (StoreFixture) async throws -> Void) {
    self.name = name
    self.demand = demand
    self.body = body
  }

  /// Puts a backend to the check.
  ///
  /// - Throws: ``RequirementFailure`` if the backend breaks the clause; whatever the backend throws where it must not.
  public func check(_ fixture: StoreFixture) async throws {
    do {
      try await body(fixture)
    } catch let failure as RequirementFailure {
      throw RequirementFailure(clause: name, demand: demand, observed: failure.observed)
    }
  }

  /// The name of the clause.
  public var description: String { name }
}

/// How to get stores to check.
public struct StoreFixture: Sendable {
  /// A new, empty store.
  public var make: @Sendable () async throws -> any Store
  /// Closes a store and opens what it kept; `nil` for stores that keep nothing.
  public var reopen: (@Sendable (any Store) async throws -> any Store)?

  /// A fixture.
  public init(
    make: @escaping @Sendable () async throws -> any Store,
    reopen: (@Sendable (any Store) async throws -> any Store)? = nil
  ) {
    self.make = make
    self.reopen = reopen
  }
}

/// A backend breaks a clause of the contract.
public struct RequirementFailure: Error, CustomStringConvertible {
  /// The clause.
  public var clause: String
  /// What it demands.
  public var demand: String
  /// What the backend did instead.
  public var observed: String

  /// The clause, its demand, and what was observed.
  public var description: String { "\(clause): \(demand) Observed: \(observed)" }
}

func expect(_ condition: Bool, _ observed: @autoclosure () -> String) throws {
  guard !condition else { return }
  throw RequirementFailure(clause: "", demand: "", observed: observed())
}

/// Runs `body`, which must fail with this code, and gives back the error.
@discardableResult
func expectFailure(_ code: StoreError.Code, _ doing: String, _ body: () async throws -> Void) async throws -> StoreError
{
  do {
    try await body()
  } catch let error as StoreError where error.code == code {
    return error
  } catch {
    throw RequirementFailure(
      clause: "", demand: "", observed: "\(doing) failed with \(error) instead of \(code.rawValue)")
  }
  throw RequirementFailure(
    clause: "", demand: "", observed: "\(doing) succeeded instead of failing with \(code.rawValue)")
}
