// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses Tollgate builds the benchmark tool or what the gate is compared with.
// `TOLLGATE_CORE=1` leaves NIO out: see README.md.
let package = Package(
    name: "tollgate-benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "tollgate", path: "../", traits: ["Benchmarking"]),
        .package(url: "https://github.com/ordo-one/benchmark.git", from: "1.38.1", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
    ],
    targets: [
        .target(name: "CFloor", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CLibJWTDecode", linkerSettings: [.linkedLibrary("jwt")]),
        .target(
            name: "Workload",
            dependencies: [
                "CFloor", "CLibJWTDecode",
                .product(name: "Tollgate", package: "tollgate"),
                .product(name: "TollgateCatalogue", package: "tollgate"),
                .product(name: "TollgateTesting", package: "tollgate"),
            ]),
        .executableTarget(
            name: "GateBenchmarks",
            dependencies: [
                "Workload",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Tollgate", package: "tollgate"),
                .product(name: "TollgateTesting", package: "tollgate"),
            ],
            path: "Benchmarks/GateBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(name: "Profile", dependencies: ["Workload"]),
    ]
)
