import CRM
import Foundation
import SalesTour
import Testing

@Suite struct TourOptionsTests {
  @Test func readsEveryOption() throws {
    let options = try TourOptions(
      arguments: "--data in --store out --as-of 2017-12-31 --stalled-days 30 --duplicate-rows 40 --json --verbose"
        .split(separator: " ")
        .map(String.init))
    #expect(options.data?.lastPathComponent == "in")
    #expect(options.store?.lastPathComponent == "out")
    #expect(options.asOf == CalendarDay(year: 2017, month: 12, day: 31))
    #expect(options.stalledDays == 30)
    #expect(options.duplicateRows == 40)
    #expect(options.isJSON)
    #expect(options.isVerbose)
    #expect(try TourOptions(arguments: []) == TourOptions())
  }

  @Test(arguments: [
    ["--wrong"], ["--data"], ["--data", "in"], ["--store", "out"], ["--as-of", "31-12-17"], ["--stalled-days", "-1"],
    ["--stalled-days", "many"], ["--duplicate-rows", "-5"], ["--data", "--store", "out"], ["base"],
  ])
  func aBadCommandLineShowsTheUsageAndGivesTwo(arguments: [String]) async {
    let told = Lines()
    let status = await TourCommand.run(
      arguments, print: { _ in Issue.record("it printed") }, progress: { told.add($0) })
    #expect(status == 2)
    #expect(told.lines.last == TourOptions.usage)
  }
}
