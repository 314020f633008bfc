extension PolicyPack {
  enum CodingKeys: String, CodingKey {
    case id, version, jurisdictions, rules, quietHours, candidateZones, demandsEvidence, confirmedChannels,
      consentMonths
    case asksAgainForNewVersion, age, implied, restrictionExceptions, deadlines, references, disclaimer
  }

  /// Reads a pack. Only `id`, `version`, `jurisdictions` and `rules` must be there; the rest is as with
  /// ``init(id:version:jurisdictions:rules:quietHours:candidateZones:demandsEvidence:confirmedChannels:consentMonths:asksAgainForNewVersion:age:implied:restrictionExceptions:deadlines:references:disclaimer:)``.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<T: Decodable>(_ key: CodingKeys, _ standard: T) throws -> T {
      try container.decodeIfPresent(T.self, forKey: key) ?? standard
    }
    self.init(
      id: try container.decode(String.self, forKey: .id), version: try container.decode(String.self, forKey: .version),
      jurisdictions: try container.decode([Jurisdiction].self, forKey: .jurisdictions),
      rules: try container.decode([Rule].self, forKey: .rules))
    quietHours = try value(.quietHours, quietHours)
    candidateZones = try value(.candidateZones, candidateZones)
    demandsEvidence = try value(.demandsEvidence, demandsEvidence)
    confirmedChannels = try value(.confirmedChannels, confirmedChannels)
    consentMonths = try container.decodeIfPresent(Int.self, forKey: .consentMonths)
    asksAgainForNewVersion = try value(.asksAgainForNewVersion, asksAgainForNewVersion)
    age = try container.decodeIfPresent(AgeRule.self, forKey: .age)
    implied = try value(.implied, implied)
    restrictionExceptions = try value(.restrictionExceptions, restrictionExceptions)
    deadlines = try value(.deadlines, deadlines)
    references = try value(.references, references)
    disclaimer = try value(.disclaimer, disclaimer)
  }
}
