// swift-tools-version: 6.2
import PackageDescription

// SwiftPM takes the identity of a path dependency from its folder, and a clone may bear any name; module aliases are
// matched by that identity. A host that depends on a URL writes `package: "swift-crm"` instead.
let swiftCRM = Context.packageDirectory.split(separator: "/").dropLast(2).last.map(String.init) ?? "swift-crm"

let package = Package(
  name: "NameClash",
  platforms: [.macOS(.v15)],
  dependencies: [.package(path: "../..")],
  targets: [
    // The host's own module, which bears the name of one of ours.
    .target(name: "Service", swiftSettings: [.defaultIsolation(MainActor.self)]),
    .executableTarget(
      name: "name-clash",
      dependencies: [
        "Service",
        .product(name: "CRM", package: swiftCRM, moduleAliases: ["Service": "CRMService"]),
      ],
      swiftSettings: [.defaultIsolation(MainActor.self)]),
  ],
  swiftLanguageModes: [.v6]
)
