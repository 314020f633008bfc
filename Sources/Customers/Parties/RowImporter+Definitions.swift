public import CRMCore
import Foundation

extension RowImporter<Customer> {
  /// An importer of customers which checks custom fields, too, and fills in the defaults of new ones.
  ///
  /// Whether values of unique fields are free is told afterwards by ``CustomerDirectory/claimUniqueValues(by:report:)``.
  ///
  /// - Parameters:
  ///   - name: what is imported.
  ///   - definitions: the custom fields that are declared.
  ///   - policy: what becomes of customers that are there already.
  ///   - build: makes a customer of a row.
  public static func customers(
    _ name: String, checking definitions: FieldDefinitions, policy: UpdatePolicy<Customer> = .overwrite,
    build: @escaping @Sendable (inout RowReader) -> Customer?
  ) -> RowImporter {
    RowImporter(
      name, policy: policy,
      check: { customer, today in
        let moment = EvaluationMoment(now: today.startDate(in: .gmt))
        return customer.problems(on: today) + definitions.validate(customer.customFields, replacing: [:], at: moment)
      },
      build: { row in
        var customer = build(&row)
        if let fields = customer?.customFields { customer?.customFields = definitions.applyingDefaults(to: fields) }
        return customer
      })
  }
}
