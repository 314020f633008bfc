import CRMCore
import Consent
import Foundation

extension CampaignRecipient {
  /// The recipient after what became of the message.
  ///
  /// - Parameter retryAfter: seconds until something temporary is tried again.
  func settling(_ outcome: SendOutcome, at now: Date, retryAfter: TimeInterval) -> CampaignRecipient {
    var copy = self
    copy.updatedAt = now
    copy.reasons = []
    switch outcome {
    case .sent(let receipt):
      copy.state = .sent
      copy.receipt = receipt.id
    case .refused(let refusal): copy.settle(refusal, at: now, retryAfter: retryAfter)
    case .rejected(let rejection):
      copy.reasons = [Reason(Code.transportRefused, ["code": .text(rejection.code)])]
      copy.state = rejection.isTemporary ? .deferred : .failed
      if rejection.isTemporary { copy.due = now.addingTimeInterval(retryAfter) }
    case .unconfirmed:
      copy.state = .unconfirmed
      copy.reasons = [Reason(Code.unconfirmed)]
    case .failed:
      copy.state = .deferred
      copy.due = now.addingTimeInterval(retryAfter)
      copy.reasons = [Reason(Code.interrupted)]
    }
    return copy
  }

  private mutating func settle(_ refusal: SendRefusal, at now: Date, retryAfter: TimeInterval) {
    switch refusal {
    case .denied(let decision):
      state = .denied
      reasons = decision.reasons.map(\.reason)
    case .deferred(let until, let decision):
      state = .deferred
      due = until
      reasons = decision.reasons.map(\.reason)
    case .obligationsUnmet(let obligations):
      state = .failed
      reasons = obligations.map { Reason(Code.obligationUnmet, ["obligation": .text($0.rawValue)]) }
    case .alreadyAuthorized(_, let isConfirmed):
      // An earlier run was cut off after handing over: the authorisation is the memory.
      state = isConfirmed ? .sent : .unconfirmed
      reasons = isConfirmed ? [] : [Reason(Code.unconfirmed)]
    case .tooLate:
      state = .deferred
      due = now.addingTimeInterval(retryAfter)
      reasons = [Reason(Code.interrupted)]
    }
  }

  /// The recipient whose message cannot be written or addressed.
  func failing(_ reasons: [Reason], at now: Date) -> CampaignRecipient {
    var copy = self
    copy.state = .failed
    copy.reasons = reasons
    copy.updatedAt = now
    return copy
  }
}
