/// The contract of `Store` as runnable clauses. A backend that passes all of them can carry every module.
public enum StoreRequirements {
  /// All clauses.
  public static let all: [StoreRequirement] = writing + uniqueness + reading + concurrency + following + lasting
}
