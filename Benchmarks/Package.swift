// swift-tools-version:6.1
import PackageDescription

// Benchmarks of the main package: `swift package --package-path Benchmarks benchmark`.
let package = Package(
    name: "twobin-benchmarks",
    platforms: [.macOS(.v14)],
    dependencies: [
        .package(name: "twobin", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "PanelBenchmarks",
            dependencies: [
                .product(name: "DemandForecasting", package: "twobin"), .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/PanelBenchmarks", plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
