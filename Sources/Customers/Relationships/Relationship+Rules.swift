public import CRMCore

extension Relationship {
  /// Everything that is wrong with the edge itself: ends that are the same party, parties of the wrong kind, an end before the
  /// start, a strength outside 0 to 100. Whether it closes a circle is asked with ``RelationshipTree``.
  ///
  /// - Parameters:
  ///   - rule: what the kind means; `nil` for a kind without rules.
  ///   - fromKind: what stands at the start.
  ///   - toKind: what stands at the end.
  public func problems(rule: RelationshipRule?, from fromKind: CustomerKind, to toKind: CustomerKind) -> [FieldProblem]
  {
    var problems: [FieldProblem] = []
    if kind.rawValue.isEmpty { problems.append(FieldProblem("kind", FieldProblem.Code.missing)) }
    if from == to { problems.append(FieldProblem("to", RelationshipReason.toItself)) }
    if let rule {
      if !rule.from.isEmpty, !rule.from.contains(fromKind) {
        problems.append(FieldProblem("from", RelationshipReason.wrongParty, ["kind": .choice(kind.rawValue)]))
      }
      if !rule.to.isEmpty, !rule.to.contains(toKind) {
        problems.append(FieldProblem("to", RelationshipReason.wrongParty, ["kind": .choice(kind.rawValue)]))
      }
    }
    if let validFrom, let validUntil, validUntil <= validFrom {
      problems.append(FieldProblem("validUntil", FieldProblem.Code.contradicts, ["other": .text("validFrom")]))
    }
    if let strength, !(0...100).contains(strength) {
      problems.append(
        FieldProblem("strength", FieldProblem.Code.outOfRange, ["minimum": .integer(0), "maximum": .integer(100)]))
    }
    return problems
  }

  /// How `party` reads the edge: the kind from its start, the reverse name from its end; `nil` if it stands at neither.
  public func name(seenFrom party: Identifier<Customer>, rule: RelationshipRule?) -> String? {
    if party == from { return kind.rawValue }
    return party == to ? rule?.reverse ?? kind.rawValue : nil
  }
}

/// Reason codes about relationships.
public enum RelationshipReason {
  /// Both ends are the same party.
  public static let toItself: ReasonCode = "relationship.toItself"
  /// A party of this kind cannot stand at this end.
  public static let wrongParty: ReasonCode = "relationship.wrongParty"
  /// The edge would close a circle.
  public static let cycle: ReasonCode = "relationship.cycle"
}

/// An edge was refused because it would close a circle in a hierarchy.
public struct RelationshipCycle: Error, Hashable, Sendable {
  /// The circle, upwards: begins and ends with the start of the refused edge.
  public var path: [Identifier<Customer>]

  /// A circle through these parties.
  public init(path: [Identifier<Customer>]) {
    self.path = path
  }
}
