/// Why a benchmark ended early: a contestant that did not do what was asked has no figure.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
