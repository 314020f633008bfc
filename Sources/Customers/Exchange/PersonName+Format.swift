import CRMCore
public import CRMFormats

extension PersonName {
  /// The name as parts that `PersonNameFormat` puts together: the prefix is the title, the middle name the second given one or
  /// the patronymic; particles of the family name are told apart, and so are "Jr." and degrees.
  ///
  /// - Parameter language: the language of the name, which decides on its order.
  public func parts(language: String? = nil) -> PersonNameParts {
    let surname = family.trimmedOrNil.map { PersonNameParts.splitParticles(of: $0) }
    let behind = suffix.trimmedOrNil
    let isGeneration = behind.map { PersonNameParts.isGeneration($0) } ?? false
    return PersonNameParts(
      title: prefix.trimmedOrNil, given: given.trimmedOrNil, informal: nickname.trimmedOrNil,
      given2: middle.trimmedOrNil,
      surnamePrefix: surname?.prefix, surname: surname?.core, generation: isGeneration ? behind : nil,
      credentials: isGeneration ? nil : behind, language: language)
  }

  /// The name in a format: order, length, purpose and formality by the rules of a language.
  ///
  /// - Parameters:
  ///   - format: the format.
  ///   - language: the language of the name; `nil` goes by its script.
  public func text(_ format: PersonNameFormat, language: String? = nil) -> String {
    format.text(of: parts(language: language))
  }
}
