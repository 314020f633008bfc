// swift-tools-version: 6.2
import PackageDescription

// SwiftPM takes the identity of a path dependency from its folder, and a clone may bear any name. A host that depends on a
// URL writes `package: "swift-crm"` instead.
let swiftCRM = Context.packageDirectory.split(separator: "/").dropLast(2).last.map(String.init) ?? "swift-crm"

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "Tour",
  platforms: [.macOS(.v15)],
  dependencies: [.package(path: "../..")],
  targets: [
    .target(
      name: "SalesTour",
      dependencies: [.product(name: "CRM", package: swiftCRM), .product(name: "CRMTesting", package: swiftCRM)],
      swiftSettings: settings),
    .executableTarget(name: "tour", dependencies: ["SalesTour"], swiftSettings: settings),
    .testTarget(name: "SalesTourTests", dependencies: ["SalesTour"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
