// swift-tools-version: 6.2
import PackageDescription

// One set of settings for every target, so that code can move between modules without changing meaning.
var settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

// `TOLLGATE_STRICT=1` (set by `.ci/run` and `.ci/check`) turns every warning of this package into an error.
// It is off by default so that a newer compiler's new warning never stops a user's build.
if Context.environment["TOLLGATE_STRICT"] == "1" {
    settings.append(.treatAllWarnings(as: .error))
}

// `TOLLGATE_CORE=1` leaves out every target that needs NIO, GRDB or Yams: the core builds in seconds,
// which is what sanitizer runs and release measurements of the gate want.
let coreOnly = Context.environment["TOLLGATE_CORE"] == "1"

var products: [Product] = [
    .library(name: "Tollgate", targets: ["Tollgate"]),
    .library(name: "TollgateCatalogue", targets: ["TollgateCatalogue"]),
    .library(name: "TollgateTesting", targets: ["TollgateTesting"]),
]

var dependencies: [Package.Dependency] = []

var targets: [Target] = [
    // System libraries. No other target may import them: see TollgateCrypto and TollgateSigning.
    .systemLibrary(
        name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .yum(["openssl-devel"])]),
    .systemLibrary(
        name: "CLibJWT", pkgConfig: "libjwt", providers: [.apt(["libjwt-dev"]), .yum(["libjwt-devel"])]),

    // The core: no Foundation, no NIO, no I/O.
    .target(name: "CTollgateConcurrency"),
    .target(name: "TollgateConcurrency", dependencies: ["CTollgateConcurrency"], swiftSettings: settings),
    .target(name: "CTollgateRSA"),
    .target(
        name: "TollgateCrypto", dependencies: ["CLibCrypto", "CTollgateRSA", "TollgateConcurrency"],
        swiftSettings: settings),
    .target(name: "TollgateSigning", dependencies: ["CLibJWT"], swiftSettings: settings),
    .target(name: "TollgateCatalogue", swiftSettings: settings),
    .target(
        name: "Tollgate", dependencies: ["TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto"],
        swiftSettings: settings),

    // What tests and benchmarks share.
    .target(
        name: "TollgateTesting",
        dependencies: ["Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto"],
        path: "Fixtures/TollgateTesting", swiftSettings: settings),

    .target(name: "CAllocationCounter", path: "Fixtures/CAllocationCounter"),

    .testTarget(
        name: "TollgateAllocationTests",
        dependencies: ["CAllocationCounter", "Tollgate", "TollgateCatalogue", "TollgateTesting"],
        swiftSettings: settings),
    .testTarget(
        name: "TollgateCryptoTests", dependencies: ["TollgateCrypto", "TollgateSigning", "TollgateTesting"],
        swiftSettings: settings),
    .testTarget(name: "TollgateCatalogueTests", dependencies: ["TollgateCatalogue"], swiftSettings: settings),
    .testTarget(
        name: "TollgateTests",
        dependencies: [
            "CLibJWT", "Tollgate", "TollgateCatalogue", "TollgateCrypto", "TollgateSigning", "TollgateTesting",
        ],
        swiftSettings: settings),
]

