// swift-tools-version: 6.2
import PackageDescription

// SwiftPM takes the identity of a path dependency from its folder, and a clone may bear any name. A host that depends on a
// URL writes `package: "swift-crm"` instead.
let swiftCRM = Context.packageDirectory.split(separator: "/").dropLast(2).last.map(String.init) ?? "swift-crm"

// A package of its own, so that hosts of swift-crm never see what it is compared with.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        .product(name: "CRMCore", package: swiftCRM),
        .product(name: "Consent", package: swiftCRM),
        .product(name: "CRMFormats", package: swiftCRM),
        .product(name: "CRMTesting", package: swiftCRM),
        .product(name: "Customers", package: swiftCRM),
        .product(name: "Insights", package: swiftCRM),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
