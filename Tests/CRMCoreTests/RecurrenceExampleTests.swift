import CRMCore
import Foundation
import Testing

/// All examples of RFC 5545, 3.8.5.3, with the dates that stand there. All are in New York and begin at nine.
@Suite struct RecurrenceExampleTests {
  let zone = TimeZone(identifier: "America/New_York")!

  /// "1997-09 2 4 6-8": days of one or more months at a time of day.
  private func days(_ text: String, at time: String = "09:00") -> [String] {
    text.split(separator: ";").flatMap { month -> [String] in
      let words = month.split(separator: " ").map(String.init)
      return words.dropFirst().flatMap { word -> [String] in
        let ends = word.split(separator: "-").map { Int($0)! }
        return (ends[0]...ends[ends.count - 1]).map { "\(words[0])-\($0 < 10 ? "0" : "")\($0)T\(time):00" }
      }
    }
  }

  /// The first occurrences are these; with `isAll`, there is none behind them.
  private func check(
    _ start: String, _ rules: [String], _ expected: [String], isAll: Bool = true, exceptions: Set<LocalDateTime> = [],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    for text in rules {
      let rule = try RecurrenceRule(parsing: text)
      let set = Recurrence(start: LocalDateTime(start + "T09:00:00")!, in: zone, rule, exceptions: exceptions)
      let found = set.occurrences.prefix(expected.count + 1).map { $0.start.description }
      #expect(Array(found.prefix(expected.count)) == expected, "\(text)", sourceLocation: location)
      #expect((found.count == expected.count) == isAll, "\(text)", sourceLocation: location)
      #expect(RecurrenceRule(rule.description) == rule, sourceLocation: location)
    }
  }

  @Test func daily() throws {
    try check("1997-09-02", ["RRULE:FREQ=DAILY;COUNT=10"], days("1997-09 2-11"))
    try check(
      "1997-09-02", ["FREQ=DAILY;UNTIL=19971224T000000Z"], days("1997-09 2-30;1997-10 1-31;1997-11 1-30;1997-12 1-23"))
    try check(
      "1997-09-02", ["FREQ=DAILY;INTERVAL=2"],
      days(
        """
        1997-09 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30;1997-10 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30;\
        1997-11 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29;1997-12 1 3
        """), isAll: false)
    try check("1997-09-02", ["FREQ=DAILY;INTERVAL=10;COUNT=5"], days("1997-09 2 12 22;1997-10 2 12"))
    try check(
      "1998-01-01",
      [
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
      ], days("1998-01 1-31;1999-01 1-31;2000-01 1-31"))
  }

  @Test func weekly() throws {
    try check(
      "1997-09-02", ["FREQ=WEEKLY;COUNT=10"], days("1997-09 2 9 16 23 30;1997-10 7 14 21 28;1997-11 4"))
    try check(
      "1997-09-02", ["FREQ=WEEKLY;UNTIL=19971224T000000Z"],
      days("1997-09 2 9 16 23 30;1997-10 7 14 21 28;1997-11 4 11 18 25;1997-12 2 9 16 23"))
    try check(
      "1997-09-02", ["FREQ=WEEKLY;INTERVAL=2;WKST=SU"],
      days("1997-09 2 16 30;1997-10 14 28;1997-11 11 25;1997-12 9 23;1998-01 6 20;1998-02 3 17"), isAll: false)
    try check(
      "1997-09-02",
      ["FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH"],
      days("1997-09 2 4 9 11 16 18 23 25 30;1997-10 2"))
    try check(
      "1997-09-01", ["FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR"],
      days(
        "1997-09 1 3 5 15 17 19 29;1997-10 1 3 13 15 17 27 29 31;1997-11 10 12 14 24 26 28;1997-12 8 10 12 22"))
    try check(
      "1997-09-02", ["FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH"], days("1997-09 2 4 16 18 30;1997-10 2 14 16")
    )
  }

  @Test func monthly() throws {
    try check(
      "1997-09-05", ["FREQ=MONTHLY;COUNT=10;BYDAY=1FR"],
      days("1997-09 5;1997-10 3;1997-11 7;1997-12 5;1998-01 2;1998-02 6;1998-03 6;1998-04 3;1998-05 1;1998-06 5"))
    try check(
      "1997-09-05", ["FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR"], days("1997-09 5;1997-10 3;1997-11 7;1997-12 5"))
    try check(
      "1997-09-07", ["FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU"],
      days("1997-09 7 28;1997-11 2 30;1998-01 4 25;1998-03 1 29;1998-05 3 31"))
    try check(
      "1997-09-22", ["FREQ=MONTHLY;COUNT=6;BYDAY=-2MO"],
      days("1997-09 22;1997-10 20;1997-11 17;1997-12 22;1998-01 19;1998-02 16"))
    try check(
      "1997-09-28", ["FREQ=MONTHLY;BYMONTHDAY=-3"],
      days("1997-09 28;1997-10 29;1997-11 28;1997-12 29;1998-01 29;1998-02 26"), isAll: false)
    try check(
      "1997-09-02", ["FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15"],
      days("1997-09 2 15;1997-10 2 15;1997-11 2 15;1997-12 2 15;1998-01 2 15"))
    try check(
      "1997-09-30", ["FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1"],
      days("1997-09 30;1997-10 1 31;1997-11 1 30;1997-12 1 31;1998-01 1 31;1998-02 1"))
    try check(
      "1997-09-10", ["FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15"],
      days("1997-09 10-15;1999-03 10-13"))
    try check(
      "1997-09-02", ["FREQ=MONTHLY;INTERVAL=2;BYDAY=TU"],
      days("1997-09 2 9 16 23 30;1997-11 4 11 18 25;1998-01 6 13 20 27;1998-03 3 10 17 24 31"), isAll: false)
  }

