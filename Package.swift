// swift-tools-version:6.1
import PackageDescription

// One-way imports: a target may import only what its `dependencies` name (see ARCHITECTURE.md).
let package = Package(
    name: "twobin",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "twobin", targets: ["twobin"]),
        .library(name: "DemandModel", targets: ["DemandModel"]),
        .library(name: "DemandForecasting", targets: ["DemandForecasting"]),
        .library(name: "NumericCore", targets: ["NumericCore"]),
        .library(name: "ReorderPolicies", targets: ["ReorderPolicies"]),
        .library(name: "SalesIngestion", targets: ["SalesIngestion"]),
        .library(name: "CustomerBackorders", targets: ["CustomerBackorders"]),
        .library(name: "InventoryTheory", targets: ["InventoryTheory"]),
        .library(name: "PlanEngine", targets: ["PlanEngine"]),
        .library(name: "TwobinC", type: .dynamic, targets: ["TwobinC"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .systemLibrary(
            name: "CExpat", pkgConfig: "expat",
            providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
        .systemLibrary(
            name: "CXlsxWriter", pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"]), .brew(["libxlsxwriter"])]),
        .systemLibrary(name: "CMath"),
        .target(name: "CSmoothing"),

        .target(name: "TextForms"),
        .target(name: "DemandModel", dependencies: ["CMath"]),
        .target(name: "ParallelWork"),
        .target(name: "NumericCore", dependencies: ["ParallelWork", "COpenBLAS", "CSmoothing", "CMath"]),
        .target(name: "CSHA256"),
        .target(name: "CRecordScan"),
        .target(name: "Digests", dependencies: ["CSHA256"]),
        .target(name: "SalesIngestion", dependencies: ["TextForms", "ParallelWork", "DemandModel", "CRecordScan", "CZlib", "CSQLite", "CExpat", "Digests"]),
        .target(name: "DemandForecasting", dependencies: ["TextForms", "ParallelWork", "DemandModel", "NumericCore", "CMath"]),
        .target(name: "ReorderPolicies", dependencies: ["TextForms", "ParallelWork", "DemandModel", "NumericCore", "CMath"]),
        .target(name: "CustomerBackorders", dependencies: ["TextForms", "ParallelWork", "DemandModel", "NumericCore", "ReorderPolicies", "CMath"]),
        .target(name: "InventoryTheory", dependencies: ["NumericCore", "ReorderPolicies", "CMath"]),
        .target(name: "PlanEngine", dependencies: ["TextForms", "ParallelWork", "Digests", "DemandModel", "NumericCore", "DemandForecasting", "ReorderPolicies", "CustomerBackorders", "CMath"]),
        .target(name: "PlanReading", dependencies: ["TextForms", "ParallelWork", "Digests", "DemandModel", "NumericCore", "DemandForecasting", "CustomerBackorders", "SalesIngestion", "PlanFile", "PlanEngine"]),
        .target(name: "PlanFile", dependencies: ["TextForms", "DemandModel", "TOMLKit"]),
        .target(
            name: "PlanStore",
            dependencies: ["TextForms", "ParallelWork", "Digests", "DemandModel", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(name: "PlanCharts", dependencies: ["TextForms", "DemandModel"]),
        .target(name: "PlanExport", dependencies: ["TextForms", "Digests", "DemandModel", "CustomerBackorders", "PlanCharts"]),
        .target(
            name: "PlanServer",
            dependencies: [
                "TextForms", "DemandModel", "PlanEngine", "PlanStore", "PlanExport", "PlanCharts", "PlanWorkbook", "OrderExport",
                .product(name: "FlyingFox", package: "FlyingFox"), .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            exclude: ["Page"]),
        .target(name: "PlanWorkbook", dependencies: ["TextForms", "DemandModel", "PlanExport", "CustomerBackorders", "CXlsxWriter"]),
        .target(name: "DatabaseOutput", dependencies: ["TextForms", "DemandModel", "PlanExport", "CSQLite"]),
        .target(name: "OrderExport", dependencies: ["TextForms", "DemandModel"]),
        .target(name: "CTwobin"),
        .target(name: "TwobinC", dependencies: ["CTwobin", "TextForms", "Digests", "DemandModel", "NumericCore", "DemandForecasting", "ReorderPolicies", "SalesIngestion", "PlanReading", "PlanEngine", "PlanExport", "PlanCharts", "PlanStore"]),
        .executableTarget(
            name: "twobin",
            dependencies: [
                "TextForms", "Digests", "DemandModel", "NumericCore", "SalesIngestion", "DemandForecasting", "ReorderPolicies",
                "CustomerBackorders", "PlanEngine", "PlanFile", "PlanReading", "PlanStore", "PlanExport", "PlanCharts", "PlanServer", "PlanWorkbook", "OrderExport", "DatabaseOutput",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        .testTarget(name: "DemandModelTests", dependencies: ["DemandModel", "TextForms"]),
        .testTarget(name: "ParallelWorkTests", dependencies: ["ParallelWork"]),
        .testTarget(name: "NumericCoreTests", dependencies: ["NumericCore"], exclude: ["Fixtures"]),
        .testTarget(
            name: "SalesIngestionTests", dependencies: ["TextForms", "Digests", "SalesIngestion", .product(name: "SwiftCSV", package: "SwiftCSV")], exclude: ["Fixtures"]),
        .testTarget(name: "DemandForecastingTests", dependencies: ["DemandForecasting"], exclude: ["Fixtures"]),
        .testTarget(name: "ReorderPoliciesTests", dependencies: ["ReorderPolicies", "InventoryTheory"], exclude: ["Fixtures"]),
        .testTarget(name: "CustomerBackordersTests", dependencies: ["CustomerBackorders", "SalesIngestion"]),
        .testTarget(name: "PlanEngineTests", dependencies: ["PlanEngine"], exclude: ["Fixtures"]),
        .testTarget(name: "PlanReadingTests", dependencies: ["PlanReading"]),
        .testTarget(name: "TwobinCTests", dependencies: ["TwobinC", "CTwobin"], exclude: ["Program"]),
        .testTarget(name: "PlanFileTests", dependencies: ["PlanFile"]),
        .testTarget(
            name: "PlanStoreTests", dependencies: ["PlanStore", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(name: "PlanExportTests", dependencies: ["TextForms", "Digests", "PlanExport", "PlanCharts"], exclude: ["Golden"]),
        .testTarget(name: "PlanServerTests", dependencies: ["PlanServer", "PlanEngine", "PlanStore", "DemandModel", .product(name: "FlyingFox", package: "FlyingFox"), .product(name: "FlyingSocks", package: "FlyingFox")]),
        .testTarget(name: "DatabaseOutputTests", dependencies: ["DatabaseOutput"]),
        .testTarget(name: "OrderExportTests", dependencies: ["OrderExport", "ReorderPolicies"]),
        .testTarget(name: "PlanWorkbookTests", dependencies: ["CustomerBackorders", "PlanWorkbook", "PlanEngine", "SalesIngestion"]),
        .testTarget(name: "CommandTests", dependencies: ["TextForms", "twobin"], exclude: ["Golden", "Fixtures"]),
    ]
)
