import CRMCore

/// Where a text of a customer comes from, as search results tell it.
public enum CustomerSearchField: String, Hashable, Codable, Sendable {
  /// A part of a person's name.
  case personName
  /// The legal or trading name.
  case organisationName
  /// A label.
  case tag
  /// Another system's number.
  case foreignKey
  /// An e-mail address.
  case email
  /// A telephone number.
  case phone
  /// A name in a network.
  case handle
}

extension Customer {
  /// The texts under which the customer is found, in the order in which they are shown.
  var searchTexts: [(field: CustomerSearchField, text: String)] {
    var texts: [(field: CustomerSearchField, text: String)] = []
    func add(_ field: CustomerSearchField, _ text: String?) {
      if let text = text.trimmedOrNil { texts.append((field, text)) }
    }
    if let personName {
      let parts = [personName.given, personName.middle, personName.family, personName.nickname, personName.phonetic]
      for part in parts { add(.personName, part) }
    }
    add(.organisationName, tradingName)
    add(.organisationName, legalName)
    for point in contactPoints {
      switch point.value {
      case .email(let address): add(.email, address.text)
      case .phone: add(.phone, point.displayText)
      case .handle(let handle): add(.handle, handle.name)
      case .postal, .device: break
      }
    }
    for tag in tags { add(.tag, tag) }
    for key in foreignKeys { add(.foreignKey, key.id) }
    return texts
  }

  /// The customer as the index knows it.
  var searchDocument: IndexedDocument {
    var terms: Set<IndexTerm> = []
    for (field, text) in searchTexts where field != .phone {
      let group = field.termGroup
      for token in WordTokenizer.tokens(in: text) {
        let word = text[token.range]
        for term in WordTokenizer.indexTerms(of: word, kind: token.kind) { terms.insert(IndexTerm(group, term)) }
        if group == .names, let sound = NameScript.soundTerm(of: String(word)) { terms.insert(sound) }
      }
    }
    for point in contactPoints {
      if case .phone(let number) = point.value { terms.formUnion(number.searchTerms) }
    }
    return IndexedDocument(id: id.uuid, sortKey: sortKey, terms: terms)
  }
}

extension CustomerSearchField {
  /// The group of terms in which the field's words are looked up.
  var termGroup: TermGroup {
    switch self {
    case .personName, .organisationName: .names
    case .tag, .foreignKey: .labels
    case .email, .handle: .contacts
    case .phone: .digits
    }
  }
}

extension PhoneNumber {
  /// The number with and without country code, and from its last digit on.
  var searchTerms: [IndexTerm] {
    let digits = String(e164.dropFirst())
    return [
      IndexTerm(.digits, digits), IndexTerm(.digits, nationalNumber), IndexTerm(.tails, String(digits.reversed())),
    ]
  }
}

extension SearchMatch {
  init(cost: Int) {
    if cost >= MatchCost.oneError {
      self = .typingError
    } else if cost >= MatchCost.slip {
      self = .keyboardLayout
    } else if cost >= MatchCost.sound {
      self = .spelling
    } else {
      self = cost >= MatchCost.beginning ? .beginning : .exact
    }
  }
}
