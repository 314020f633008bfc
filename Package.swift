// swift-tools-version: 6.2
import PackageDescription

/// Set by this project's CI only: as a path dependency, unconditional warnings-as-errors would break hosts.
let isStrict = Context.environment["CRM_STRICT"] == "1"
/// Set by this project's CI only: one debug build serves `swift test` as the README says it and the coverage report.
let measuresCoverage = Context.environment["CRM_COVERAGE"] == "1"

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])
  + (measuresCoverage ? [.unsafeFlags(["-profile-generate", "-profile-coverage-mapping"])] : [])

let linking: [LinkerSetting] = measuresCoverage ? [.unsafeFlags(["-profile-generate"])] : []

/// One module and what it may use: arrows point down only.
func module(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: linking)
}

func tests(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: linking)
}

let package = Package(
  name: "swift-crm",
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  products: [
    .library(name: "CRM", targets: ["CRM"]),
    .library(name: "CRMCore", targets: ["CRMCore"]),
    .library(name: "CRMFormats", targets: ["CRMFormats"]),
    .library(name: "CRMTesting", targets: ["CRMTesting"]),
    .library(name: "Customers", targets: ["Customers"]),
    .library(name: "Consent", targets: ["Consent"]),
    .library(name: "Pipeline", targets: ["Pipeline"]),
    .library(name: "Service", targets: ["Service"]),
    .library(name: "Campaigns", targets: ["Campaigns"]),
    .library(name: "Insights", targets: ["Insights"]),
  ],
  targets: [
    module("CRMCore"),
    module("CRMFormats", uses: ["CRMCore"]),
    module("Insights"),
    module("Customers", uses: ["CRMCore", "CRMFormats", "Insights"]),
    module("Consent", uses: ["CRMCore", "CRMFormats"]),
    module("Pipeline", uses: ["CRMCore", "CRMFormats", "Insights", "Customers", "Consent"]),
    module("Service", uses: ["CRMCore", "CRMFormats", "Insights", "Customers", "Consent"]),
    module("Campaigns", uses: ["CRMCore", "CRMFormats", "Insights", "Customers", "Consent"]),
    module(
      "CRM", uses: ["CRMCore", "CRMFormats", "Insights", "Customers", "Consent", "Pipeline", "Service", "Campaigns"]),
    module("CRMTesting", uses: ["CRMCore", "Customers", "Consent"]),

    // What the tests start, kill and lock out as processes of their own; no product, so hosts never build it.
    .executableTarget(
      name: "StoreProbe", dependencies: ["CRMCore"], path: "Tests/StoreProbe", swiftSettings: settings,
      linkerSettings: linking),
    .executableTarget(
      name: "ConsentProbe", dependencies: ["CRMCore", "Consent"], path: "Tests/ConsentProbe", swiftSettings: settings,
      linkerSettings: linking),
    tests("CRMCoreTests", uses: ["CRMCore", "CRMTesting", "StoreProbe"]),
    tests("CRMFormatsTests", uses: ["CRMFormats", "CRMCore", "CRMTesting"]),
    tests("InsightsTests", uses: ["Insights"]),
    tests("CustomersTests", uses: ["Customers", "CRMCore", "CRMTesting"]),
    tests("ConsentTests", uses: ["Consent", "CRMCore", "Customers", "CRMTesting", "ConsentProbe"]),
    tests("PipelineTests", uses: ["Pipeline", "CRMCore", "Customers", "CRMTesting"]),
    tests("ServiceTests", uses: ["Service", "CRMCore", "Customers", "CRMTesting"]),
    tests("CampaignsTests", uses: ["Campaigns", "CRMCore", "Customers", "Consent", "CRMTesting"]),
    tests("CRMTests", uses: ["CRM", "CRMTesting"]),
    tests("CRMTestingTests", uses: ["CRMTesting", "CRMCore"]),
  ],
  swiftLanguageModes: [.v6]
)
