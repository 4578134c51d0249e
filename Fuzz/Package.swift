// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "nabla-fuzz",
  dependencies: [.package(name: "nabla", path: "..")],
  targets: [
    .executableTarget(
      name: "nabla-fuzz", dependencies: [.product(name: "FuzzTargets", package: "nabla")]),
    .executableTarget(
      name: "nabla-mutate", dependencies: [.product(name: "FuzzTargets", package: "nabla")]),
  ],
  swiftLanguageModes: [.v6]
)
