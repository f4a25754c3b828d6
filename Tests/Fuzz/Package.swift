// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it links libFuzzer, which a plain `swift build` of the root package must not need.
// `run` builds it, with the flags that it needs: see README.md.
let package = Package(
    name: "tollgate-fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "tollgate", path: "../../"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibFuzzer"),
        .executableTarget(
            name: "TollgateFuzz",
            dependencies: [
                "CLibFuzzer",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Tollgate", package: "tollgate"),
                .product(name: "TollgateCatalogue", package: "tollgate"),
                .product(name: "TollgateConfiguration", package: "tollgate"),
            ],
            // Not MemberImportVisibility: the keys of a set are TollgateCrypto's, which is no product.
            swiftSettings: [
                .strictMemorySafety(),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
    ]
)
