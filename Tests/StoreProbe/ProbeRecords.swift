import CRMCore

/// A balance. What all accounts have together never changes.
struct Account: Record {
  static let collection: CollectionName = "accounts"
  static let byBalance = Index<Account>("balance") { IndexKey($0.balance) }
  static var indexes: [Index<Account>] { [byBalance] }

  /// How many there are, and what each begins with.
  static let count = 12
  static let opening = 1000

  var id: Identifier<Account>
  var balance: Int

  static func id(_ number: Int) -> Identifier<Account> { Identifier(derivedFrom: "account", "\(number)") }
}

/// Money that went from one account to another, committed together with both.
struct Transfer: Record {
  static let collection: CollectionName = "transfers"
  static let references = [Reference<Transfer>("from", \.from), Reference<Transfer>("to", \.to)]

  var id: Identifier<Transfer>
  var from: Identifier<Account>
  var to: Identifier<Account>
  var amount: Int
}

/// A record that is committed alone, changed alone and removed alone.
struct Slip: Record {
  static let collection: CollectionName = "slips"
  static let byNumber = Index<Slip>("number", unique: true) { IndexKey(ExactText($0.number)) }
  static var indexes: [Index<Slip>] { [byNumber] }

  var id: Identifier<Slip>
  var number: String
  var text: String

  init(number: String, text: String) {
    id = Identifier(derivedFrom: "slip", number)
    self.number = number
    self.text = text
  }
}

/// What the probe's stores hold.
let probeRegistry = RecordRegistry([Account.self, Transfer.self, Slip.self])

extension Commit {
  /// A hash of everything that the commit did, the same when it is made and when history tells it again.
  func fingerprint() throws -> String {
    var text = "\(author.map { "\($0.kind)" } ?? "-") \(idempotencyKey ?? "-")"
    for change in changes {
      text += "\n\(change.kind.rawValue) \(change.reference)"
      if let account = try change.record(as: Account.self) { text += " \(account.balance)" }
      if let slip = try change.record(as: Slip.self) { text += " \(slip.number) \(slip.text)" }
      if let transfer = try change.record(as: Transfer.self) {
        text += " \(transfer.from) \(transfer.to) \(transfer.amount)"
      }
    }
    return String(XXH64.hash(Array(text.utf8)), radix: 16)
  }
}
