public import CRMCore
import Foundation

extension ConsentAct {
  /// Acts hold digests, not addresses: they stay as proof. They are found by contact point, not by reference.
  public static var personalData: PersonalData<ConsentAct>? {
    PersonalData(.consent, obtained: \.date, erasure: .proof)
  }
}

extension ConsentHead {
  /// See ``ConsentAct``.
  public static var personalData: PersonalData<ConsentHead>? {
    PersonalData(.consent, obtained: \.lastActAt, erasure: .proof)
  }
}

extension Authorization {
  /// That a message was permitted, and why: stays as proof.
  public static var personalData: PersonalData<Authorization>? {
    PersonalData(.consent, obtained: \.date, erasure: .proof)
  }
}

extension SubjectRequest {
  /// That somebody made use of a right, and what came of it: stays as proof, without the code by which they showed who they are.
  public static var personalData: PersonalData<SubjectRequest>? {
    PersonalData(
      .consent, about: ["subject"], unrelated: ["duplicateOf"], obtained: \.receivedAt,
      erasure: PersonalDataErasure { request, _, now in
        var kept = request
        kept.code = nil
        return .retain(kept, Reason(ErasureReason.proof), until: ErasureReason.endOfClaims(after: now))
      })
  }
}

extension PersonalDataErasure {
  /// Stays as proof until claims are barred.
  fileprivate static var proof: PersonalDataErasure {
    PersonalDataErasure { record, _, now in
      .retain(record, Reason(ErasureReason.proof), until: ErasureReason.endOfClaims(after: now))
    }
  }
}
