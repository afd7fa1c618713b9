// swift-tools-version:6.1
import PackageDescription

// Forecasts a panel with the main package and prints what it cost, for forecast_speed.py beside this folder.
let package = Package(
    name: "forecast-speed",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "twobin", path: "../..")],
    targets: [
        .executableTarget(
            name: "forecast-speed", dependencies: [.product(name: "DemandForecasting", package: "twobin")])
    ]
)
