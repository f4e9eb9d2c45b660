import Engine
import HTTP
import NIOCore
import NIOEmbedded
import Server

/// Hands requests in over connections in memory, and takes the answers.
///
/// While a group of writes is held in its sync the next group is handed in; so groups are the same
/// in every run, and of the writer and this thread only one runs at a time.
final class Desk {
    private let loop = QuietLoop()
    private let hold: SyncHold
    /// Those of the group that is held, of which the first are waiting for answers.
    private var held: [EmbeddedChannel] = []
    private var awaited = 0
    /// Those of the next group.
    private var free: [EmbeddedChannel] = []
    private var requestCounts: [Call: Int] = [:]

    init(routes: Routes, hold: SyncHold, seconds: Int64) throws {
        self.hold = hold
        let server = ChannelServer(routes: routes, eventLoop: loop, seconds: seconds)
        for _ in 0..<(Call.allCases.map(\.groupSize).max() ?? 1) {
            held.append(try connect(to: server))
            free.append(try connect(to: server))
        }
    }

    private func connect(to server: ChannelServer) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: loop.embedded)
        try server.serve(channel)
        channel.pipeline.fireChannelActive()
        return channel
    }

    /// Makes the table and its items, moves them to base, has the writer held in a group's sync.
    func prepare(_ store: Store) throws {
        let size = 128
        let batches = (0..<Call.links / size).map { Call.batch(of: size, number: $0) }
        let preparations =
            [Call.definition] + batches + [CallHistory.definition] + CallHistory.events
            + [CallIndexes.definition, CallIndexes.items]
        for request in preparations {
            try held[0].writeInbound(request)
            try awaitAnswer(from: held[0])
        }
        try store.checkpoint()
        hold.begin()
        try held[0].writeInbound(Call.increment.request(0))
        awaited = 1
        hold.waitUntilHeld()
    }

    /// The next requests of a call: a stack of groups, each a stack of requests.
    func requests(for call: Call) -> [[ByteBuffer]] {
        let count = call.rounds * call.groupSize
        let first = requestCounts[call, default: 0]
        requestCounts[call] = first + count
        return stride(from: first, to: first + count, by: call.groupSize).reversed().map { first in
            (first..<first + call.groupSize).reversed().map { call.request($0) }
        }
    }

    /// Carries out groups of one call.
    ///
    /// It takes them off their stacks, so that a connection owns its request's bytes, as it owns
    /// those that come from a socket.
    func perform(_ call: Call, _ groups: consuming [[ByteBuffer]]) throws {
        while let group = groups.popLast() {
            if call.isRead { try read(group, isPage: call.isPage) } else { try write(group) }
        }
    }

    private func read(_ requests: consuming [ByteBuffer], isPage: Bool) throws {
        for channel in free {
            guard let request = requests.popLast() else { break }
            try channel.writeInbound(request)
            if isPage { try awaitAnswer(from: channel) } else { try Desk.take(from: channel) }
        }
    }

    private func write(_ requests: consuming [ByteBuffer]) throws {
        let count = requests.count
        for channel in free {
            guard let request = requests.popLast() else { break }
            try channel.writeInbound(request)
        }
        hold.letGo()
        hold.waitUntilHeld()
        loop.runTasks()
        for channel in held.prefix(awaited) { try Desk.take(from: channel) }
        swap(&held, &free)
        awaited = count
    }

    /// Waits for an answer that another thread makes, which may hand its work over several times.
    private func awaitAnswer(from channel: EmbeddedChannel) throws {
        while true {
            loop.waitForTasks()
            loop.runTasks()
            guard let answer = try channel.readOutbound(as: ByteBuffer.self) else { continue }
            return try Desk.check(answer)
        }
    }

    private static func take(from channel: EmbeddedChannel) throws {
        guard let answer = try channel.readOutbound(as: ByteBuffer.self) else {
            throw Failure("a call was not answered in its turn")
        }
        try check(answer)
    }

    private static func check(_ answer: ByteBuffer) throws {
        // "20" in "HTTP/1.1 200 OK".
        guard answer.getInteger(at: answer.readerIndex + 9, as: UInt16.self) == 0x3230 else {
            throw Failure("a call was refused: \(String(buffer: answer))")
        }
    }
}
