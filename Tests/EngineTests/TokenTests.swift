import Commands
import Engine
import Model
import TestSupport
import Testing
import Values

@Suite("Request tokens") struct TokenTests {
    private let token = TransactionToken(text: "order-1", digest: [1, 2, 3])
    private let key = Sample.key("a", "1")

    private func count(_ table: Table, _ token: TransactionToken?) throws -> Transaction {
        Transaction(
            writes: [
                try table.updating(key, "ADD n :one", [":one": 1]),
                table.deleting(Sample.key("a", "2")),
            ], token: token)
    }

    @Test func `a retry under the same token changes nothing and tells the sizes`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let reply = try await store.commit(try count(table, token))
            guard case .applied(let changes) = reply else { throw UnexpectedReply() }
            let bytes = try #require(changes.first?.new?.size)
            for _ in 1...3 {
                #expect(
                    try await store.commit(try count(table, token))
                        == .repeated(imageBytes: [bytes, 0]))
            }
            #expect(try store.item(key, in: table)?["n"] == 1)
            _ = try await store.commit(try count(table, nil))
            #expect(try store.item(key, in: table)?["n"] == 2)
        }
    }

    @Test func `a retry in the same group as the first try changes nothing`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let once = try count(table, token)
            let outcomes = await store.handIn(Array(repeating: once, count: 50)).all
            var replays = 0
            for outcome in outcomes {
                if case .repeated = try outcome.reply(as: Transaction.Reply.self) { replays += 1 }
            }
            #expect(replays == 49)
            #expect(try store.item(key, in: table)?["n"] == 1)
        }
    }

    @Test func `another request under the same token is rejected`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            _ = try await store.commit(try count(table, token))
            let other = TransactionToken(text: token.text, digest: [9])
            #expect(try await store.rejection(of: try count(table, other)) == .tokenMismatch)
            #expect(try store.item(key, in: table)?["n"] == 1)
        }
    }

    @Test func `a token lives for ten minutes and not a second longer`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let table = try await store.makeTable()
            _ = try await store.commit(try count(table, token))
            time.advance(seconds: Limits.tokenLifeSeconds)
            _ = try await store.commit(try count(table, token))
            #expect(try store.item(key, in: table)?["n"] == 1)
            time.advance(seconds: 1)
            // Now it is free for any request, which it then stands for.
            let other = TransactionToken(text: token.text, digest: [9])
            _ = try await store.commit(try count(table, other))
            #expect(try store.item(key, in: table)?["n"] == 2)
            #expect(try await store.rejection(of: try count(table, token)) == .tokenMismatch)
        }
    }

    @Test func `a transaction that was cancelled leaves its token free`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let write = try table.updating(
                key, "ADD n :one", [":one": 1], if: "attribute_exists(pk)")
            let conditional = Transaction(writes: [write], token: token)
            #expect(try await store.rejection(of: conditional) != nil)
            try await store.put(Sample.item("a", "1"), in: table)
            _ = try await store.commit(conditional)
            _ = try await store.commit(conditional)
            #expect(try store.item(key, in: table)?["n"] == 1)
        }
    }

    @Test func `a token survives a crash, with and without a checkpoint`() async throws {
        let time = ManualTime()
        let directory = try TemporaryDirectory()
        try await withStore(in: directory, time: time) { store in
            let table = try await store.makeTable()
            _ = try await store.commit(try count(table, token))
            for _ in 1...2 {
                try await withStore(in: try directory.copy(), time: time) { reopened in
                    guard case .repeated = try await reopened.commit(try count(table, token)) else {
                        throw UnexpectedReply()
                    }
                    #expect(try reopened.item(key, in: table)?["n"] == 1)
                    time.advance(seconds: Limits.tokenLifeSeconds + 1)
                    _ = try await reopened.commit(try count(table, token))
                    #expect(try reopened.item(key, in: table)?["n"] == 2)
                    time.advance(seconds: -Limits.tokenLifeSeconds - 1)
                }
                try store.checkpoint()
            }
        }
    }

    @Test func `checkpoints forget transactions that have ended, and only those`() async throws {
        let time = ManualTime()
        try await withStore(time: time) { store in
            let table = try await store.makeTable()
            for number in 1...5 {
                let token = TransactionToken(text: "t\(number)", digest: [1])
                _ = try await store.commit(try count(table, token))
            }
            try store.checkpoint()
            #expect(try store.checkIntegrity().idempotencyRecords == 5)

            time.advance(seconds: Limits.tokenLifeSeconds + 1)
            // One is used anew: its second life must not end with the first.
            let again = TransactionToken(text: "t3", digest: [1])
            _ = try await store.commit(try count(table, again))
            try store.checkpoint()
            #expect(try store.checkIntegrity().idempotencyRecords == 1)
            guard case .repeated = try await store.commit(try count(table, again)) else {
                throw UnexpectedReply()
            }

            time.advance(seconds: Limits.tokenLifeSeconds + 1)
            try await store.put(Sample.item("a", "x"), in: table)
            try store.checkpoint()
            #expect(try store.checkIntegrity().idempotencyRecords == 0)
        }
    }

    @Test func `checkpoints forget transactions in bounded steps`() async throws {
        let time = ManualTime()
        try await withStore(time: time, configure: { $0.collectedEntriesMax = 4 }) { store in
            let table = try await store.makeTable()
            try await store.commitAll(
                try (1...10).map { try count(table, TransactionToken(text: "t\($0)", digest: [1])) }
            )
            // A checkpoint that brings much takes as much away; these bring little.
            try store.checkpoint()
            time.advance(seconds: Limits.tokenLifeSeconds + 1)
            var left: [Int] = []
            for number in 1...4 {
                try await store.put(Sample.item("a", "x\(number)"), in: table)
                try store.checkpoint()
                left.append(try store.checkIntegrity().idempotencyRecords)
            }
            #expect(left == [6, 2, 0, 0])
        }
    }
}
