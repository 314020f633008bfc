public import CRMCore
import Foundation

extension FulfilmentDesk {
  /// Makes the documents. Their names are committed before their bytes are written: whatever is cut off, no bytes are left in the blob
  /// store that no request names.
  func makeDocuments(for request: SubjectRequest) async throws -> Mark {
    guard let blobs = erasure.blobs else { throw StepFailure("rights.noBlobStore") }
    let made = try await documents(for: request)
    try await store.perform {
      try await rights.prepare(request.id, by: Self.author, reason: "rights.documents") { request, _ in
        for (document, _) in made where request.isOpen && !request.names(document) {
          request.fulfilment?.documents.append(document)
        }
      }
    }
    for (_, bytes) in made { try await blobs.put(bytes) }
    let named = try await rights.request(request.id)
    // Closed, or its person erased, meanwhile.
    for (document, _) in made where !named.names(document) { try await blobs.remove(document.digest) }
    guard made.allSatisfy({ named.names($0.document) }) else { throw StepFailure(RequestCode.documentsGone) }
    return { _ in
      StepProgress { request, now in
        for (document, _) in made {
          guard let place = request.fulfilment?.documents.firstIndex(of: document) else { continue }
          request.fulfilment?.documents[place].isAnswer = true
          request.note(
            .documented, to: request.state, at: now, by: Self.author,
            because: Reason(
              RequestCode.documented, ["name": .text(document.name), "digest": .text(document.digest.hex)]))
        }
      }
    }
  }

  private func documents(
    for request: SubjectRequest
  ) async throws -> [(document: RequestDocument, bytes: [UInt8])] {
    let person = try await person(of: request)
    let language = request.fulfilment?.order.language
    func document(
      _ name: String, _ mediaType: String, _ write: (TextCollector) async throws -> Void
    ) async throws -> (RequestDocument, [UInt8]) {
      let text = TextCollector()
      try await write(text)
      let bytes = Array(text.value.utf8)
      return (RequestDocument(name, mediaType: mediaType, bytes), bytes)
    }
    if request.right == .portability {
      return [
        try await document("portability.json", "application/json") { text in
          try await access.exportPortable(of: person) { text.append($0) }
        }
      ]
    }
    return [
      try await document("access.json", "application/json") { text in
        try await access.export(of: person, as: .json, language: language) { text.append($0) }
      },
      try await document("access.html", "text/html; charset=utf-8") { text in
        try await access.export(of: person, as: .html, language: language) { text.append($0) }
      },
    ]
  }

  /// The documents of a request with their bytes, for the staff or a page of the host's.
  ///
  /// - Throws: ``StepFailure`` with ``RequestCode/documentsGone`` if the bytes are not there any more; `StoreError`.
  public func answer(to id: Identifier<SubjectRequest>) async throws -> RequestAnswer {
    try await answer(to: try await rights.request(id))
  }

  private func answer(to request: SubjectRequest) async throws -> RequestAnswer {
    var files: [RequestAnswer.File] = []
    for document in request.fulfilment?.answer ?? [] {
      guard let bytes = try await erasure.blobs?.get(document.digest) else {
        throw StepFailure(RequestCode.documentsGone)
      }
      files.append(RequestAnswer.File(document: document, bytes: bytes))
    }
    return RequestAnswer(request: request, files: files)
  }

  func handOver(_ request: SubjectRequest) async throws -> Mark {
    guard request.fulfilment?.answer.isEmpty == false else {
      return { _ in StepProgress(stand: .asks(Reason(RequestCode.documentsGone))) }
    }
    guard let deliver else { return { _ in StepProgress(stand: .asks(Reason(RequestCode.deliveryByStaff))) } }
    try await deliver(try await answer(to: request))
    return { _ in StepProgress() }
  }

  /// Removes the bytes, then their names. Bytes that another record has stay.
  func removeDocuments(of request: SubjectRequest) async throws -> SubjectRequest {
    let documents = request.fulfilment?.documents ?? []
    let uses = erasure.blobUses.filter { $0.collection != SubjectRequest.collection } + [.requestDocuments]
    for digest in Set(documents.map(\.digest)).sorted() {
      // Once in this request.
      if try await uses.uses(of: digest, in: store) <= 1 { try await erasure.blobs?.remove(digest) }
    }
    return try await store.perform {
      try await rights.prepare(request.id, by: Self.author, reason: "rights.documents") { request, now in
        guard request.fulfilment?.documents == documents else { return }
        request.fulfilment?.documents = []
        request.fulfilment?.documentsEnd = nil
        request.fulfilment?.setback = nil
        request.note(
          .documentsRemoved, to: request.state, at: now, by: Self.author,
          because: Reason(RequestCode.documentsRemoved))
      }
    }
  }
}

extension FulfilmentDesk {
  /// Writes down that the documents could not be removed, unless somebody else has: those that wait behind the request go on.
  func putOffRemoval(of request: SubjectRequest, _ error: any Error) async throws -> SubjectRequest {
    var generator = ledger.environment.generator()
    let failures = request.fulfilment?.setback?.failures ?? 0
    return try await store.perform {
      try await rights.prepare(request.id, by: Self.author, reason: "rights.documents") { request, now in
        guard let fulfilment = request.fulfilment, !fulfilment.documents.isEmpty,
          fulfilment.setback?.failures ?? 0 == failures
        else { return }
        var reason = Reason(RequestCode.documentsRemain)
        if case .failed(let code, _) = StepOutcome(error) { reason.arguments["code"] = .choice(code.rawValue) }
        request.fulfilment?.setback = Setback(reason, after: failures, at: now, using: &generator)
      }
    }
  }
}

extension SubjectRequest {
  fileprivate func names(_ document: RequestDocument) -> Bool {
    fulfilment?.documents.contains { $0.digest == document.digest } ?? false
  }
}

/// What is handed to a person.
public struct RequestAnswer: Sendable {
  /// One document.
  public struct File: Sendable {
    /// Its name, media type and digest.
    public var document: RequestDocument
    /// Its bytes.
    public var bytes: [UInt8]
  }

  /// The request that it answers: where the person is reached, the host knows by ``SubjectRequest/subject``.
  public var request: SubjectRequest
  /// The documents.
  public var files: [File]

  /// The same whenever the same answer is handed over again, after a cut: whoever has seen it need not deliver it twice.
  public var key: String {
    SHA256.hash(([request.id.description] + files.map(\.document.digest.hex)).joined(separator: " ")).hex
  }

  /// The text of a document, by name: `access.html`; `nil` if there is none.
  public func text(_ name: String) -> String? {
    files.first { $0.document.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }
}
