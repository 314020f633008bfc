extension SubjectRequest {
  /// Kept to show that the person was answered: with digests of contact points, and without the person's record once it is closed.
  public static var personalData: PersonalData<SubjectRequest>? {
    PersonalData(
      .consent, about: ["subject"], unrelated: ["duplicateOf"], withheld: ["code"], obtained: { $0.receivedAt },
      erasure: PersonalDataErasure { request, _, _ in
        var kept = request
        if !request.isOpen { kept.subject.party = nil }
        return .retain(kept, Reason(RequestCode.proofOfAnswer), until: nil)
      })
  }
}
