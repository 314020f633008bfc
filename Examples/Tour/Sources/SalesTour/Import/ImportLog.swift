import CRM
import Foundation

/// What came of the imports of all files.
struct ImportLog: Sendable {
  /// Something told about a row of a file.
  struct Remark: Hashable, Sendable {
    var file: String
    var line: Int
    var column: String
    var reason: Reason
  }

  private(set) var repairs: [Remark] = []
  private(set) var problems: [Remark] = []

  /// A row may be read by several importers: what is told twice counts once.
  mutating func add(_ report: ImportReport, of file: String) {
    for repair in report.repairs {
      add(Remark(file: file, line: repair.line, column: repair.field, reason: repair.reason), to: \.repairs)
    }
    add(report.problems, of: file)
  }

  mutating func add(_ found: [RowProblem], of file: String) {
    for problem in found {
      add(Remark(file: file, line: problem.line, column: problem.column, reason: problem.reason), to: \.problems)
    }
  }

  private var seen: Set<Remark> = []

  private mutating func add(_ remark: Remark, to list: WritableKeyPath<ImportLog, [Remark]>) {
    if seen.insert(remark).inserted { self[keyPath: list].append(remark) }
  }

  /// How many rows were repaired, by column and reason: `product.repairedSpacing`.
  var repairedRows: [String: Int] {
    var counts: [String: Int] = [:]
    for remark in repairs { counts[remark.kind, default: 0] += 1 }
    return counts
  }

  /// How many rows were left out.
  var rejectedRows: Int { Set(problems.map { "\($0.file):\($0.line)" }).count }

  /// The lines to tell: all problems, and of each kind of repair the first `limit`.
  func lines(repairsOfEachKind limit: Int) -> [String] {
    var told: [String: Int] = [:]
    var lines = problems.map { "  rejected  \($0.text)" }
    for repair in repairs {
      told[repair.kind, default: 0] += 1
      if told[repair.kind, default: 0] <= limit { lines.append("  repaired  \(repair.text)") }
    }
    for (kind, count) in repairedRows.sorted(by: { $0.key < $1.key }) where count > limit {
      lines.append("  repaired  \(kind): \(NumberText.grouped(count)) rows in all")
    }
    return lines
  }

  /// All remarks as a file of delimited text.
  var csv: [UInt8] {
    var writer = CSVWriter(lineEnding: .lf)
    writer.write(["file", "line", "column", "what", "reason", "sentence"])
    for (what, remarks) in [("rejected", problems), ("repaired", repairs)] {
      for remark in remarks {
        let columns = [remark.file, String(remark.line), remark.column, what, remark.reason.code.rawValue]
        writer.write(columns + [remark.sentence])
      }
    }
    return writer.takeBytes()
  }
}

extension ImportLog.Remark {
  private static let phrases = Workspace.phrases

  /// Column and reason, without the reason's module.
  var kind: String { "\(column).\(reason.code.rawValue.split(separator: ".").last.map(String.init) ?? "")" }

  var sentence: String { Self.phrases.sentence(for: reason) }

  var text: String { "\(file):\(line) \(column): \(sentence)" }
}
