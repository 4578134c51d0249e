// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "nabla-benchmarks",
  dependencies: [
    .package(name: "nabla", path: ".."),
    // Without what it puts between a program and its memory.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Engine",
      dependencies: [
        .product(name: "NablaEngine", package: "nabla"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Engine",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
