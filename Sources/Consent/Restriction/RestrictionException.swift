/// What may be sent to a person whose data are restricted, as data of a pack. Without one nothing may.
public struct RestrictionException: Codable, Hashable, Sendable {
  /// The grounds of restriction that let it through.
  public var grounds: [RestrictionGround]
  /// The classes of message.
  public var classes: [MessageClass]
  /// The only bases that the message may rest on.
  public var bases: [LawfulBasis.Kind]
  /// Where it is written.
  public var reference: String

  /// An exception.
  public init(grounds: [RestrictionGround], classes: [MessageClass], bases: [LawfulBasis.Kind], reference: String) {
    self.grounds = grounds
    self.classes = classes
    self.bases = bases
    self.reference = reference
  }

  /// Information that the law obliges to give (answers to a request, the notice before a restriction ends, a breach), on every
  /// ground but death.
  static func duties(_ reference: String) -> RestrictionException {
    RestrictionException(
      grounds: [.accuracyContested, .unlawfulUse, .legalClaims, .objectionPending, .notErasable, .frozen],
      classes: [.securityLegal], bases: [.legalObligation], reference: reference)
  }
}

extension PolicyPack {
  /// The bases that a message of a class may rest on although all these restrictions are in force; `nil` if there are none.
  func bases(
    under restrictions: [ConsentAct], for messageClass: MessageClass
  ) -> Set<LawfulBasis.Kind>? {
    guard !restrictions.isEmpty else { return nil }
    var bases = Set(LawfulBasis.Kind.allCases)
    for restriction in restrictions {
      let exceptions = restrictionExceptions.filter { exception in
        guard let ground = restriction.restriction?.ground else { return false }
        return exception.grounds.contains(ground) && exception.classes.contains(messageClass)
      }
      bases.formIntersection(exceptions.flatMap(\.bases))
    }
    return bases
  }
}
