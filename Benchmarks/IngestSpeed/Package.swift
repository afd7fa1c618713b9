// swift-tools-version:6.1
import PackageDescription

// How fast a sales file is read, and the mutation fuzzer of the readers: run by ../ingest_speed.py or by hand.
let package = Package(
    name: "IngestSpeed",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "twobin", path: "../..")],
    targets: [
        .executableTarget(name: "IngestSpeed", dependencies: [.product(name: "SalesIngestion", package: "twobin")]),
        .executableTarget(name: "ReaderFuzz", dependencies: [.product(name: "SalesIngestion", package: "twobin")]),
    ])
