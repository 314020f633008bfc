public import CRMCore

extension SubjectRequest {
  /// That somebody made use of a right, and what came of it: stays as proof, without the code by which they showed who they are.
  public static var personalData: PersonalData<SubjectRequest>? {
    PersonalData(
      .consent, about: ["subject"], unrelated: ["duplicateOf"], withheld: ["code"], obtained: { $0.receivedAt },
      erasure: .pseudonymise { request, _ in request.code = nil })
  }
}
