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
// Allocates and frees in place of the C library, which needs three times as many instructions for
// what a request allocates. Programs that are measured link it as the product does.
let mimalloc = LinkerSetting.linkedLibrary("mimalloc")

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
        // The server's log: levels and metadata, also for NIO, which logs through it.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // The commands of `quipu`: their options, with checks and help.
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
        // The trees on disk of base and the memtables.
        .systemLibrary(
            name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        // gzip and deflate: bodies of HTTP, and compressed files that `quipu ingest` reads.
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Files, threads, checksums, compression, limiters: what every other target may use.
        .target(name: "Platform", dependencies: ["CZlib", systemPackage]),
        .target(
            name: "LMDB", dependencies: ["CLMDB", "Platform"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(
            name: "JSON", dependencies: ["Platform"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(
            name: "Values", swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(
            name: "Sketches", dependencies: ["Platform"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "Expressions", dependencies: ["Platform", "Sketches", "Values"]),
        // PartiQL's statements, made into the same trees as expressions.
        .target(name: "PartiQL", dependencies: ["Expressions", "Values"]),
        .target(name: "Model", dependencies: ["Expressions", "Platform", "Sketches", "Values"]),
        .target(
            name: "Commands",
            dependencies: ["Expressions", "Model", "Platform", "Sketches", "Values"]),
        .target(name: "Log", dependencies: ["Platform"]),
        .target(
            name: "Engine",
            dependencies: [
                "Commands", "Expressions", "LMDB", "Log", "Model", "Platform", "Values",
                crypto,
                systemPackage,
            ]),
        // Change records as DynamoDB's clients and Lambda's functions get them.
        .target(
            name: "StreamRecords",
            dependencies: ["Engine", "Expressions", "JSON", "Model", "Values"]),
        // Reading what bodies in plain JSON say: values, keys, updates of items.
        .target(
            name: "PlainBodies",
            dependencies: ["Commands", "Expressions", "JSON", "Model", "Sketches", "Values"]),
        // What the three APIs share: from a request to what the store is asked, and back.
        .target(
            name: "API",
            dependencies: [
                "Commands", "Engine", "Expressions", "Model", "Platform", "StreamRecords", "Values",
            ]),
        // What a handler's definition and writes may say and how a handler fares, for the APIs and
        // what runs handlers.
        .target(
            name: "HandlerModel",
            dependencies: [
                "API", "Commands", "Engine", "Expressions", "JSON", "Model", "PlainBodies",
                "Values",
            ]),
        .target(
            name: "DynamoDBAPI",
            dependencies: [
                "API", "Commands", "Engine", "Expressions", "JSON", "Model", "PartiQL", "Platform",
                "StreamRecords", "Values", crypto,
            ]),
        .target(
            name: "NativeAPI",
            dependencies: [
                "API", "Commands", "Engine", "Expressions", "HandlerModel", "JSON", "Model",
                "PlainBodies", "Platform", "Sketches", "Values",
            ],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(
            name: "LambdaAPI",
            dependencies: [
                "API", "Commands", "Engine", "HandlerModel", "JSON", "Model", "Platform",
                "StreamRecords", "Values",
            ]),
        .target(
            name: "Handlers",
            dependencies: [
                "Commands", "Engine", "Expressions", "HandlerModel", "JSON", "Model", "Platform",
                "StreamRecords", "Values", logging, serviceLifecycle, systemPackage, subprocess,
            ]),
        .target(name: "HTTP", dependencies: ["Platform", nioCore, nioPosix, logging]),
        .target(
            name: "Server",
            dependencies: [
                "API", "Commands", "DynamoDBAPI", "Engine", "HTTP", "HandlerModel", "JSON",
                "LambdaAPI", "Model",
                "NativeAPI", "Platform", "Values", nioCore, nioPosix, logging, serviceLifecycle,
                systemPackage,
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            plugins: ["EmbedContract"]),
        // Schemas/openapi.json as a string in Server.
        .plugin(name: "EmbedContract", capability: .buildTool()),
        // Calls to a server, with retries, and the counting of files exactly once.
        .target(
            name: "Client",
            dependencies: [
                "JSON", "Model", "Platform", nioCore, nioPosix, nioHTTP1,
                systemPackage,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),
        // What the commands share: the terminal, the options of those that call a server.
        .target(
            name: "Console",
            dependencies: ["Client", "Model", argumentParser, systemPackage]),
        // The commands `ingest` and `top`, an example of what can be built on the client.
        .target(
            name: "Clicks",
            dependencies: [
                "Client", "Console", "JSON", "Model", "Platform", "Values",
                argumentParser, systemPackage,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Examples/Clicks"),
        .executableTarget(
            name: "quipu",
            dependencies: [
                "API", "Clicks", "Client", "Commands", "Console", "DynamoDBAPI", "Engine", "HTTP",
                "HandlerModel", "Handlers", "JSON", "LambdaAPI", "Log", "Model", "NativeAPI",
                "Platform", "Server", "StreamRecords", "Values", nioCore, nioPosix, logging,
                serviceLifecycle, systemPackage, argumentParser,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            linkerSettings: [mimalloc]),
        .executableTarget(
            name: "LoadGenerator",
            dependencies: [
                "API", "Commands", "DynamoDBAPI", "Engine", "HTTP", "Model", "Platform", "Server",
                crypto,
                nioCore, nioPosix, argumentParser, logging,
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            path: "Tools/LoadGenerator", linkerSettings: [mimalloc]),
        // Calls whose instructions a test counts.
        .executableTarget(
            name: "Instructions",
            dependencies: [
                "API", "Commands", "DynamoDBAPI", "Engine", "HTTP", "Log", "Model", "NativeAPI",
                "Platform",
                "Server",
                nioCore, nioEmbedded,
            ],
            path: "Tools/Instructions", linkerSettings: [mimalloc]),

        .target(
            name: "TestSupport",
            dependencies: [
                "Commands", "Engine", "Expressions", "LMDB", "Log", "Model", "Platform", "Sketches",
                "Values",
                crypto, systemPackage,
            ],
            path: "Tests/TestSupport"),
        // How tests reach an API: in memory or over a socket; and a client that sends bytes as they are.
        .target(
            name: "TransportSupport",
            dependencies: [
                "API", "DynamoDBAPI", "Engine", "HTTP", "Model", "NativeAPI", "Server", nioCore,
                nioPosix, logging,
            ],
            path: "Tests/TransportSupport"),
        .testTarget(name: "LMDBTests", dependencies: ["LMDB", "Platform"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Platform"]),
        .testTarget(name: "ValuesTests", dependencies: ["Platform", "Values"]),
        .testTarget(
            name: "SketchesTests", dependencies: ["Platform", "Sketches"],
            exclude: ["Python", "Vectors"]),
        .testTarget(
            name: "ExpressionsTests",
            dependencies: ["Expressions", "Platform", "Sketches", "Values"]),
        .testTarget(name: "PartiQLTests", dependencies: ["Expressions", "PartiQL", "Values"]),
        .testTarget(name: "PlatformTests", dependencies: ["Platform"]),
        .testTarget(name: "LogTests", dependencies: ["Log", "Platform", systemPackage]),
        // One command of every kind: what the log's golden bytes are written for, and what fuzzing
        // begins with.
        .target(
            name: "CommandSamples",
            dependencies: ["Commands", "Engine", "Expressions", "Model", "Values"],
            path: "Tests/CommandSamples"),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "CommandSamples", "Commands", "Engine", "Expressions", "Model", "Sketches",
                "Values",
            ]),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Commands", "Engine", "Expressions", "LMDB", "Log", "Model", "Platform", "Sketches",
                "TestSupport", "Values", crypto, systemPackage,
            ]),
        .testTarget(
            name: "DynamoDBAPITests",
            dependencies: [
                "API", "Commands", "DynamoDBAPI", "Engine", "Expressions", "JSON", "Log", "Model",
                "Platform", "Sketches", "StreamRecords", "TestSupport", "TransportSupport",
                "Values", crypto, systemPackage,
            ]),
        .testTarget(
            name: "NativeAPITests",
            dependencies: [
                "API", "Commands", "DynamoDBAPI", "Engine", "Expressions", "HandlerModel", "JSON",
                "Model", "NativeAPI", "PlainBodies", "Platform", "Sketches", "TestSupport",
                "TransportSupport", "Values",
            ]),
        .testTarget(
            name: "LambdaAPITests",
            dependencies: [
                "API", "Commands", "Engine", "HandlerModel", "JSON", "LambdaAPI", "Model",
                "NativeAPI", "StreamRecords", "TestSupport", "Values",
            ]),
        .testTarget(
            name: "HandlersTests",
            dependencies: [
                "Commands", "Engine", "HandlerModel", "Handlers", "JSON", "Model", "Platform",
                "StreamRecords", "TestSupport", "Values", logging, serviceLifecycle,
                systemPackage, subprocess,
            ]),
        .testTarget(
            name: "HTTPTests",
            dependencies: ["FuzzTargets", "HTTP", "Platform", "TestSupport", nioCore]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "API", "Commands", "DynamoDBAPI", "Engine", "HTTP", "HandlerModel", "LambdaAPI",
                "Model", "NativeAPI", "Platform", "Server", "TestSupport", "TransportSupport",
                "Values", nioCore, nioPosix, logging,
            ]),
        // How the bounds of all targets go together.
        .testTarget(
            name: "LimitsTests",
            dependencies: [
                "Client", "DynamoDBAPI", "Engine", "Expressions", "HTTP", "HandlerModel",
                "Handlers", "JSON", "LMDB", "Log", "Model", "NativeAPI", "PlainBodies", "Platform",
                "Values",
            ]),
        // Readers of untrusted bytes, and what must hold of them whatever the bytes are.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "API", "CommandSamples", "Commands", "Engine", "Expressions", "HTTP",
                "HandlerModel", "Handlers", "JSON", "Log", "Model", "NativeAPI", "PartiQL",
                "PlainBodies", "Platform", "Server", "Sketches", "StreamRecords", "Values", nioCore,
            ],
            path: "Tests/FuzzTargets"),
        .testTarget(name: "FuzzTests", dependencies: ["CommandSamples", "Engine", "FuzzTargets"]),
        .testTarget(name: "TidyTests"),
    ]
)

// QUIPU_FUZZ=1 adds the fuzzer, which only Tools/fuzz builds: instrumented, in a folder of its own.
if Context.environment["QUIPU_FUZZ"] == "1" {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["CFuzzer", "FuzzTargets"], path: "Tests/Fuzz",
            exclude: ["CFuzzer"]),
    ]
}

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
