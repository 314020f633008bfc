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

extension PersonalDataErasure {
  /// Stays as proof until claims are barred.
  fileprivate static var proof: PersonalDataErasure {
    PersonalDataErasure { record, _, now in
      .retain(record, Reason(ErasureReason.proof), until: ErasureReason.endOfClaims(after: now))
    }
  }
}
