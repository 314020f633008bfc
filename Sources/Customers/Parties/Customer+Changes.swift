import CRMCore

extension Customer {
  /// The names of the properties in which two versions of a record differ, in the order of declaration; the moment of the change
  /// does not count.
  public func changedProperties(since old: Customer) -> [String] {
    var names: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<Customer, Value>) {
      if self[keyPath: path] != old[keyPath: path] { names.append(name) }
    }
    compare("kind", \.kind)
    compare("personName", \.personName)
    compare("legalName", \.legalName)
    compare("tradingName", \.tradingName)
    compare("language", \.language)
    compare("timeZoneID", \.timeZoneID)
    compare("birthday", \.birthday)
    compare("demographics", \.demographics)
    compare("organisation", \.organisation)
    compare("owner", \.owner)
    compare("stage", \.stage)
    compare("source", \.source)
    compare("firstTouch", \.firstTouch)
    compare("tags", \.tags)
    compare("contactPoints", \.contactPoints)
    compare("foreignKeys", \.foreignKeys)
    compare("customFields", \.customFields)
    return names
  }
}
