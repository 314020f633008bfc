/// The figures of all sizes side by side.
struct ConsentReport {
  private let results: [ConsentFigures]

  init(_ results: [ConsentFigures]) {
    self.results = results
  }

  var text: String {
    var table = TextTable(["figure"] + results.map { Format.count($0.recipients) + " recipients" } + ["last / first"])
    func add(_ title: String, _ values: [Double?], _ show: (Double) -> String) {
      let known = values.compactMap { $0 }
      let change = known.count > 1 && known[0] > 0 ? Format.ratio(known[known.count - 1] / known[0]) : "–"
      table.add([title] + values.map { $0.map(show) ?? "–" } + [change])
    }
    func microseconds(_ title: String, _ value: (ConsentFigures) -> Double?) {
      add(title, results.map { value($0).map { $0 * 1e6 } }, Format.ratio)
    }
    microseconds("pure decision, 1 act, µs") { $0.pureDecision }
    microseconds("pure decision, 6 acts, µs") { $0.pureDecisionOnSix }
    microseconds("same by SMS with quiet hours, µs") { $0.quietHours }
    microseconds("decision with reads, memory, one by one, µs") { $0.decisionFromMemory }
    microseconds("decision with reads, file, one by one, µs") { $0.decisionFromFile }
    microseconds("same, 500 at once, µs") { $0.decisionsFromFile }
    add("attempts recorded per second, file", results.map { 1 / $0.attempt }, Format.rate)
    add("messages confirmed per second, file", results.map { 1 / $0.message }, Format.rate)
    add("resident MB before the store", results.map(\.memory.before), Format.ratio)
    add("resident MB after recording the ledger", results.map(\.memory.recorded), Format.ratio)
    add("resident MB after opening it", results.map(\.memory.opened), Format.ratio)
    add("resident MB at most in the campaign", results.map(\.memory.peak), Format.ratio)
    return table.text + "\n"
  }
}
