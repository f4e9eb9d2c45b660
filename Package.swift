// swift-tools-version: 6.2
import PackageDescription

let nio = "swift-nio"
let nioCore = Target.Dependency.product(name: "NIOCore", package: nio)
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: nio)
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: nio)
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: nio)
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "quipu",
    products: [.executable(name: "quipu", targets: ["quipu"])],
    dependencies: [
        // The socket layer: event loops, without an async hop per request.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // SHA-256 for long keys and request digests; later signatures.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // File descriptors without pointers, for the log and the terminal.
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // Flags, environment and file in one order of precedence.
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
        // Starts and stops the parts of the process in order, on SIGTERM and SIGINT too.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        // The client of `quipu ingest`, `quipu top` and of handlers' failure destinations.
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        // Starts the handlers' processes; without its part that needs Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        // Latency figures of the bench.
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "LMDB", dependencies: ["CLMDB"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "JSON"),
        .target(
            name: "Values", swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(
            name: "Sketches", swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "Expressions", dependencies: ["Sketches", "Values"]),
        .target(name: "Mutations", dependencies: ["Expressions", "Sketches", "Values"]),
        .target(name: "Log", dependencies: [systemPackage]),
        .target(
            name: "Engine",
            dependencies: [
                "Expressions", "LMDB", "Log", "Mutations", "Sketches", "Values", crypto,
                systemPackage,
            ]),
        // What the three APIs share: from a request to what the store is asked, and back.
        .target(
            name: "API",
            dependencies: ["Engine", "Expressions", "Mutations", "Sketches", "Values"]),
        .target(
            name: "DynamoDBAPI",
            dependencies: [
                "API", "Engine", "Expressions", "JSON", "Log", "Mutations", "Values", crypto,
            ]),
        .target(
            name: "NativeAPI",
            dependencies: [
                "API", "Engine", "Expressions", "JSON", "Mutations", "Sketches", "Values",
            ],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(
            name: "LambdaAPI",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "JSON", "Mutations", "NativeAPI", "Values",
            ]),
        .target(
            name: "Handlers",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "Expressions", "JSON", "Log", "Mutations",
                "NativeAPI",
                "Values", logging, serviceLifecycle, systemPackage, subprocess,
            ]),
        .target(
            name: "Server",
            dependencies: [
                "API", "CZlib", "DynamoDBAPI", "Engine", "JSON", "LambdaAPI", "Mutations",
                "NativeAPI",
                "Values", nioCore, nioPosix, logging, serviceLifecycle, systemPackage,
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            plugins: ["EmbedContract"]),
        // Schemas/openapi.json as a string in Server.
        .plugin(name: "EmbedContract", capability: .buildTool()),
        .executableTarget(
            name: "quipu",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "Handlers", "JSON", "LambdaAPI", "Log", "Mutations",
                "NativeAPI", "Server", "Values", nioCore, nioPosix, nioHTTP1, logging,
                serviceLifecycle, systemPackage, argumentParser,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "Mutations", "Server", crypto, nioCore, nioPosix,
                argumentParser, logging,
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            path: "Tools/Bench"),
        // Calls whose instructions a test counts.
        .executableTarget(
            name: "Instructions",
            dependencies: [
                "DynamoDBAPI", "Engine", "Log", "Mutations", "NativeAPI", "Server", nioCore,
                nioEmbedded,
            ],
            path: "Tools/Instructions"),

        .target(
            name: "TestSupport",
            dependencies: [
                "Engine", "Expressions", "LMDB", "Log", "Mutations", "Sketches", "Values", crypto,
                systemPackage,
            ],
            path: "Tests/TestSupport"),
        .testTarget(name: "LMDBTests", dependencies: ["LMDB"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "ValuesTests", dependencies: ["Values"]),
        .testTarget(
            name: "SketchesTests", dependencies: ["Sketches"], exclude: ["Python", "Vectors"]),
        .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Sketches", "Values"]),
        .testTarget(name: "LogTests", dependencies: ["Log", systemPackage]),
        .testTarget(
            name: "MutationsTests",
            dependencies: ["Expressions", "Mutations", "Sketches", "Values"]),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Engine", "Expressions", "LMDB", "Log", "Mutations", "Sketches", "TestSupport",
                "Values", crypto, systemPackage,
            ]),
        .testTarget(
            name: "DynamoDBAPITests",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "Expressions", "JSON", "Log", "Mutations",
                "Sketches",
                "TestSupport", "Values", crypto, systemPackage,
            ]),
        .testTarget(
            name: "NativeAPITests",
            dependencies: [
                "API", "Engine", "Expressions", "JSON", "Mutations", "NativeAPI", "Sketches",
                "TestSupport", "Values",
            ]),
        .testTarget(
            name: "LambdaAPITests",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "JSON", "LambdaAPI", "Mutations", "NativeAPI",
                "TestSupport", "Values",
            ]),
        .testTarget(
            name: "HandlersTests",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "Handlers", "JSON", "Log", "Mutations", "NativeAPI",
                "TestSupport", "Values", logging, serviceLifecycle, systemPackage, subprocess,
            ]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "LambdaAPI", "Mutations", "NativeAPI", "Server",
                "TestSupport", "Values", nioCore, nioPosix, logging,
            ]),
        .testTarget(name: "TidyTests"),
    ]
)

// QUIPU_TESTS=EngineTests,LogTests builds these test targets only: a fast turn while working on one.
if let names = Context.environment["QUIPU_TESTS"], !names.isEmpty {
    let wanted = names.split(separator: ",").map(String.init)
    package.targets.removeAll { $0.type == .test && !wanted.contains($0.name) }
}

for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .swiftLanguageMode(.v6),
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
