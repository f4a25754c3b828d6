// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who measures the gate alone builds neither Hummingbird nor swift-nio.
let package = Package(
    name: "tollgate-server-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "tollgate", path: "../../"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "BenchmarkServer",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Tollgate", package: "tollgate"),
                .product(name: "TollgateCatalogue", package: "tollgate"),
                .product(name: "TollgateHummingbird", package: "tollgate"),
                .product(name: "TollgateNIO", package: "tollgate"),
                .product(name: "TollgateTesting", package: "tollgate"),
            ])
    ]
)
