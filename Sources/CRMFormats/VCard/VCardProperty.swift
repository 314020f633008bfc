/// One property of a ``VCard``: `item1.TEL;TYPE=work:+49 30 123`.
///
/// Whatever version it was read from, a property has the form of vCard 4.0, so that equal facts are equal values: types
/// and dates are spelt in one way, pictures are `data:` URIs, texts are escaped. Properties that vCard does not know
/// (`X-…`) keep their value as it is written.
public struct VCardProperty: Hashable, Sendable {
  /// What joins it to other properties of its card: `item1` of `item1.TEL`; a token of letters, digits and hyphens.
  public let group: String?
  /// The name in capitals: `TEL`.
  public let name: String
  /// The parameters.
  public let parameters: VCardParameters
  /// The value as vCard 4.0 writes it, escapes included. ``text``, ``list``, ``components`` and ``date`` read it.
  public let value: String

  /// A property whose value is written as in vCard 4.0.
  ///
  /// Names, parameters and value take the one form that the property has: "n" is `N`, the five parts of a name are
  /// filled up, a date that is none is said to be text. O(length).
  public init(_ name: String, value: String, parameters: VCardParameters = [:], group: String? = nil) {
    let form = VCardForm(name: name, value: value, parameters: parameters)
    self.name = form.name
    self.value = form.value
    self.parameters = form.parameters
    self.group = group.flatMap { $0.isEmpty ? nil : VCardText.token($0) }
  }

  /// A property of one text.
  public init(_ name: String, text: String, parameters: VCardParameters = [:], group: String? = nil) {
    self.init(name, value: VCardText.escaped(text), parameters: parameters, group: group)
  }

  /// A property of several texts, such as `CATEGORIES`.
  public init(_ name: String, list: [String], parameters: VCardParameters = [:], group: String? = nil) {
    let value = list.map(VCardText.escaped).joined(separator: ",")
    self.init(name, value: value, parameters: parameters, group: group)
  }

  /// A property of several parts, each of which may have several texts, such as `N` and `ADR`.
  public init(_ name: String, components: [[String]], parameters: VCardParameters = [:], group: String? = nil) {
    let parts = components.map { $0.map(VCardText.escaped).joined(separator: ",") }
    self.init(name, value: parts.joined(separator: ";"), parameters: parameters, group: group)
  }

  /// The value as one text: escapes are resolved.
  public var text: String { VCardText.unescaped(value) }

  /// The value as texts separated by commas.
  public var list: [String] { VCardText.split(value, at: ",").map { VCardText.unescaped($0) } }

  /// The value as parts separated by semicolons, each as texts separated by commas. An empty part has no texts.
  public var components: [[String]] {
    VCardText.split(value, at: ";").map { part in
      part.isEmpty ? [] : VCardText.split(part, at: ",").map { VCardText.unescaped($0) }
    }
  }

  /// The parts separated by semicolons, each as one text with ", " between several.
  public var parts: [String] { components.map { $0.joined(separator: ", ") } }

  /// The value as a date, which may lack the year, the month or the day; `nil` if it is none.
  public var date: VCardDate? { parameters.valueType == "text" ? nil : VCardDate(value) }

  /// The bytes that a `data:` URI holds, with their media type; `nil` for a link or a damaged value.
  public var data: (mediaType: String, bytes: [UInt8])? { VCardData(uri: value).flatMap { $0.decoded } }
}
