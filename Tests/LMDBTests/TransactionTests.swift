import LMDB
import Testing

@Suite("Transactions") struct TransactionTests {
    @Test func `what is put is found, also before the commit`() throws {
        try withEnvironment { environment, items in
            var write = try environment.beginWrite()
            try write.put([1, 2, 3], for: [9], in: items)
            #expect(try write.bytes(for: [9], in: items) == [1, 2, 3])
            try write.commit()
            let read = try environment.beginRead()
            #expect(try read.bytes(for: [9], in: items) == [1, 2, 3])
            let key: [UInt8] = [9]
            if let span = try read.value(for: key.span, in: items) {
                #expect(array(span) == [1, 2, 3])
            } else {
                Issue.record("the value is missing")
            }
        }
    }

    @Test func `an absent key is nil and its deletion is false`() throws {
        try withEnvironment { environment, items in
            var write = try environment.beginWrite()
            #expect(try write.bytes(for: [1], in: items) == nil)
            #expect(try write.delete([1], in: items) == false)
            try write.put([], for: [1], in: items)
            #expect(try write.bytes(for: [1], in: items) == [])
            #expect(try write.delete([1], in: items))
            #expect(try write.bytes(for: [1], in: items) == nil)
        }
    }

    @Test func `an aborted or dropped transaction leaves nothing behind`() throws {
        try withEnvironment { environment, items in
            var first = try environment.beginWrite()
            try first.put([1], for: [1], in: items)
            first.abort()
            do {
                var second = try environment.beginWrite()
                try second.put([1], for: [2], in: items)
            }
            let read = try environment.beginRead()
            #expect(try read.statistics(of: items).entries == 0)
        }
    }

    @Test func `a reader keeps its view until it is renewed`() throws {
        try withEnvironment { environment, items in
            try store([([1], [1])], in: items, of: environment)
            var read = try environment.beginRead()
            try store([([1], [2]), ([2], [2])], in: items, of: environment)
            #expect(try read.bytes(for: [1], in: items) == [1])
            #expect(try read.bytes(for: [2], in: items) == nil)
            read.reset()
            try read.renew()
            #expect(try read.bytes(for: [1], in: items) == [2])
            try store([([1], [3])], in: items, of: environment)
            try read.renew()
            #expect(try read.bytes(for: [1], in: items) == [3])
        }
    }

    @Test func `a reset transaction refuses reads`() throws {
        try withEnvironment { environment, items in
            try store([([1], [1])], in: items, of: environment)
            var read = try environment.beginRead()
            read.reset()
            read.reset()
            #expect(throws: LMDBError.self) { try read.bytes(for: [1], in: items) }
            try read.renew()
            #expect(try read.bytes(for: [1], in: items) == [1])
        }
    }

    @Test func `noOverwrite keeps the old value and says so`() throws {
        try withEnvironment { environment, items in
            var write = try environment.beginWrite()
            #expect(try write.put([1], for: [1], in: items, .noOverwrite))
            #expect(try write.put([2], for: [1], in: items, .noOverwrite) == false)
            #expect(try write.bytes(for: [1], in: items) == [1])
            #expect(try write.put([2], for: [1], in: items))
            #expect(try write.bytes(for: [1], in: items) == [2])
        }
    }

    @Test func `append wants ascending keys`() throws {
        try withEnvironment { environment, items in
            var write = try environment.beginWrite()
            try write.put([1], for: [1], in: items, .append)
            try write.put([1], for: [3], in: items, .append)
            let error = #expect(throws: LMDBError.self) {
                try write.put([1], for: [2], in: items, .append)
            }
            #expect(error?.isOutOfOrder == true)
        }
    }

    @Test func `keys of no bytes or too many are refused clearly`() throws {
        try withEnvironment { environment, items in
            var write = try environment.beginWrite()
            let longest = [UInt8](repeating: 7, count: LMDBLimits.keyBytesMax)
            try write.put([1], for: longest, in: items)
            #expect(try write.bytes(for: longest, in: items) == [1])
            let empty = #expect(throws: LMDBError.self) { try write.put([1], for: [], in: items) }
            #expect(empty?.isBadSize == true)
            #expect(empty?.message == "a key has 1...511 bytes, this one has 0")
            let long = #expect(throws: LMDBError.self) {
                try write.put([1], for: longest + [1], in: items)
            }
            #expect(long?.isBadSize == true)
            #expect(throws: LMDBError.self) { try write.bytes(for: [], in: items) }
            #expect(throws: LMDBError.self) { try write.delete([], in: items) }
            #expect(try write.bytes(for: longest + [1], in: items) == nil)
        }
    }

    @Test func `a large value comes back whole`() throws {
        try withEnvironment { environment, items in
            let value = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try store([([1], value)], in: items, of: environment)
            let read = try environment.beginRead()
            #expect(try read.bytes(for: [1], in: items) == value)
            #expect(try read.statistics(of: items).overflowPages > 200)
        }
    }

    @Test func `emptying a database frees its pages`() throws {
        try withEnvironment { environment, items in
            let others = try open("others", in: environment)
            let entries = (0..<1000).map {
                ([UInt8($0 / 250), UInt8($0 % 250)], [UInt8](repeating: 1, count: 100))
            }
            try store(entries, in: items, of: environment)
            try store([([1], [1])], in: others, of: environment)
            var write = try environment.beginWrite()
            #expect(try write.statistics(of: items).entries == 1000)
            #expect(try write.statistics(of: items).depth > 1)
            try write.empty(items)
            #expect(try write.statistics(of: items).bytes == 0)
            try write.commit()
            let read = try environment.beginRead()
            #expect(try read.bytes(for: [0, 1], in: items) == nil)
            #expect(try read.bytes(for: [1], in: others) == [1])
        }
    }

    @Test func `a full map is an error of its own and the transaction can be given up`() throws {
        try withEnvironment(EnvironmentOptions(mapBytes: 256 << 10)) { environment, items in
            try store([([1], [1])], in: items, of: environment)
            var write = try environment.beginWrite()
            do throws(LMDBError) {
                for index in UInt8(0)..<255 {
                    try write.put([UInt8](repeating: 1, count: 3000), for: [2, index], in: items)
                }
                Issue.record("the map took more than it holds")
            } catch {
                #expect(error.isMapFull)
            }
            write.abort()
            // A larger map takes it.
            try environment.setMapBytes(16 << 20)
            try store([([2], [UInt8](repeating: 1, count: 1 << 20))], in: items, of: environment)
            #expect(try environment.statistics().mapBytes == 16 << 20)
        }
    }

    @Test func `a commit after a failed put is refused`() throws {
        try withEnvironment(EnvironmentOptions(mapBytes: 128 << 10)) { environment, items in
            var write = try environment.beginWrite()
            #expect(throws: LMDBError.self) {
                try write.put([UInt8](repeating: 1, count: 1 << 20), for: [1], in: items)
            }
            var refused = false
            do throws(LMDBError) { try write.commit() } catch { refused = true }
            #expect(refused)
            try store([([1], [1])], in: items, of: environment)
        }
    }

    @Test func `a read transaction moves to another thread`() async throws {
        let path = "/tmp/quipu-lmdb-move-\(UInt64.random(in: .min ... .max))"
        try await withDirectory(at: path) { path in
            let environment = try Environment(path: path, options: EnvironmentOptions())
            let items = try open("items", in: environment)
            try store([([1], [4])], in: items, of: environment)
            let read = try environment.beginRead()
            let task = Task { try read.bytes(for: [1], in: items) }
            #expect(try await task.value == [4])
        }
    }
}
