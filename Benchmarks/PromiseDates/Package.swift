// swift-tools-version:6.1
import PackageDescription

// Restock dates against shops whose future is known, and the time they take: `swift run -c release` in this folder.
let package = Package(
    name: "promise-dates",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "twobin", path: "../..")],
    targets: [
        .executableTarget(
            name: "promise-dates",
            dependencies: [.product(name: "CustomerBackorders", package: "twobin"), .product(name: "DemandModel", package: "twobin")])
    ]
)
