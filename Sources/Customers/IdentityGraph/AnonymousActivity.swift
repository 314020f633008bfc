public import CRMCore
import Foundation

/// Something that somebody did of whom only a device is known. It stands on a customer's timeline as long as the device is linked to
/// that customer alone.
public struct AnonymousActivity: Record {
  /// `anonymousActivities`.
  public static let collection: CollectionName = "anonymousActivities"
  /// By identity, then by time.
  public static let byIdentity = Index<AnonymousActivity>("identity") { activity in
    activity.identity.indexKey.appending(activity.interaction.date)
  }
  /// The declared indexes.
  public static var indexes: [Index<AnonymousActivity>] { [byIdentity] }

  /// The interaction's UUID.
  public var id: Identifier<AnonymousActivity>
  /// What it was recorded under.
  public var identity: IdentityKey
  /// What took place. Its customer means nothing here: it is set to whom the timeline belongs to when it is read.
  public var interaction: Interaction

  /// An activity.
  public init(_ interaction: Interaction, under identity: IdentityKey) {
    id = interaction.id.cast()
    self.identity = identity
    self.interaction = interaction
    self.interaction.customer = Identifier(derivedFrom: "anonymous", identity.kind.rawValue, identity.value)
  }
}
