import CRMCore
import Foundation

/// What carrying out a step has come to.
struct StepProgress {
  enum Stand {
    case done
    /// It goes on, at once or from a moment on.
    case open(from: Date?)
    case asks(Reason)
  }

  var stand = Stand.done
  /// What is committed together with it.
  var changes = ChangeSet()
  /// What shows that it is done, for the log.
  var evidence: [String: FieldValue] = [:]
  /// What else is written down in the request.
  var note: (inout SubjectRequest, Date) -> Void = { _, _ in }
}
