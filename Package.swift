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
    .target(name: "TollgateEncoding", swiftSettings: settings),
    .target(name: "TollgateConcurrency", dependencies: ["CTollgateConcurrency"], swiftSettings: settings),
    .target(name: "CTollgateRSA"),
    .target(
        name: "TollgateCrypto", dependencies: ["CLibCrypto", "CTollgateRSA", "TollgateConcurrency"],
        swiftSettings: settings),
    .target(name: "TollgateSigning", dependencies: ["CLibJWT"], swiftSettings: settings),
    .target(name: "TollgateCatalogue", swiftSettings: settings),
    .target(
        name: "Tollgate",
        dependencies: ["TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto", "TollgateEncoding"],
        swiftSettings: settings),

    // What tests and benchmarks share.
    .target(
        name: "TollgateTesting",
        dependencies: ["Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto", "TollgateEncoding"],
        path: "Fixtures/TollgateTesting", swiftSettings: settings),

    .target(name: "CAllocationCounter", path: "Fixtures/CAllocationCounter"),

    .testTarget(
        name: "TollgateAllocationTests",
        dependencies: ["CAllocationCounter", "Tollgate", "TollgateCatalogue", "TollgateEncoding", "TollgateTesting"],
        swiftSettings: settings),
    .testTarget(name: "TollgateEncodingTests", dependencies: ["TollgateEncoding"], swiftSettings: settings),
    .testTarget(
        name: "TollgateCryptoTests",
        dependencies: ["Tollgate", "TollgateCrypto", "TollgateEncoding", "TollgateSigning", "TollgateTesting"],
        swiftSettings: settings),
    .testTarget(name: "TollgateCatalogueTests", dependencies: ["TollgateCatalogue"], swiftSettings: settings),
    .testTarget(
        name: "TollgateTests",
        dependencies: [
            "CLibJWT", "Tollgate", "TollgateCatalogue", "TollgateCrypto", "TollgateEncoding", "TollgateTesting",
        ],
        swiftSettings: settings),
]

