import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentRecordDocumentTests {
  private let make = ActMaker()

  private var proof: ConsentProof {
    ConsentProof(
      schemaVersion: 2, noticeHash: SHA256.hash("notice"), noticeVersion: "7", noticeLanguage: "de-AT",
      textShown: "Ja, ich möchte \"Neues\" lesen.", sourceReference: "https://shop.example/signup", jurisdiction: "AT",
      withdrawalPath: "https://shop.example/u", recipients: ["Mailer Ltd", "Print & Co"], retention: "P3Y")
  }

  @Test func aRecordHasAllThatTheStandardAsksForInTermsOfTheVocabulary() throws {
    let given = make.act(
      .given, "marketing.news@2", controller: "north", validity: ConsentValidity(months: 24), proof: proof)
    let stop = make.act(.withdrawn, "marketing.news@2", at: 5, controller: "north", method: .oneClick, proof: nil)
    let data = try ConsentRecordDocument.jsonLD(of: [stop, given])
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let context = try #require(object["@context"] as? [String: String])
    #expect(context["dpv"] == "https://w3id.org/dpv#" && context["dct"] == "http://purl.org/dc/terms/")
    let graph = try #require(object["@graph"] as? [[String: Any]])
    #expect(graph.count == 1)
    let record = graph[0]
    #expect(record["@type"] as? String == "dpv:ConsentRecord")
    #expect(record["dct:conformsTo"] as? String == "https://w3id.org/dpv/schema/dpv-27560#record")
    #expect((record["dpv:hasDataSubject"] as? [String: String])?["dct:identifier"] == ActMaker.subject.hex)
    #expect((record["dpv:hasDataController"] as? [String: String])?["dct:identifier"] == "north")
    let process = try #require(record["dpv:hasProcess"] as? [String: Any])
    #expect((process["dpv:hasPurpose"] as? [String: String])?["dct:identifier"] == "marketing.news@2")
    #expect(process["crm:channel"] as? String == "email")
    #expect(process["dpv:hasRecipient"] as? [String] == ["Mailer Ltd", "Print & Co"])
    let events = try #require(record["dpv:hasConsentStatus"] as? [[String: Any]])
    #expect(events.map { $0["@type"] as? String } == ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"])
    let event = events[0]
    #expect(event["dct:date"] as? String == "2026-03-02T09:00:00.000Z")
    #expect(event["dct:created"] as? String == "2026-03-02T09:00:00.000Z")
    #expect(event["dpv:isIndicatedBy"] as? String == "subject")
    #expect(event["dpv:hasIndicationMethod"] as? String == "form")
    #expect(event["dpv:hasLegalBasis"] as? String == "dpv:Consent")
    #expect(event["dpv:hasJurisdiction"] as? String == "AT")
    #expect(event["dpv:hasStorageCondition"] as? String == "P3Y")
    #expect(event["crm:withdrawalPath"] as? String == "https://shop.example/u")
    let notice = try #require(event["dpv:hasNotice"] as? [String: Any])
    #expect(notice["dct:description"] as? String == proof.textShown)
    #expect(notice["dct:hasVersion"] as? String == "7" && notice["dct:language"] as? String == "de-AT")
    #expect(notice["crm:sha256"] as? String == SHA256.hash("notice").hex)
    #expect(notice["dct:source"] as? String == "https://shop.example/signup")
    // Nobody's address is in it, and equal acts give equal bytes.
    #expect(try ConsentRecordDocument.jsonLD(of: [given, stop, given].dropLast()) == data)
    #expect(try Set(ConsentRecordDocument.acts(fromJSONLD: data)) == [given, stop])
  }

  @Test func aReceiptGivesThePersonTheRecordsWithoutTheSecret() throws {
    let pending = PendingConfirmation(
      secretHash: SHA256.hash("secret"), expires: ActMaker.start.addingTimeInterval(86_400))
    let request = make.act(.requested, confirmation: pending, proof: proof)
    let confirmed = make.act(.confirmed, at: 1, answers: request.id, proof: proof)
    let receipt = ConsentReceiptDocument(
      id: UUID(), of: [request, confirmed], publisher: "Shop Ltd", created: Date("2026-11-21T09:00:00Z"))
    let data = try receipt.jsonLD()
    #expect(!String(decoding: data, as: UTF8.self).contains(SHA256.hash("secret").hex))
    let back = try ConsentReceiptDocument(jsonLD: data)
    #expect(back == receipt && back.publisher == "Shop Ltd")
    #expect(back.records.flatMap(\.acts).map(\.id) == [request.id, confirmed.id])
    #expect(try ConsentRecordDocument.acts(fromJSONLD: data).count == 2)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["@type"] as? String == "dpv:ConsentReceipt")
    #expect(object["dct:conformsTo"] as? String == "https://w3id.org/dpv/schema/dpv-27560#receipt")
  }

  @Test func otherJSONIsRefused() {
    for text in ["{}", "[]", #"{"@graph":[{}]}"#, #"{"@type":"dpv:ConsentReceipt"}"#] {
      #expect(throws: (any Error).self) { try ConsentRecordDocument.acts(fromJSONLD: Data(text.utf8)) }
    }
  }
}
