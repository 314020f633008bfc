import CRMCore
import CRMFormats
import Foundation
import Testing

@Suite struct DateParserTests {
  private func day(_ text: String, _ patterns: DatePattern..., latest: Int = 2068) throws -> String {
    try DateParser(patterns, latestTwoDigitYear: latest).day(text).description
  }

  @Test func readsByPattern() throws {
    #expect(try day("20-10-16", "dd-MM-yy") == "2016-10-20")
    #expect(try day("2024-02-29", "yyyy-MM-dd") == "2024-02-29")
    #expect(try day(" 01.02.2024\u{A0}", "dd.MM.yyyy") == "2024-02-01")
    #expect(try day("12/31/1999", "MM/dd/yyyy") == "1999-12-31")
    #expect(try day("1/2/2024", "d/M/yyyy") == "2024-02-01")
    #expect(try day("2024年3月5日", "yyyy年M月d日") == "2024-03-05")
    #expect(try day("5 Mar 2024", "d MMM yyyy") == "2024-03-05")
    #expect(try day("Sept. 5, 2024", "MMM d, yyyy") == "2024-09-05")
    #expect(try day("05-DECEMBER-24", "dd-MMM-yy") == "2024-12-05")
    #expect(try day("20240305", "yyyyMMdd") == "2024-03-05")
    #expect(try day("2010-12-01 08:26:00", "yyyy-MM-dd") == "2010-12-01")
    #expect(try day("2010-12-01T08:26", "yyyy-MM-dd") == "2010-12-01")
    #expect(try day("03/04/2024", "dd/MM/yyyy", "MM/dd/yyyy") == "2024-04-03")
    #expect(try day("03/14/2024", "dd/MM/yyyy", "MM/dd/yyyy") == "2024-03-14")
  }

  // POSIX strptime, %y: 69–99 are 1969–1999, 00–68 are 2000–2068.
  @Test func twoDigitYearsFallIntoTheHundredYearsBeforeThePivot() throws {
    #expect(try day("01.01.69", "dd.MM.yy") == "1969-01-01")
    #expect(try day("01.01.68", "dd.MM.yy") == "2068-01-01")
    #expect(try day("01.01.00", "dd.MM.yy") == "2000-01-01")
    #expect(try day("01.01.27", "dd.MM.yy", latest: 2026) == "1927-01-01")
    #expect(try day("01.01.26", "dd.MM.yy", latest: 2026) == "2026-01-01")
    #expect(try day("01.01.00", "dd.MM.yy", latest: 1999) == "1900-01-01")
  }

  @Test func refusesWhatIsNoDay() {
    func failure(_ text: String, _ pattern: DatePattern) -> DateParser.Failure? {
      do {
        _ = try DateParser([pattern]).day(text)
        return nil
      } catch {
        return error
      }
    }
    #expect(failure("", "yyyy-MM-dd") == .empty)
    #expect(failure(" \u{A0} ", "yyyy-MM-dd") == .empty)
    #expect(failure("31.02.2024", "dd.MM.yyyy") == .noSuchDay)
    #expect(failure("29.02.2023", "dd.MM.yyyy") == .noSuchDay)
    #expect(failure("00.01.2023", "dd.MM.yyyy") == .noSuchDay)
    #expect(failure("01.13.2023", "dd.MM.yyyy") == .noSuchDay)
    #expect(failure("1.1.2023", "dd.MM.yyyy") == .unreadable)
    #expect(failure("01.01.202", "dd.MM.yyyy") == .unreadable)
    #expect(failure("01.01.20233", "dd.MM.yyyy") == .unreadable)
    #expect(failure("01.01.2023x", "dd.MM.yyyy") == .unreadable)
    #expect(failure("01.01.2023 x", "dd.MM.yyyy") == .unreadable)
    #expect(failure("5 Foo 2024", "d MMM yyyy") == .unreadable)
    #expect(throws: DateParser.Failure.unreadable) {
      try DateParser(["yyyy-MM-dd"], allowsTime: false).day("2024-01-01 10:00")
    }
  }

  @Test func patternsAreChecked() throws {
    for text in ["", "dd.MM", "dd.MM.yyy", "ddd.MM.yyyy", "dd.MM.yyyy.yy", "dd.dd.yyyy", "MMMM dd yyyy"] {
      #expect(DatePattern(rawValue: text) == nil)
    }
    let data = try JSONEncoder().encode(DatePattern.common)
    #expect(try JSONDecoder().decode([DatePattern].self, from: data) == DatePattern.common)
  }

  @Test(arguments: DatePattern.common) func everyCommonPatternReadsEveryDay(pattern: DatePattern) throws {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func pad(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var current = try #require(CalendarDay(year: 2023, month: 12, day: 1))
    for _ in 0..<120 {
      let (year, month, dayOfMonth) = current.components
      let text = pattern.rawValue.replacingOccurrences(of: "yyyy", with: "\(year)")
        .replacingOccurrences(of: "yy", with: pad(year % 100))
        .replacingOccurrences(of: "dd", with: pad(dayOfMonth)).replacingOccurrences(of: "d", with: "\(dayOfMonth)")
        .replacingOccurrences(of: "MMM", with: "#").replacingOccurrences(of: "MM", with: pad(month))
        .replacingOccurrences(of: "M", with: "\(month)").replacingOccurrences(of: "#", with: months[month - 1])
      #expect(try DateParser([pattern]).day(text) == current)
      current = current.adding(days: 1)
    }
  }

  @Test func detectionFindsThePatternOrSaysThatItCannot() throws {
    let clear = DatePatternReport(samples: ["03/04/2024", "25/12/2024", ""])
    #expect(clear.best == "dd/MM/yyyy" && !clear.isAmbiguous && clear.samplesExamined == 2)
    let american = DatePatternReport(samples: ["03/04/2024", "12/25/2024"])
    #expect(american.best == "MM/dd/yyyy" && !american.isAmbiguous)
    let open = DatePatternReport(samples: ["03/04/2024", "05/06/2024"])
    #expect(open.best == "dd/MM/yyyy" && open.alternatives.contains("MM/dd/yyyy") && open.isAmbiguous)
    let same = DatePatternReport(samples: ["04/04/2024"])
    #expect(!same.isAmbiguous)
    let short = DatePatternReport(samples: ["20-10-16", "01-03-17", "25-10-16"])
    #expect(short.best == "dd-MM-yy")
    #expect(short.alternatives == ["yy-MM-dd"])
    let mixed = DatePatternReport(samples: ["1.2.2024", "15.11.2024", "n/a"])
    #expect(mixed.best == "d.M.yyyy" && mixed.samplesRead == 2 && mixed.samplesExamined == 3)
    #expect(DatePatternReport(samples: ["x", ""]).best == nil)
    #expect(DatePatternReport(samples: ["2010-12-01 08:26:00"]).best == "yyyy-MM-dd")
  }
}
