import ArgumentParser
import Foundation
import Histogram
import NIOCore
import NIOPosix

/// Where the load goes and how much of it there is.
struct LoadOptions: ParsableArguments {
    @Option(help: "The server's address.")
    var host = "127.0.0.1"
    @Option(help: "The server's port.")
    var port = 8000
    @Option(help: "Connections.")
    var connections = 64
    @Option(help: "Requests on their way on each connection.")
    var depth = 1
    @Option(help: "Threads of this client.")
    var threads = 1
    @Option(help: "Items.")
    var items = 100_000
    @Option(help: "The table.")
    var table = "bench"
    @Flag(help: "Send the headers that an AWS SDK sends.")
    var sdkHeaders = false

    func validate() throws {
        guard connections > 0, depth > 0, threads > 0, items > 0 else {
            throw ValidationError("All numbers must be at least 1.")
        }
        guard items <= 999_999_999 else { throw ValidationError("Too many items.") }
    }
}

/// One run of a workload over all connections.
struct Load {
    let options: LoadOptions
    let workload: Workload
    var sizes = Workload.Sizes()
    /// The stream of a table that is made.
    var stream = TableStream.none
    /// The hour in which events lie, as seconds since 1970.
    var hour = Int(Date.now.timeIntervalSince1970) / 3600 * 3600 - 3600
    /// How many requests to send in all; `nil` sends until told to stop.
    let requests: Int?

    /// What came of it.
    struct Outcome {
        var latencies = Histogram<UInt64>(highestTrackableValue: 60_000_000_000)
        var answers = 0
        var refusals = 0
        var firstRefusal: String?

        func milliseconds(_ percentile: Double) -> String {
            let micros = latencies.valueAtPercentile(percentile) / 1000
            return "\(Double(micros) / 1000) ms"
        }

        mutating func add(_ part: Outcome) {
            latencies.add(part.latencies)
            answers += part.answers
            refusals += part.refusals
            firstRefusal = firstRefusal ?? part.firstRefusal
        }
    }

    /// Runs until all requests are answered, or for `seconds` after `warmUpSeconds`.
    ///
    /// - Parameter measured: called at the beginning and at the end of the measurement.
    func run(
        warmUpSeconds: Int, seconds: Int, measured: () throws -> Void
    ) async throws -> Outcome {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: options.threads)
        var tallies: [NIOLoopBound<Tally>] = []
        for loop in group.makeIterator() {
            tallies.append(
                try await loop.submit { NIOLoopBound(makeTally(), eventLoop: loop) }.get())
        }
        var ended: [EventLoopFuture<Void>] = []
        for number in 0..<options.connections {
            let loop = tallies[number % tallies.count]
            ended.append(try await connect(loop))
        }
        if requests == nil { try await Task.sleep(for: .seconds(warmUpSeconds)) }
        try measured()
        for tally in tallies { try await tally.change { $0.isMeasuring = true } }
        if requests == nil {
            try await Task.sleep(for: .seconds(seconds))
            for tally in tallies {
                try await tally.change {
                    $0.isMeasuring = false
                    $0.isStopping = true
                }
            }
            try measured()
        }
        for connection in ended { try await connection.get() }
        if requests != nil { try measured() }
        var outcome = Outcome()
        for tally in tallies {
            outcome.add(try await tally.outcome())
        }
        try await group.shutdownGracefully()
        return outcome
    }

    private func makeTally() -> Tally {
        let tally = Tally()
        let items = options.items
        if let requests {
            // Every item in turn; the threads share the work in interleaved halves.
            var next = 0
            tally.requestsLeft = requests
            tally.isMeasuring = true
            tally.nextNumber = {
                defer { next += 1 }
                return next % items
            }
        } else {
            var random = SplitMix64(seed: UInt64.random(in: .min ... .max))
            tally.nextNumber = { Int(random.next() % UInt64(items)) }
        }
        return tally
    }

    private func connect(_ tally: NIOLoopBound<Tally>) async throws -> EventLoopFuture<Void> {
        let target = Workload.Target(
            host: "\(options.host):\(options.port)", table: options.table, stream: stream,
            hasSDKHeaders: options.sdkHeaders)
        let template = workload.template(for: target, sizes: sizes, hour: hour)
        let depth = options.depth
        let source = Int.random(in: 0..<1_000_000_000)
        let ended = tally.eventLoop.makePromise(of: Void.self)
        _ = try await ClientBootstrap(group: tally.eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        LoadConnection(
                            template: template,
                            numbers: RequestNumbers(
                                source: source, nextLink: tally.value.nextNumber),
                            depth: depth, tally: tally.value, ended: ended))
                }
            }
            .connect(host: options.host, port: options.port)
            .flatMapErrorThrowing { error in
                ended.succeed()
                throw error
            }.get()
        return ended.futureResult
    }
}

extension NIOLoopBound<Tally> {
    fileprivate func change(_ body: @escaping @Sendable (Tally) -> Void) async throws {
        try await eventLoop.submit { body(self.value) }.get()
    }

    fileprivate func outcome() async throws -> Load.Outcome {
        try await eventLoop.submit {
            let tally = self.value
            var outcome = Load.Outcome()
            outcome.latencies = tally.latencies
            outcome.answers = tally.answers
            outcome.refusals = tally.refusals
            outcome.firstRefusal = tally.firstRefusal
            return outcome
        }.get()
    }
}

/// A small fast generator, so that the client does not spend its time on randomness.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