if !coreOnly {
    let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
    let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
    let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
    let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
    let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
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
    let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
    let nioHPACK: Target.Dependency = .product(name: "NIOHPACK", package: "swift-nio-http2")
    let nioHTTP2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
    let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
    let nioHTTPCompression: Target.Dependency = .product(name: "NIOHTTPCompression", package: "swift-nio-extras")
    let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
    let serviceLifecycle: Target.Dependency = .product(
        name: "ServiceLifecycle", package: "swift-service-lifecycle")
    let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
    let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

    dependencies += [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ]

    products += [
        .executable(name: "tollgate", targets: ["TollgateCLI"]),
        .library(name: "TollgateConfiguration", targets: ["TollgateConfiguration"]),
        .library(name: "TollgateGateway", targets: ["TollgateGateway"]),
        .library(name: "TollgateFollower", targets: ["TollgateFollower", "TollgateOutbound"]),
        .library(name: "TollgateHummingbird", targets: ["TollgateHummingbird"]),
        .library(name: "TollgateKeys", targets: ["TollgateKeys", "TollgateOutbound"]),
        .library(name: "TollgateNIO", targets: ["TollgateNIO"]),
        .library(name: "TollgateRegistrar", targets: ["TollgateRegistrar", "TollgateOutbound"]),
        .library(name: "TollgateRegistrarAPI", targets: ["TollgateRegistrarAPI"]),
        .library(name: "TollgateSQLite", targets: ["TollgateSQLite"]),
    ]

    targets += [
        .target(
            name: "TollgateConfiguration", dependencies: ["Tollgate", "TollgateCatalogue", "TollgateCrypto", yams],
            resources: [.embedInCode("tollgate.schema.json")], swiftSettings: settings),
        .target(
            name: "TollgateImport",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateConfiguration", "TollgateCrypto", "TollgateEncoding",
            ],
            swiftSettings: settings),
        // Requests to servers that are not trusted, and what issuers say of themselves.
        .target(
            name: "TollgateOutbound",
            dependencies: [
                "TollgateCatalogue", "TollgateConcurrency", "TollgateEncoding", asyncHTTPClient, nioCore, nioHTTP1,
                nioHTTPCompression, nioPosix, nioSSL,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgateKeys",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateEncoding", "TollgateOutbound", logging,
                metrics, serviceLifecycle,
            ],
            swiftSettings: settings),
        // What registrar and gateways tell each other. It imports no other module of ours.
        .target(name: "TollgateClientFeed", swiftSettings: settings),
        .target(
            name: "TollgateFollower",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateClientFeed", "TollgateOutbound", asyncHTTPClient, logging,
                nioCore, nioHTTP1, serviceLifecycle,
            ],
            swiftSettings: settings),
        // The gateway's data plane: one event loop for each request, no task on its way.
        .target(
            name: "TollgateGateway",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto", "TollgateEncoding", nioCore,
                nioHPACK, nioHTTP2, nioPosix, nioSSL, nioTLS, tracing,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgatePrometheus", dependencies: ["TollgateConcurrency", metrics], swiftSettings: settings),
        // The gate as a handler of a pipeline: for servers and gateways without Hummingbird.
        .target(
            name: "TollgateNIO", dependencies: ["Tollgate", httpTypes, nioCore, nioHTTP1, nioHTTPTypes],
            swiftSettings: settings),
        .target(
            name: "TollgateHummingbird",
            dependencies: [
                "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateNIO", httpTypes, hummingbird, logging,
                metrics, nioCore,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgateRegistrar",
            dependencies: [
                "TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto", "TollgateEncoding", "TollgateOutbound",
                "TollgateSigning", logging,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgateSQLite", dependencies: ["TollgateRegistrar", grdb],
            swiftSettings: settings),
        .target(
            name: "TollgateState",
            dependencies: ["Tollgate", "TollgateConcurrency", logging, nioPosix, serviceLifecycle],
            swiftSettings: settings),
        .target(
            name: "TollgateRegistrarAPI",
            dependencies: [
                "TollgateCatalogue", "TollgateClientFeed", "TollgateCrypto", "TollgateRegistrar", httpTypes,
                hummingbird, logging, nioCore, serviceLifecycle,
            ],
            swiftSettings: settings),
        .target(
            name: "TollgateIssuer",
            dependencies: [
                "TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto", "TollgateEncoding", "TollgateSigning",
                httpTypes, hummingbird, logging, nioCore,
            ],
            swiftSettings: settings),
        // Descriptors that one process gives to another.
        .target(name: "CTollgateSystem"),
        .executableTarget(
            name: "TollgateCLI",
            dependencies: [
                "CTollgateSystem", "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateConfiguration",
                "TollgateCrypto",
                "TollgateEncoding", "TollgateFollower", "TollgateGateway", "TollgateHummingbird", "TollgateImport",
                "TollgateIssuer", "TollgateKeys", "TollgateOutbound", "TollgatePrometheus", "TollgateRegistrar",
                "TollgateRegistrarAPI", "TollgateSQLite", "TollgateState", argumentParser,
                httpTypes, hummingbird, hummingbirdCore, logging, metrics, nioCore, nioHTTP1, nioHTTPTypes,
                nioHTTPTypesHTTP1,
                nioPosix, serviceLifecycle, unixSignals,
            ],
            swiftSettings: settings),

        // A bridge to an identity provider without dynamic registration: a model to copy from, and what tests register at.
        .target(
            name: "ReferenceBridge",
            dependencies: ["TollgateConcurrency", "TollgateCrypto", httpTypes, hummingbird, nioCore],
            path: "Fixtures/ReferenceBridge", swiftSettings: settings),

        // Servers that answer with whatever bytes a test wants, and answers that are spoilt in many ways.
        .target(
            name: "HostileAnswers",
            dependencies: [
                "ServerTesting", "TollgateCatalogue", "TollgateConcurrency", "TollgateTesting", httpTypes, hummingbird,
                nioCore, nioPosix, nioSSL,
            ],
            path: "Fixtures/HostileAnswers", swiftSettings: settings),
        .target(
            name: "LogTesting", dependencies: [logging], path: "Fixtures/LogTesting", swiftSettings: settings),
        // Servers on loopback, and the trait of suites that talk to servers.
        .target(
            name: "ServerTesting",
            dependencies: ["LogTesting", hummingbird, hummingbirdCore, hummingbirdTLS, nioCore, nioPosix, nioSSL],
            path: "Fixtures/ServerTesting", swiftSettings: settings),
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
        .testTarget(
            name: "TollgateClientFeedTests", dependencies: ["TollgateClientFeed"], swiftSettings: settings),
        .testTarget(
            name: "TollgateOutboundTests",
            dependencies: [
                "HostileAnswers", "ServerTesting", "Tollgate", "TollgateCatalogue", "TollgateConcurrency",
                "TollgateOutbound", "TollgateTesting", httpTypes, hummingbird, nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateKeysTests",
            dependencies: [
                "HostileAnswers", "LogTesting", "ServerTesting", "Tollgate", "TollgateCatalogue", "TollgateConcurrency",
                "TollgateKeys", "TollgateOutbound", "TollgatePrometheus", "TollgateTesting", httpTypes, hummingbird,
                logging, nioCore, nioPosix,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateFollowerTests",
            dependencies: [
                "HostileAnswers", "LogTesting", "ServerTesting", "Tollgate", "TollgateCatalogue", "TollgateClientFeed",
                "TollgateConcurrency", "TollgateFollower", "TollgateOutbound", "TollgateTesting", asyncHTTPClient,
                httpTypes, hummingbird, logging, nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateGatewayTests",
            dependencies: [
                "ServerTesting", "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateCrypto",
                "TollgateGateway", "TollgateTesting", nioCore, nioEmbedded, nioHPACK, nioHTTP1, nioHTTP2, nioPosix,
                nioSSL, tracing,
            ],
            swiftSettings: settings),
        // A server on plain swift-nio with the gate in its pipeline: a model to copy from.
        .executableTarget(
            name: "NIOServer",
            dependencies: [
                "Tollgate", "TollgateConfiguration", "TollgateKeys", "TollgateNIO", nioCore, nioHTTP1, nioPosix,
            ],
            path: "Fixtures/NIOServer", swiftSettings: settings),
        .testTarget(
            name: "TollgateNIOTests",
            dependencies: [
                "NIOServer", "ServerTesting", "Tollgate", "TollgateCatalogue", "TollgateConcurrency", "TollgateNIO",
                "TollgateTesting", httpTypes, nioCore, nioEmbedded, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgatePrometheusTests", dependencies: ["TollgatePrometheus", metrics], swiftSettings: settings),
        .testTarget(
            name: "TollgateHummingbirdTests",
            dependencies: [
                "CAllocationCounter", "ServerTesting", "Tollgate", "TollgateCatalogue", "TollgateConcurrency",
                "TollgateConfiguration", "TollgateHummingbird", "TollgateKeys", "TollgatePrometheus", "TollgateTesting",
                httpTypes, hummingbird, hummingbirdTesting, nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateRegistrarAPITests",
            dependencies: [
                "CrashWorld", "LogTesting", "RegistrarCrash", "ServerTesting", "Tollgate", "TollgateCatalogue",
                "TollgateClientFeed", "TollgateCrypto", "TollgateFollower", "TollgateOutbound", "TollgateRegistrar",
                "TollgateRegistrarAPI", "TollgateSQLite", "TollgateTesting", httpTypes, hummingbird, hummingbirdTesting,
                logging, nioCore,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateIssuerTests",
            dependencies: [
                "ServerTesting", "TollgateCrypto", "TollgateIssuer", "TollgateTesting", httpTypes, hummingbird,
                hummingbirdTesting, nioCore,
            ],
            swiftSettings: settings),
        .target(
            name: "ClientStoreContract", dependencies: ["TollgateCatalogue", "TollgateRegistrar"],
            path: "Fixtures/ClientStoreContract",
            swiftSettings: settings),
        .target(
            name: "StoreTesting", dependencies: ["TollgateRegistrar"], path: "Fixtures/StoreTesting",
            swiftSettings: settings),
        .target(
            name: "CrashWorld", dependencies: ["TollgateRegistrar"], path: "Fixtures/CrashWorld",
            swiftSettings: settings),
        .executableTarget(
            name: "RegistrarCrash",
            dependencies: ["CrashWorld", "StoreTesting", "TollgateOutbound", "TollgateRegistrar", "TollgateSQLite"],
            path: "Fixtures/RegistrarCrash", swiftSettings: settings),
        .testTarget(
            name: "TollgateRegistrarTests",
            dependencies: [
                "ClientStoreContract", "CrashWorld", "HostileAnswers", "LogTesting", "ReferenceBridge",
                "RegistrarCrash", "ServerTesting", "StoreTesting", "TollgateCatalogue", "TollgateCrypto",
                "TollgateOutbound", "TollgateRegistrar", "TollgateSQLite", "TollgateTesting", grdb, httpTypes,
                hummingbird, logging, nioCore, nioSSL,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TollgateCLITests",
            dependencies: [
                "HostileAnswers", "LogTesting", "ReferenceBridge", "ServerTesting", "Tollgate", "TollgateCLI",
                "TollgateCatalogue", "TollgateClientFeed", "TollgateConcurrency", "TollgateConfiguration",
                "TollgateCrypto", "TollgateEncoding", "TollgateFollower", "TollgateGateway", "TollgateHummingbird",
                "TollgateImport", "TollgateIssuer", "TollgateKeys", "TollgateOutbound", "TollgatePrometheus",
                "TollgateRegistrar", "TollgateRegistrarAPI", "TollgateSQLite", "TollgateTesting", argumentParser,
                asyncHTTPClient, httpTypes,
                hummingbird,
                hummingbirdCore, logging, metrics, nioCore, nioEmbedded, nioHTTP1, nioPosix, serviceLifecycle,
                unixSignals,
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
    traits: [
        .trait(
            name: "Benchmarking", description: "Makes the steps of a decision public, for measuring them one by one.")
    ],
    dependencies: dependencies,
    targets: targets,
    swiftLanguageModes: [.v6]
)
