public import Foundation

/// The fields of a ``Deal`` that conditions and requirements can ask about. Use ``Deal/fields``.
public struct DealFields: Sendable {
  /// What the deal is called.
  public let name = Field<Deal, String>("deal.name", \.name)
  /// The pipeline.
  public let pipeline = Field<Deal, Identifier<SalesPipeline>>("deal.pipeline", \.pipeline)
  /// The stage, a choice by its identity.
  public let stage = Field<Deal, StageID>("deal.stage", \.stage)
  /// `open`, `won` or `lost`.
  public let status = Field<Deal, StageCategory>("deal.status", \.status)
  /// When the deal entered its stage.
  public let stageEntered = Field<Deal, Date>("deal.stageEntered") { $0.history.current.entered }
  /// The customer.
  public let customer = Field<Deal, Identifier<Customer>?>("deal.customer", \.customer)
  /// The roles that have a party.
  public let roles = Field<Deal, [String]>("deal.roles") { deal in
    Set(deal.parties.map(\.role.rawValue)).sorted()
  }
  /// The owner.
  public let owner = Field<Deal, Identifier<StaffMember>?>("deal.owner", \.owner)
  /// What it is worth; missing also where it cannot be computed.
  public let amount = Field<Deal, Money?>("deal.amount") { $0.knownAmount }
  /// The number of lines.
  public let lines = Field<Deal, Int>("deal.lines", \.lines.count)
  /// When the business began.
  public let opened = Field<Deal, CalendarDay?>("deal.opened", \.opened)
  /// When the decision is expected.
  public let expectedClose = Field<Deal, CalendarDay?>("deal.expectedClose", \.expectedClose)
  /// When it was decided.
  public let closed = Field<Deal, CalendarDay?>("deal.closed", \.closed)
  /// The deal's own chance; missing where the stage's counts.
  public let probability = Field<Deal, Proportion?>("deal.probability", \.probability)
  /// Who else offers.
  public let competitors = Field<Deal, [String]>("deal.competitors", \.competitors)
  /// What is to be done next.
  public let nextStep = Field<Deal, String?>("deal.nextStep", \.nextStep)
  /// Why it was lost, by code.
  public let lossReason = Field<Deal, String?>("deal.lossReason") { $0.loss?.reason.rawValue }
  /// The day on which a suspended deal goes on.
  public let resumeOn = Field<Deal, CalendarDay?>("deal.resumeOn") { $0.suspension?.resumeOn }

  /// All fields, without their value types.
  public var all: [AnyField<Deal>] {
    let texts = [name.erased, nextStep.erased, lossReason.erased, roles.erased, competitors.erased]
    let links = [pipeline.erased, customer.erased, owner.erased]
    let state = [stage.erased, status.erased, amount.erased, lines.erased, probability.erased]
    let times = [stageEntered.erased, opened.erased, expectedClose.erased, closed.erased, resumeOn.erased]
    return texts + links + state + times
  }
}

extension Deal {
  /// The fields that rules can ask about: `Deal.fields.amount > …`.
  public static let fields = DealFields()

  /// The declared fields, and the custom fields as `custom.NAME`: what conditions about deals are validated against.
  public static let fieldSet = FieldSet<Deal>(fields.all).custom { $0.customFields }

  /// The value of a field or custom field by name; `nil` is missing or undeclared.
  func knownValue(of name: FieldName) -> FieldValue? {
    (try? Deal.fieldSet.value(of: name, in: self))?.fieldValue
  }

  /// The names of the fields in which two versions of a deal differ, ascending.
  static func changedFields(from old: Deal, to new: Deal) -> [FieldName] {
    var names = fields.all.filter { $0.value(of: old) != $0.value(of: new) }.map(\.name)
    for key in Set(old.customFields.values.keys).union(new.customFields.values.keys)
    where old.customFields[key] != new.customFields[key] {
      names.append(FieldName("custom." + key))
    }
    return names.sorted()
  }
}

extension StageID: FieldConvertible {
  /// A choice.
  public var fieldValue: FieldValue? { .choice(rawValue) }
}

extension StageCategory: FieldConvertible {
  /// A choice.
  public var fieldValue: FieldValue? { .choice(rawValue) }
}
