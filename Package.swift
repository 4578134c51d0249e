// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"],
    swiftSettings: [.treatAllWarnings(as: .error)])
}

let package = Package(
  name: "nabla",
  products: [
    .executable(name: "nabla", targets: ["nabla"]),
    // For the fuzzers and the benchmarks, which are packages of their own.
    .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    .library(
      name: "NablaEngine",
      targets: ["Coursework", "Formulas", "GradebookStore", "Grading", "Reports", "Tensors"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    library("Diagnostics"),
    library("Writing", ["CZlib", "Diagnostics"]),
    library("Tensors", [numerics]),
    library("Formulas", ["Tensors", "Diagnostics", numerics]),
    library("Differences", ["Tensors", numerics]),
    library(
      "Coursework",
      [
        "CZlib", "Formulas", "Tensors", "Writing", "Diagnostics", crypto,
        .product(name: "Yams", package: "Yams"),
      ]),
    library(
      "Grading",
      ["Coursework", "Differences", "Formulas", "Tensors", "Writing", "Diagnostics"]),
    library(
      "GradebookStore",
      [
        "Grading", "Coursework", "Writing", "Diagnostics", crypto,
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    library(
      "Reports",
      [
        "Grading", "Coursework", "Formulas", "Tensors", "Writing", "Diagnostics", "CLibXML2",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      // In the program itself: what is installed needs no folder beside it.
      resources: [.embedInCode("Pages/Templates")]),
    library(
      "Gallery",
      [
        "Coursework", "Diagnostics",
      ],
      resources: [.embedInCode("Assignments")]),
    .executableTarget(
      name: "nabla",
      dependencies: [
        "Gallery", "Reports", "GradebookStore", "Grading", "Coursework", "Formulas", "Tensors",
        "Writing",
        "Diagnostics", "CMalloc",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      // By this name a grading says which build of the grader found it.
      linkerSettings: [.unsafeFlags(["-Xlinker", "--build-id=sha1"])]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Reports", "GradebookStore", "Grading", "Coursework", "Formulas", "Tensors", "Diagnostics",
      ], path: "Tests/FuzzTargets"),
    tests("FuzzTests", ["FuzzTargets"]),
    tests("SourceTests", []),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("WritingTests", ["Writing", "Diagnostics", "Coursework"]),
    tests("TensorsTests", ["Tensors"]),
    tests("FormulasTests", ["Formulas", "Differences", "Coursework", "Tensors", "Diagnostics"]),
    tests(
      "DifferencesTests",
      ["Differences", numerics, .product(name: "ComplexModule", package: "swift-numerics")]),
    tests("CourseworkTests", ["Coursework", "Tensors", "Diagnostics"]),
    tests("GradingTests", ["Grading", "Coursework", "Formulas", "Tensors", "Diagnostics"]),
    tests(
      "StoreTests",
      [
        "GradebookStore", "Grading", "Coursework", "Diagnostics",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    tests("ReportsTests", ["Reports", "Grading", "Coursework", "Diagnostics"]),
    tests("GalleryTests", ["Gallery", "Grading", "Coursework", "Formulas", "Diagnostics"]),
    tests("CommandTests", ["nabla", .product(name: "GRDB", package: "GRDB.swift")]),
  ],
  swiftLanguageModes: [.v6]
)
