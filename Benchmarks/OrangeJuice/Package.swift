// swift-tools-version:6.1
import PackageDescription

// Runs the regression of the main package on plain rows, for orange_juice.py beside this folder.
let package = Package(
    name: "orange-juice",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "twobin", path: "../..")],
    targets: [
        .executableTarget(name: "orange-juice", dependencies: [.product(name: "DemandForecasting", package: "twobin")])
    ]
)
