import Insights
import Testing

@Suite struct QuantilesTests {
  /// NumPy's documentation of `percentile` and R's `quantile(type = 7)` give these for the same samples.
  @Test func agreesWithTheStandardDefinition() {
    let sample = Quantiles([10, 7, 4, 3, 2, 1])
    #expect(sample.median == 3.5)
    #expect(sample[0.9] == 8.5)
    #expect(sample[0] == 1 && sample[1] == 10)
    #expect(Quantiles([1, 2, 3, 4])[0.25] == 1.75)
  }

  @Test func handlesSmallAndStrangeSamples() {
    #expect(Quantiles([]).median == nil && Quantiles([]).mean == nil)
    #expect(Quantiles([5]).median == 5)
    #expect(Quantiles([.nan, 2, .infinity, 4]).median == 3)
    #expect(Quantiles([1, 2])[-3] == 1 && Quantiles([1, 2])[7] == 2)
    #expect(Quantiles([1, 2])[.nan] == nil)
    #expect(Quantiles([1, 2, 6]).mean == 3)
  }
}