  @Test func yearly() throws {
    try check(
      "1997-06-10", ["FREQ=YEARLY;COUNT=10;BYMONTH=6,7"],
      days(
        """
        1997-06 10;1997-07 10;1998-06 10;1998-07 10;1999-06 10;1999-07 10;2000-06 10;2000-07 10;2001-06 10;2001-07 10
        """))
    try check(
      "1997-03-10", ["FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3"],
      days(
        """
        1997-03 10;1999-01 10;1999-02 10;1999-03 10;2001-01 10;2001-02 10;2001-03 10;2003-01 10;2003-02 10;2003-03 10
        """))
    try check(
      "1997-01-01", ["FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200"],
      days(
        """
        1997-01 1;1997-04 10;1997-07 19;2000-01 1;2000-04 9;2000-07 18;2003-01 1;2003-04 10;2003-07 19;2006-01 1
        """))
    try check("1997-05-19", ["FREQ=YEARLY;BYDAY=20MO"], days("1997-05 19;1998-05 18;1999-05 17"), isAll: false)
    try check(
      "1997-05-12", ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"], days("1997-05 12;1998-05 11;1999-05 17"), isAll: false)
    try check(
      "1997-03-13", ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH"],
      days("1997-03 13 20 27;1998-03 5 12 19 26;1999-03 4 11 18 25"), isAll: false)
    try check(
      "1997-06-05", ["FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8"],
      days(
        """
        1997-06 5 12 19 26;1997-07 3 10 17 24 31;1997-08 7 14 21 28;1998-06 4 11 18 25;1998-07 2 9 16 23 30;\
        1998-08 6 13 20 27;1999-06 3 10 17 24;1999-07 1 8 15 22 29;1999-08 5 12 19 26
        """), isAll: false)
    try check(
      "1996-11-05", ["FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8"],
      days("1996-11 5;2000-11 7;2004-11 2"), isAll: false)
  }

  @Test func daysThatMeetAndPositions() throws {
    try check(
      "1997-09-02", ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"],
      days("1998-02 13;1998-03 13;1998-11 13;1999-08 13;2000-10 13"), isAll: false, exceptions: ["1997-09-02T09:00:00"])
    try check(
      "1997-09-13", ["FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13"],
      days(
        "1997-09 13;1997-10 11;1997-11 8;1997-12 13;1998-01 10;1998-02 7;1998-03 7;1998-04 11;1998-05 9;1998-06 13"),
      isAll: false)
    try check(
      "1997-09-04", ["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3"], days("1997-09 4;1997-10 7;1997-11 6"))
    try check(
      "1997-09-29", ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2"],
      days("1997-09 29;1997-10 30;1997-11 27;1997-12 30;1998-01 29;1998-02 26;1998-03 30"), isAll: false)
  }

  @Test func withinADay() throws {
    func times(_ texts: [String], on day: String = "1997-09-02") -> [String] { texts.map { "\(day)T\($0):00" } }
    // UNTIL is in UTC: 17:00 in New York is 21:00 there (erratum 3883 of the RFC).
    try check("1997-09-02", ["FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z"], times(["09:00", "12:00", "15:00"]))
    try check(
      "1997-09-02", ["FREQ=MINUTELY;INTERVAL=15;COUNT=6"],
      times(["09:00", "09:15", "09:30", "09:45", "10:00", "10:15"]))
    try check("1997-09-02", ["FREQ=MINUTELY;INTERVAL=90;COUNT=4"], times(["09:00", "10:30", "12:00", "13:30"]))
    let all = (9...16).flatMap { hour in ["00", "20", "40"].map { "\(hour < 10 ? "0" : "")\(hour):\($0)" } }
    try check(
      "1997-09-02",
      [
        "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
        "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
      ], times(all) + times(all, on: "1997-09-03"), isAll: false)
  }

  @Test func theStartOfTheWeekMattersAndInvalidDatesAreLeftOut() throws {
    try check("1997-08-05", ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO"], days("1997-08 5 10 19 24"))
    try check("1997-08-05", ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU"], days("1997-08 5 17 19 31"))
    try check("2007-01-15", ["FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5"], days("2007-01 15 30;2007-02 15;2007-03 15 30"))
  }
}
