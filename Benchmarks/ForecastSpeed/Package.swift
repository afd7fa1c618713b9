// swift-tools-version:6.1
import PackageDescription

// Forecast a panel with the main package and print what it cost: the forecasts (for forecast_speed.py beside this folder), and what
// the distributions of demand over a lead time add.
let package = Package(
    name: "forecast-speed",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "twobin", path: "../..")],
    targets: [
        .executableTarget(
            name: "forecast-speed", dependencies: [.product(name: "DemandForecasting", package: "twobin")]),
        .executableTarget(
            name: "lead-time-speed", dependencies: [.product(name: "DemandForecasting", package: "twobin")]),
    ]
)
