import Foundation

extension ConsentAct {
  /// What an act consists of, and what is stored of it.
  struct Parts: Hashable, Codable, Sendable {
    var id: Identifier<ConsentAct>
    var subject: ContactDigest
    var kind: ConsentActKind
    var scope: ConsentScope
    var includes: [Purpose]
    var date: Date
    var recordedAt: Date
    var actor: ConsentActor
    var method: ConsentMethod
    var basis: LawfulBasis?
    var validity: ConsentValidity?
    var suppression: SuppressionReason?
    var preference: ContactPreference?
    var confirmation: PendingConfirmation?
    var answers: Identifier<ConsentAct>?
    var supersedes: Identifier<ConsentAct>?
    var restriction: Restriction?
    var proof: ConsentProof?
  }

  /// The parts of an act behind one reference: with some twenty fields, copying them one by one took more time than deciding.
  final class Box: Sendable {
    let parts: Parts

    init(_ parts: Parts) {
      self.parts = parts
    }
  }
}

extension ConsentAct: Hashable {
  /// Whether all parts are equal.
  public static func == (left: ConsentAct, right: ConsentAct) -> Bool {
    left.box === right.box || left.box.parts == right.box.parts
  }

  /// Hashes all parts.
  public func hash(into hasher: inout Hasher) { box.parts.hash(into: &hasher) }
}

extension ConsentAct: Codable {
  /// Reads the parts.
  public init(from decoder: any Decoder) throws {
    box = Box(try Parts(from: decoder))
  }

  /// Writes the parts.
  public func encode(to encoder: any Encoder) throws { try box.parts.encode(to: encoder) }
}
