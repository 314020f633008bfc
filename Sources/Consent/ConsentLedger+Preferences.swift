import Foundation

extension ConsentLedger {
  /// The page of preferences of a contact point: how it stands, for the host to show. Reached through a link with a token, or
  /// from an account; it needs no customer record.
  public func preferencePage(
    of subject: ContactDigest, topics: [PreferencePage.Topic], controller: DataController? = nil
  ) async throws -> PreferencePage {
    let now = environment.now()
    return PreferencePage(
      topics: topics, acts: try await snapshot(of: subject).acts, controller: controller, at: now)
  }

  /// Writes down what a person changed on their page, in one commit, and is in force when this returns. Later changes of the
  /// same list count more than earlier ones.
  ///
  /// - Parameters:
  ///   - changes: what was changed.
  ///   - subject: the contact point.
  ///   - controller: the brand whose page it is.
  ///   - author: who writes it down.
  ///   - party: whom the events are filed under.
  /// - Returns: the acts.
  /// - Throws: `ValidationError`, also for more than 200 changes at once; `StoreError`.
  @discardableResult
  public func apply(
    _ changes: [PreferenceChange], to subject: ContactDigest, controller: DataController? = nil, by author: Author,
    party: RecordReference? = nil
  ) async throws -> [ConsentAct] {
    guard changes.count <= Self.mostChanges else {
      throw ValidationError([FieldProblem("changes", FieldProblem.Code.outOfRange)])
    }
    return try await store.perform {
      let snapshot = try await snapshot(of: subject)
      let now = reached(snapshot)
      let reading = LedgerReading(snapshot.acts)
      var acts: [ConsentAct] = []
      var preferences: [ConsentScope: ContactPreference] = [:]
      for entry in reading.preferences() where entry.act.isDirect { preferences[entry.scope] = entry.preference }
      for change in changes {
        var act = ConsentAct(
          id: environment.id(), subject: subject, kind: .withdrawn, scope: .everything, date: now, actor: .subject,
          method: .preferencePage)
        var scope = ConsentScope(controller: controller)
        switch change {
        case .on(let purpose, let channel, let proof):
          (scope.purpose, scope.channel) = (purpose, channel)
          act.kind = .given
          act.proof = proof
          // Who switches something on again does not want it to be off.
          if preferences[scope]?.isOff == true {
            preferences[scope]?.isOff = false
            acts.append(preference(preferences[scope], scope, subject, now))
          }
        case .off(let purpose, let channel):
          (scope.purpose, scope.channel) = (purpose, channel)
        case .pause(let purpose, let channel, let period):
          (scope.purpose, scope.channel) = (purpose, channel)
          preferences[scope, default: ContactPreference()].pause = period
          acts.append(preference(preferences[scope], scope, subject, now))
          continue
        case .frequency(let purpose, let channel, let frequency):
          (scope.purpose, scope.channel) = (purpose, channel)
          preferences[scope, default: ContactPreference()].frequency = frequency
          acts.append(preference(preferences[scope], scope, subject, now))
          continue
        case .stopEverything: break
        }
        act.scope = scope
        acts.append(act)
      }
      Self.space(&acts)
      return try await prepareRecord(acts, by: author, party: party)
    }
  }

  /// More than any page has switches. The list comes from outside.
  private static let mostChanges = 200

  private func preference(
    _ preference: ContactPreference?, _ scope: ConsentScope, _ subject: ContactDigest, _ now: Date
  ) -> ConsentAct {
    ConsentAct(
      id: environment.id(), subject: subject, kind: .preferenceSet, scope: scope, date: now, actor: .subject,
      method: .preferencePage, preference: preference ?? ContactPreference())
  }

  /// Lets an opt-in follow the stops before it in the list by a millisecond, because at one instant the restrictive one counts.
  private static func space(_ acts: inout [ConsentAct]) {
    var delay = 0
    for index in acts.indices {
      let isStopped = acts[..<index].contains { $0.kind.isRestrictive && $0.scope.restricts(acts[index].scope) }
      if acts[index].kind == .given, isStopped { delay += 1 }
      acts[index].date = acts[index].date.addingTimeInterval(Double(delay) / 1000).truncatedToMilliseconds
      acts[index].recordedAt = acts[index].date
    }
  }
}
