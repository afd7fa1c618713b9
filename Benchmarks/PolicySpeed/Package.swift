// swift-tools-version:6.1
import PackageDescription

// Solves single-item problems and budget allocations with the main package, for policy_speed.py and fresh_policy_problems.py beside this folder.
let package = Package(
    name: "policy-speed",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "twobin", path: "../..")],
    targets: [
        .executableTarget(
            name: "policy-answers",
            dependencies: [.product(name: "ReorderPolicies", package: "twobin"), .product(name: "DemandModel", package: "twobin")]),
        .executableTarget(
            name: "policy-speed",
            dependencies: [
                .product(name: "ReorderPolicies", package: "twobin"), .product(name: "NumericCore", package: "twobin"),
                .product(name: "InventoryTheory", package: "twobin"), .product(name: "DemandModel", package: "twobin"),
            ])
    ]
)
