extension SubjectRequest {
  /// Kept to show that the person was answered: with digests of contact points, without documents, and without the person's record once
  /// it is closed or while it is the erasure that it demands.
  public static var personalData: PersonalData<SubjectRequest>? {
    PersonalData(
      .consent, about: ["subject"], unrelated: ["duplicateOf"], withheld: ["code"], obtained: { $0.receivedAt },
      erasure: PersonalDataErasure { request, _, _ in
        var kept = request
        if !request.isOpen || request.fulfilment?.erasure != nil {
          kept.subject.party = nil
          kept.isMinimised = true
        }
        kept.fulfilment?.documents = []
        return .retain(kept, Reason(RequestCode.proofOfAnswer), until: nil)
      })
  }
}