if !coreOnly {
    let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
    let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
    let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
    let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
    let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
    let asyncAlgorithms: Target.Dependency = .product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
    let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
    let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
    let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
    let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
    let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
    let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
    let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
    let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
    let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
    let nioHTTPCompression: Target.Dependency = .product(name: "NIOHTTPCompression", package: "swift-nio-extras")
    let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
    let serviceLifecycle: Target.Dependency = .product(
        name: "ServiceLifecycle", package: "swift-service-lifecycle")
    let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

    dependencies += [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms.git", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ]

    products += [
        .executable(name: "tollgate", targets: ["TollgateCLI"]),
        .library(name: "TollgateAdmin", targets: ["TollgateAdmin"]),
        .library(name: "TollgateConfiguration", targets: ["TollgateConfiguration"]),
        .library(name: "TollgateFeed", targets: ["TollgateFeed"]),
        .library(name: "TollgateHTTP", targets: ["TollgateHTTP"]),
        .library(name: "TollgateImport", targets: ["TollgateImport"]),
        .library(name: "TollgateHummingbird", targets: ["TollgateHummingbird"]),
        .library(name: "TollgateIssuer", targets: ["TollgateIssuer"]),
        .library(name: "TollgateRegistrar", targets: ["TollgateRegistrar"]),
        .library(name: "TollgateSQLite", targets: ["TollgateSQLite"]),
        .library(name: "TollgateState", targets: ["TollgateState"]),
    ]

    targets += [
        .target(
            name: "TollgateConfiguration", dependencies: ["Tollgate", "TollgateCatalogue", "TollgateCrypto", yams],
            resources: [.embedInCode("tollgate.schema.json")], swiftSettings: settings),
        .target(
            name: "TollgateImport",
            dependencies: ["Tollgate", "TollgateCatalogue", "TollgateConfiguration", "TollgateCrypto"],
            swiftSettings: settings),
        .target(name: "TollgateFeed", swiftSettings: settings),
        .target(
            name: "TollgateHTTP",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateFeed", asyncHTTPClient, logging,
                metrics, nioCore, nioHTTP1, nioHTTPCompression, nioPosix, nioSSL, serviceLifecycle,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgatePrometheus", dependencies: ["TollgateConcurrency", metrics], swiftSettings: settings),
        .target(
            name: "TollgateHummingbird",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateConcurrency", hummingbird, httpTypes, logging, metrics,
                nioCore,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgateRegistrar",
            dependencies: [
                "TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto", "TollgateHTTP", "TollgateSigning",
                logging,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgateSQLite", dependencies: ["TollgateCrypto", "TollgateRegistrar", grdb],
            swiftSettings: settings),
        .target(
            name: "TollgateState",
            dependencies: ["Tollgate", "TollgateConcurrency", logging, nioPosix, serviceLifecycle],
            swiftSettings: settings),
        .target(
            name: "TollgateAdmin",
            dependencies: [
                "TollgateCatalogue", "TollgateCrypto", "TollgateFeed", "TollgateRegistrar", hummingbird, httpTypes,
                logging, nioCore, serviceLifecycle,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgateIssuer",
            dependencies: [
                "TollgateConcurrency", "TollgateCrypto", "TollgateSigning", hummingbird, httpTypes, logging, nioCore,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "TollgateCLI",
            dependencies: [
                "Tollgate", "TollgateAdmin", "TollgateCatalogue", "TollgateConcurrency", "TollgateConfiguration",
                "TollgateCrypto", "TollgateHTTP", "TollgateHummingbird", "TollgateImport", "TollgateIssuer",
                "TollgatePrometheus", "TollgateRegistrar", "TollgateSQLite", "TollgateState", argumentParser,
                asyncAlgorithms, asyncHTTPClient, hummingbird, hummingbirdCore, httpTypes, logging, metrics, nioCore,
                nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix, serviceLifecycle, unixSignals,
            ],
            swiftSettings: settings),

        // A bridge to an identity provider without dynamic registration: a model to copy from, and what tests register at.
        .target(
            name: "ReferenceBridge",
            dependencies: ["TollgateConcurrency", "TollgateCrypto", hummingbird, httpTypes, nioCore],
            path: "Fixtures/ReferenceBridge", swiftSettings: settings),

        // Servers that answer with whatever bytes a test wants, and answers that are spoilt in many ways.
        .target(
            name: "HostileAnswers", dependencies: ["TollgateTesting", nioCore, nioPosix],
            path: "Fixtures/HostileAnswers", swiftSettings: settings),
        .target(
            name: "LogTesting", dependencies: [logging], path: "Fixtures/LogTesting", swiftSettings: settings),
        .testTarget(
            name: "TollgateConfigurationTests",
            dependencies: ["Tollgate", "TollgateCatalogue", "TollgateConfiguration", "TollgateTesting", yams],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateStateTests",
            dependencies: [
                "LogTesting", "Tollgate", "TollgateCatalogue", "TollgateState", "TollgateTesting", logging,
                serviceLifecycle,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateImportTests",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateConfiguration", "TollgateCrypto", "TollgateImport",
                "TollgateTesting",
            ],
            swiftSettings: settings),
        .testTarget(name: "TollgateFeedTests", dependencies: ["TollgateFeed"], swiftSettings: settings),
        .testTarget(
            name: "TollgateHTTPTests",
            dependencies: [
                "HostileAnswers", "LogTesting", "Tollgate", "TollgateCatalogue", "TollgateConcurrency",
                "TollgateCrypto", "TollgateFeed",
                "TollgateHTTP", "TollgatePrometheus", "TollgateTesting", asyncHTTPClient, hummingbird, httpTypes,
                logging, metrics, nioCore, nioPosix, nioSSL, serviceLifecycle,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgatePrometheusTests", dependencies: ["TollgatePrometheus", metrics], swiftSettings: settings),
        .testTarget(
            name: "TollgateHummingbirdTests",
            dependencies: [
                "CAllocationCounter", "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateConfiguration",
                "TollgateHTTP", "TollgateHummingbird", "TollgatePrometheus", "TollgateTesting", hummingbird,
                hummingbirdTesting,
                httpTypes, metrics, nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateAdminTests",
            dependencies: [
                "CrashWorld", "RegistrarCrash", "Tollgate", "TollgateAdmin", "TollgateCatalogue", "TollgateCrypto",
                "TollgateFeed", "TollgateHTTP", "TollgateRegistrar", "TollgateSQLite", "TollgateTesting", hummingbird,
                hummingbirdTesting, httpTypes, logging, nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateIssuerTests",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateCrypto", "TollgateIssuer", hummingbird, hummingbirdTesting,
                httpTypes, nioCore,
            ],
            swiftSettings: settings),
        .target(
            name: "ClientStoreContract", dependencies: ["TollgateRegistrar"], path: "Fixtures/ClientStoreContract",
            swiftSettings: settings),
        .target(
            name: "StoreTesting", dependencies: ["TollgateRegistrar"], path: "Fixtures/StoreTesting",
            swiftSettings: settings),
        .target(
            name: "CrashWorld", dependencies: ["TollgateRegistrar"], path: "Fixtures/CrashWorld",
            swiftSettings: settings),
        .executableTarget(
            name: "RegistrarCrash",
            dependencies: ["CrashWorld", "StoreTesting", "TollgateHTTP", "TollgateRegistrar", "TollgateSQLite"],
            path: "Fixtures/RegistrarCrash", swiftSettings: settings),
        .testTarget(
            name: "TollgateRegistrarTests",
            dependencies: [
                "ClientStoreContract", "CrashWorld", "LogTesting", "ReferenceBridge", "RegistrarCrash", "StoreTesting",
                "TollgateCatalogue", "TollgateCrypto", "TollgateHTTP", "TollgateIssuer", "TollgateRegistrar",
                "TollgateSQLite", "TollgateTesting", hummingbird, hummingbirdTLS, httpTypes, logging, nioCore, nioPosix,
                nioSSL, grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateCLITests",
            dependencies: [
                "HostileAnswers", "ReferenceBridge", "Tollgate", "TollgateAdmin", "TollgateCLI", "TollgateCatalogue",
                "TollgateConfiguration", "TollgateCrypto", "TollgateHTTP", "TollgateHummingbird", "TollgateImport",
                "TollgateIssuer",
                "TollgatePrometheus", "TollgateRegistrar", "TollgateSQLite", "TollgateTesting", argumentParser,
                asyncHTTPClient, hummingbird, httpTypes, logging,
                metrics, nioCore, nioEmbedded, nioHTTP1, nioPosix, serviceLifecycle, unixSignals,
            ],
            swiftSettings: settings),
    ]
}

// `TOLLGATE_TESTS=TollgateRegistrarTests` leaves out every other test target (several are separated by commas):
// who works on one module builds and links only its tests.
if let names = Context.environment["TOLLGATE_TESTS"]?.split(separator: ",").map(String.init) {
    targets.removeAll { $0.type == .test && !names.contains($0.name) }
}

let package = Package(
    name: "tollgate",
    platforms: [.macOS(.v26)],
    products: products,
    dependencies: dependencies,
    targets: targets,
    swiftLanguageModes: [.v6]
)
