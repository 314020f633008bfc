import Foundation

/// The tour as a command: reads the arguments, runs, prints.
public enum TourCommand {
  /// Runs the command.
  ///
  /// - Parameters:
  ///   - arguments: the command line without the program's name.
  ///   - print: takes what goes to standard output.
  ///   - progress: takes what goes to standard error, line by line.
  /// - Returns: the exit status: 0, 1 when the tour failed, 2 when the command line cannot be understood.
  @concurrent
  public static func run(
    _ arguments: [String], print: @Sendable (String) -> Void, progress: @escaping @Sendable (String) -> Void
  ) async -> Int32 {
    do {
      let options = try TourOptions(arguments: arguments)
      guard !options.isHelp else {
        print(TourOptions.usage)
        return 0
      }
      let report = try await Tour(options, progress: progress).run()
      print(options.isJSON ? try report.json() : report.text)
      return 0
    } catch let error as UsageError {
      progress("tour: \(error)")
      progress(TourOptions.usage)
      return 2
    } catch {
      progress("tour: \(error)")
      return 1
    }
  }
}
