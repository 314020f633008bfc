public import CRMCore

/// Reason codes about imports.
public enum ImportReason {
  /// A value differed from a known one in case, spaces, punctuation or diacritics.
  public static let repairedSpacing: ReasonCode = "import.repairedSpacing"
  /// A value was misspelt: `distance` edits from a known one.
  public static let repairedSpelling: ReasonCode = "import.repairedSpelling"
  /// Several known values are as near to the value: `count`.
  public static let ambiguous: ReasonCode = "import.ambiguous"
  /// The value is not known.
  public static let unknownValue: ReasonCode = "import.unknownValue"
  /// The file has no such column.
  public static let noColumn: ReasonCode = "import.noColumn"
  /// The row is damaged: `damage` names how.
  public static let damagedRow: ReasonCode = "import.damagedRow"
  /// Another record has a value that must be unique: `index`.
  public static let duplicateKey: ReasonCode = "import.duplicateKey"
}
