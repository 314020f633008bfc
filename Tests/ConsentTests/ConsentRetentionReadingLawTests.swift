import Testing

/// A pass that reads only what can be due does what the pure sweep over all records says. The seed of a failing run is in the message.
@Suite struct ConsentRetentionReadingLawTests {
  @Test func readingLittleIsReadingEverything() async throws {
    var quick = 0
    for seed in 1...ConsentHistories.runs {
      var world = try RetentionWorld(seed: seed)
      for _ in 0..<4 {
        try await world.live()
        if seed.isMultiple(of: 5) {
          try await world.sweepPartly()
          try await world.live()
        }
        try await world.sweep()
      }
      quick += world.quickPasses
    }
    let share = Double(quick) / Double(ConsentHistories.runs)
    #expect(share > 0.3, "\(share) passes of a history read little and had something to do")
  }
}
