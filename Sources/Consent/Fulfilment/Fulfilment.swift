public import CRMCore
public import Foundation

/// What was approved, in the detail that the work needs. No personal data.
public struct FulfilmentOrder: Hashable, Codable, Sendable {
  /// The language of documents for the person, as BCP 47 tag; `nil` is that of the controller's statement.
  public var language: String?
  /// Why data are restricted; a restriction without a ground waits for a person to say it.
  public var ground: RestrictionGround?
  /// What is restricted, or objected to.
  public var scope: ConsentScope
  /// For how many days after the request was completed its documents can still be fetched.
  public var documentDays: Int

  /// An order.
  ///
  /// - Parameters:
  ///   - language: the language of documents for the person.
  ///   - ground: why data are restricted.
  ///   - scope: what is restricted, or objected to; everything by default.
  ///   - documentDays: for how many days after the request was completed its documents can still be fetched.
  public init(
    language: String? = nil, ground: RestrictionGround? = nil, scope: ConsentScope = .everything, documentDays: Int = 30
  ) {
    self.language = language
    self.ground = ground
    self.scope = scope
    self.documentDays = max(0, documentDays)
  }
}

/// How far the system is with an approved request that it carries out itself; see ``FulfilmentDesk``.
public struct Fulfilment: Hashable, Codable, Sendable {
  /// What was approved.
  public internal(set) var order: FulfilmentOrder
  /// The erasure that answers the request.
  public internal(set) var erasure: Identifier<Erasure>?
  /// The documents that were made and whose bytes may still be in the blob store.
  public internal(set) var documents: [RequestDocument]
  /// From when on the documents go; `nil` while the request is open.
  public internal(set) var documentsEnd: Date?
  /// Why the documents are still there although their time is over, and when the system tries again.
  public internal(set) var setback: Setback?

  init(_ order: FulfilmentOrder) {
    self.order = order
    documents = []
  }

  /// The documents that the person gets.
  public var answer: [RequestDocument] { documents.filter(\.isAnswer) }
}

/// A document that was made for a person. Its bytes are in a blob store, under its digest.
public struct RequestDocument: Hashable, Codable, Sendable {
  /// The name as people see it: `access.html`.
  public let name: String
  /// The media type.
  public let mediaType: String
  /// The size in bytes.
  public let size: Int
  /// The SHA-256 of the bytes: evidence of what the person got, also when the bytes are gone.
  public let digest: SHA256.Digest
  /// Whether it is the answer. What was begun and cut off is none, and goes with the others.
  public internal(set) var isAnswer: Bool

  init(_ name: String, mediaType: String, _ bytes: [UInt8]) {
    self.name = name
    self.mediaType = mediaType
    size = bytes.count
    digest = SHA256.hash(bytes)
    isAnswer = false
  }
}

extension BlobUse {
  /// The documents of requests of data subjects.
  public static let requestDocuments = BlobUse(SubjectRequest.byDocument) { request in
    request.fulfilment?.documents.map(\.digest) ?? []
  }
}
