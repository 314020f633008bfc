public import Foundation

extension Recurrence {
  /// Reads the lines DTSTART, RRULE, RDATE and EXDATE of RFC 5545, folded or not.
  ///
  /// Times in UTC or in other zones than that of DTSTART become its local times. The IANA name is taken for a zone (`TZID`).
  /// Overrides are components of their own there; they are not read here.
  ///
  /// - Parameters:
  ///   - text: the lines, in any order.
  ///   - floatingZone: the zone of a DTSTART without one.
  /// - Throws: `ValidationError` with every line that is wrong.
  public init(parsing text: String, floatingIn floatingZone: TimeZone = .gmt) throws(ValidationError) {
    var problems: [FieldProblem] = []
    let lines = Self.unfolded(text).compactMap { line -> Line? in
      let read = Line(line)
      if read == nil { problems.append(FieldProblem("line", FieldProblem.Code.malformed)) }
      return read
    }
    let starts = lines.filter { $0.name == "DTSTART" }
    if starts.count != 1 {
      problems.append(FieldProblem("DTSTART", starts.isEmpty ? FieldProblem.Code.missing : FieldProblem.Code.notUnique))
    }
    self.init(start: LocalDateTime(.min), in: floatingZone)
    if let first = starts.first {
      let zone = first.zone(default: floatingZone)
      switch ICalendarTime(first.value) {
      case .day(let day):
        start = LocalDateTime(day)
        isAllDay = true
      case .local(let time): start = time
      case .instant(let time): (start, timeZone) = (time, .gmt)
      case nil: problems.append(FieldProblem("DTSTART", FieldProblem.Code.malformed))
      }
      if let zone {
        if !first.value.hasSuffix("Z") { timeZone = zone }
      } else {
        problems.append(FieldProblem("DTSTART.TZID", FieldProblem.Code.notAChoice))
      }
    }
    for line in lines {
      switch line.name {
      case "DTSTART": continue
      case "RRULE":
        do { rules.append(try RecurrenceRule(parsing: line.value)) } catch { problems += error.problems }
      case "RDATE", "EXDATE":
        guard let times = times(of: line) else {
          problems.append(FieldProblem(line.name, FieldProblem.Code.malformed))
          continue
        }
        if line.name == "RDATE" { dates += times } else { exceptions.formUnion(times) }
      default: problems.append(FieldProblem(line.name, FieldProblem.Code.notAChoice))
      }
    }
    if problems.isEmpty { problems = self.problems() }
    try ValidationError.check(problems)
  }

  /// The lines DTSTART, RRULE, RDATE and EXDATE of RFC 5545, each ended by CR LF, not folded. Overrides are not in it.
  public var text: String {
    func line(_ name: String, _ times: [LocalDateTime]) -> String {
      if isAllDay {
        return name + ";VALUE=DATE:" + times.map { ICalendarTime.text($0.day) }.joined(separator: ",") + "\r\n"
      }
      let isUTC = timeZone == .gmt
      let head = isUTC ? name + ":" : name + ";TZID=" + timeZone.identifier + ":"
      return head + times.map { ICalendarTime.text($0) + (isUTC ? "Z" : "") }.joined(separator: ",") + "\r\n"
    }
    var result = line("DTSTART", [start])
    for rule in rules { result += "RRULE:" + rule.description + "\r\n" }
    if !dates.isEmpty { result += line("RDATE", dates) }
    if !exceptions.isEmpty { result += line("EXDATE", exceptions.sorted()) }
    return result
  }

  private func times(of line: Line) -> [LocalDateTime]? {
    guard let zone = line.zone(default: timeZone) else { return nil }
    var times: [LocalDateTime] = []
    for value in line.value.split(separator: ",", omittingEmptySubsequences: false) {
      switch ICalendarTime(String(value)) {
      case .day(let day) where isAllDay: times.append(LocalDateTime(day))
      case .local(let time) where !isAllDay:
        times.append(zone == timeZone ? time : LocalDateTime(time.date(in: zone), in: timeZone))
      case .instant(let time) where !isAllDay: times.append(LocalDateTime(time.date(in: .gmt), in: timeZone))
      default: return nil
      }
    }
    return times
  }

  /// Lines that begin with a space or a tab belong to the line before (RFC 5545, 3.1).
  private static func unfolded(_ text: String) -> [String] {
    var lines: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      if let first = line.first, first == " " || first == "\t", let last = lines.popLast() {
        lines.append(last + line.dropFirst())
      } else {
        lines.append(String(line))
      }
    }
    return lines
  }

  /// `NAME;PARAMETER=value:value`.
  private struct Line {
    var name: String
    var parameters: [String: String] = [:]
    var value: String

    init?(_ line: String) {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let head = line[..<colon].split(separator: ";")
      guard let first = head.first else { return nil }
      name = first.uppercased()
      value = String(line[line.index(after: colon)...])
      for part in head.dropFirst() {
        let pair = part.split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else { return nil }
        parameters[pair[0].uppercased()] = pair[1].filter { $0 != "\"" }
      }
    }

    /// The zone that it names, or the default; `nil` if the system does not know it.
    func zone(default zone: TimeZone) -> TimeZone? {
      parameters["TZID"].map { TimeZone(identifier: $0) } ?? zone
    }
  }
}
