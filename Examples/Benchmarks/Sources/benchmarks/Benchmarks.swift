import ArgumentParser

/// Speed measured on this machine, beside peers in the same run.
@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks",
    abstract: "Measures swift-crm beside its peers, in one run on this machine.",
    subcommands: [
      StoreCommand.self, SegmentsCommand.self, ConsentCommand.self, ConsentFillCommand.self, CSVCommand.self,
      DedupeCommand.self, SearchCommand.self, AuditCommand.self, AccessCommand.self, RetentionCommand.self,
      ProbeCommand.self,
    ])
}
