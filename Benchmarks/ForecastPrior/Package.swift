// swift-tools-version:6.1
import PackageDescription

// Writes down what every member forecasts at past origins of a panel: what forecast_prior.py beside this folder learns from. It looks
// inside the main package, so build it with `swift build -c release -Xswiftc -enable-testing`.
let package = Package(
    name: "forecast-prior",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "twobin", path: "../..")],
    targets: [
        .executableTarget(
            name: "forecast-prior",
            dependencies: [
                .product(name: "DemandForecasting", package: "twobin"), .product(name: "NumericCore", package: "twobin"),
            ]),
    ]
)
