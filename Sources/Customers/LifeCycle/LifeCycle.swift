public import CRMCore

/// How a relationship may go: the stages, which may follow which, what must be so before, and what is to be done on arrival. A value
/// that a host writes once, keeps as JSON if it likes, and gives to a ``LifeCycleDesk``.
public struct LifeCycle: Hashable, Codable, Sendable {
  /// One stage of the relationship.
  public struct Stage: Hashable, Codable, Sendable {
    /// The stage.
    public var stage: LifecycleStage
    /// How many days a customer is expected to stay at most; `nil` is any time.
    public var expectedDays: Int?
    /// What is to be done when a customer arrives.
    public var onEntry: [Effect]

    /// A stage.
    public init(_ stage: LifecycleStage, expectedDays: Int? = nil, onEntry: [Effect] = []) {
      self.stage = stage
      self.expectedDays = expectedDays
      self.onEntry = onEntry
    }

    /// Reads a stage; a list of effects that is not there is empty.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      stage = try container.decode(LifecycleStage.self, forKey: .stage)
      expectedDays = try container.decodeIfPresent(Int.self, forKey: .expectedDays)
      onEntry = try container.decodeIfPresent([Effect].self, forKey: .onEntry) ?? []
    }
  }

  /// What must be so before a customer may go on.
  public struct Requirement: Hashable, Codable, Sendable {
    /// The stable name.
    public var name: String
    /// What must be so.
    public var condition: Condition

    /// A requirement.
    public init(_ name: String, _ condition: Condition) {
      self.name = name
      self.condition = condition
    }
  }

  /// A way from one stage to another.
  public struct Transition: Hashable, Codable, Sendable {
    /// Where it starts.
    public var from: LifecycleStage
    /// Where it leads.
    public var to: LifecycleStage
    /// What must be so, all of it.
    public var requirements: [Requirement]
    /// Whether customers go this way by themselves as soon as the requirements hold; see ``LifeCycleDesk/advance(limit:)``.
    public var isAutomatic: Bool

    /// A way.
    public init(
      _ from: LifecycleStage, _ to: LifecycleStage, requirements: [Requirement] = [], isAutomatic: Bool = false
    ) {
      self.from = from
      self.to = to
      self.requirements = requirements
      self.isAutomatic = isAutomatic
    }

    /// Reads a way; requirements that are not there are none.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      from = try container.decode(LifecycleStage.self, forKey: .from)
      to = try container.decode(LifecycleStage.self, forKey: .to)
      requirements = try container.decodeIfPresent([Requirement].self, forKey: .requirements) ?? []
      isAutomatic = try container.decodeIfPresent(Bool.self, forKey: .isAutomatic) ?? false
    }
  }

  /// The stages, in the order in which a relationship usually goes.
  public var stages: [Stage]
  /// The ways.
  public var transitions: [Transition]

  /// A life cycle.
  public init(stages: [Stage], transitions: [Transition]) {
    self.stages = stages
    self.transitions = transitions
  }

  /// A stage by name; `nil` if the life cycle has none of it.
  public func stage(_ stage: LifecycleStage) -> Stage? { stages.first { $0.stage == stage } }

  /// The way from one stage to another; `nil` if there is none.
  public func transition(from: LifecycleStage, to: LifecycleStage) -> Transition? {
    transitions.first { $0.from == from && $0.to == to }
  }

  /// Where a customer can go from a stage.
  public func targets(from stage: LifecycleStage) -> [LifecycleStage] {
    transitions.filter { $0.from == stage }.map(\.to)
  }

  /// Everything that is wrong with the definition: stages named twice or not at all, ways from a stage to itself, two ways between
  /// the same stages, automatic ways without a requirement, requirements that ask for what there is not.
  ///
  /// - Parameter catalog: what requirements can ask: `CustomerDirectory.segmentFields.catalog`.
  public func problems(_ catalog: FieldCatalog) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    var names: Set<LifecycleStage> = []
    for (index, stage) in stages.enumerated() {
      if !names.insert(stage.stage).inserted {
        problems.append(FieldProblem("stages[\(index)].stage", FieldProblem.Code.notUnique))
      }
      if let days = stage.expectedDays, days < 0 {
        problems.append(FieldProblem("stages[\(index)].expectedDays", FieldProblem.Code.outOfRange))
      }
    }
    var ways: Set<[LifecycleStage]> = []
    for (index, way) in transitions.enumerated() {
      let path = "transitions[\(index)]"
      if !names.contains(way.from) { problems.append(FieldProblem("\(path).from", FieldProblem.Code.notAChoice)) }
      if !names.contains(way.to) { problems.append(FieldProblem("\(path).to", FieldProblem.Code.notAChoice)) }
      if way.from == way.to {
        problems.append(FieldProblem("\(path).to", FieldProblem.Code.contradicts, ["other": .text("from")]))
      }
      if !ways.insert([way.from, way.to]).inserted {
        problems.append(FieldProblem(path, FieldProblem.Code.notUnique))
      }
      if way.isAutomatic, way.requirements.isEmpty {
        problems.append(FieldProblem("\(path).requirements", FieldProblem.Code.missing))
      }
      for (number, requirement) in way.requirements.enumerated() {
        problems += requirement.condition.faults(against: catalog).map { fault in
          let step = fault.path.isEmpty ? "" : "." + fault.path
          return FieldProblem(
            "\(path).requirements[\(number)].condition\(step)", fault.reason.code, fault.reason.arguments)
        }
      }
    }
    return problems
  }
}
