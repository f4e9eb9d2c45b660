import LMDB
import Testing

@Suite("Environments") struct EnvironmentTests {
    @Test func `data survives closing and opening`() throws {
        try withDirectory { path in
            do {
                let environment = try Environment(path: path, options: EnvironmentOptions())
                let items = try open("items", in: environment)
                try store([([1], [2])], in: items, of: environment)
            }
            let environment = try Environment(path: path, options: EnvironmentOptions())
            guard let items = try environment.openDatabase("items") else { throw NoDatabase() }
            #expect(try environment.beginRead().bytes(for: [1], in: items) == [2])
            #expect(try environment.openDatabase("nothing") == nil)
        }
    }

    @Test func `writeMap and noSync keep data over a clean close`() throws {
        var options = EnvironmentOptions(mapBytes: 8 << 20)
        options.noSync = true
        options.writeMap = true
        options.noMemoryInit = true
        options.noReadAhead = true
        try withDirectory { path in
            do {
                let environment = try Environment(path: path, options: options)
                let items = try open("items", in: environment)
                try store([([1], [2])], in: items, of: environment)
                try environment.sync(force: true)
            }
            let environment = try Environment(path: path, options: options)
            let items = try open("items", in: environment)
            #expect(try environment.beginRead().bytes(for: [1], in: items) == [2])
        }
    }

    @Test func `two environments live side by side`() throws {
        try withEnvironment { first, firstItems in
            try withEnvironment { second, secondItems in
                try store([([1], [1])], in: firstItems, of: first)
                try store([([1], [2])], in: secondItems, of: second)
                var write = try first.beginWrite()
                var other = try second.beginWrite()
                try write.put([3], for: [2], in: firstItems)
                try other.put([4], for: [2], in: secondItems)
                try other.commit()
                try write.commit()
                #expect(try first.beginRead().bytes(for: [2], in: firstItems) == [3])
                #expect(try second.beginRead().bytes(for: [2], in: secondItems) == [4])
            }
        }
    }

    @Test func `one directory opens once in a process`() throws {
        try withDirectory { path in
            let first = try Environment(path: path, options: EnvironmentOptions())
            let error = #expect(throws: LMDBError.self) {
                _ = try Environment(path: path + "/.", options: EnvironmentOptions())
            }
            #expect(error?.isBusy == true)
            first.close()
            _ = try Environment(path: path, options: EnvironmentOptions())
        }
    }

    @Test func `opening a missing directory says so`() throws {
        try withDirectory { path in
            let error = #expect(throws: LMDBError.self) {
                _ = try Environment(path: path + "/none", options: EnvironmentOptions())
            }
            #expect(error?.message == "No such file or directory")
        }
    }

    @Test func `a closed environment refuses, and waits for readers`() throws {
        try withDirectory { path in
            let environment = try Environment(path: path, options: EnvironmentOptions())
            let items = try open("items", in: environment)
            try store([([1], [1])], in: items, of: environment)
            do {
                let read = try environment.beginRead()
                environment.close()
                #expect(try read.bytes(for: [1], in: items) == [1])
                #expect(throws: LMDBError.self) { _ = try environment.beginRead() }
                #expect(throws: LMDBError.self) { _ = try environment.beginWrite() }
                #expect(throws: LMDBError.self) {
                    _ = try Environment(path: path, options: EnvironmentOptions())
                }
            }
            _ = try Environment(path: path, options: EnvironmentOptions())
            environment.close()
            #expect(throws: LMDBError.self) { try environment.sync() }
        }
    }

    @Test func `a transaction keeps its environment alive`() throws {
        try withDirectory { path in
            func begin() throws -> (ReadTransactionBox, Database) {
                let environment = try Environment(path: path, options: EnvironmentOptions())
                let items = try open("items", in: environment)
                try store([([1], [1])], in: items, of: environment)
                return (ReadTransactionBox(try environment.beginRead()), items)
            }
            do {
                let (box, items) = try begin()
                #expect(try box.transaction.bytes(for: [1], in: items) == [1])
            }
            // And nothing holds it once the transaction is gone.
            _ = try Environment(path: path, options: EnvironmentOptions())
        }
    }

    @Test func `too many readers is an error of its own, and ended ones make room`() throws {
        try withEnvironment(EnvironmentOptions(readersMax: 2)) { environment, items in
            do {
                let first = try environment.beginRead()
                let second = try environment.beginRead()
                let error = #expect(throws: LMDBError.self) { _ = try environment.beginRead() }
                #expect(error?.isReadersFull == true)
                #expect(try environment.statistics().activeTransactions == 2)
                #expect(try first.bytes(for: [1], in: items) == nil)
                #expect(try second.bytes(for: [1], in: items) == nil)
            }
            for _ in 0..<10 {
                let first = try environment.beginRead()
                let second = try environment.beginRead()
                #expect(try first.bytes(for: [1], in: items) == nil)
                #expect(try second.bytes(for: [1], in: items) == nil)
            }
            #expect(try environment.statistics().readersUsed == 2)
            #expect(try environment.statistics().activeTransactions == 0)
        }
    }

    @Test func `the map is not moved under a transaction`() throws {
        try withEnvironment { environment, items in
            var read = try environment.beginRead()
            let error = #expect(throws: LMDBError.self) { try environment.setMapBytes(1 << 31) }
            #expect(error?.isBusy == true)
            read.reset()
            try environment.setMapBytes(1 << 31)
            try read.renew()
            #expect(try read.bytes(for: [1], in: items) == nil)
            #expect(try environment.statistics().mapBytes == 1 << 31)
        }
    }

    @Test(arguments: [false, true])
    func `a copy opens and holds the same`(compact: Bool) throws {
        try withEnvironment { environment, items in
            try store([([1], [1]), ([2], [2])], in: items, of: environment)
            try withDirectory { path in
                try environment.copy(to: path, compact: compact)
                let copy = try Environment(path: path, options: EnvironmentOptions())
                let copied = try open("items", in: copy)
                #expect(try copy.beginRead().bytes(for: [2], in: copied) == [2])
            }
        }
    }

    @Test func `a read-only environment reads and does not write`() throws {
        try withDirectory { path in
            do {
                let environment = try Environment(path: path, options: EnvironmentOptions())
                try store([([1], [1])], in: try open("items", in: environment), of: environment)
            }
            var options = EnvironmentOptions()
            options.isReadOnly = true
            let environment = try Environment(path: path, options: options)
            guard let items = try environment.openDatabase("items") else { throw NoDatabase() }
            #expect(try environment.beginRead().bytes(for: [1], in: items) == [1])
            #expect(throws: LMDBError.self) { _ = try environment.beginWrite() }
        }
    }

    @Test func `the numbers of an environment are told`() throws {
        try withEnvironment(EnvironmentOptions(mapBytes: 4 << 20, readersMax: 7)) {
            environment, items in
            let before = try environment.statistics()
            #expect(before.mapBytes == 4 << 20)
            #expect(before.readersMax == 7)
            #expect(before.pageBytes == 4096)
            try store([([1], [UInt8](repeating: 1, count: 100_000))], in: items, of: environment)
            let after = try environment.statistics()
            #expect(after.lastPage > before.lastPage + 20)
            #expect(after.usedBytes > 100_000)
            #expect(after.lastTransaction == before.lastTransaction + 1)
            #expect(try environment.clearStaleReaders() == 0)
        }
    }

    @Test func `too many databases is refused`() throws {
        try withEnvironment(EnvironmentOptions(databasesMax: 1)) { environment, _ in
            #expect(throws: LMDBError.self) {
                _ = try environment.openDatabase("second", create: true)
            }
            let items = try environment.openDatabase("items")
            #expect(items != nil)
        }
    }

    @Test func `a database made by an aborted transaction is not there`() throws {
        try withEnvironment { environment, _ in
            var write = try environment.beginWrite()
            #expect(try write.openDatabase("fleeting", create: true) != nil)
            write.abort()
            #expect(try environment.openDatabase("fleeting") == nil)
        }
    }

    @Test func `many threads read while one writes`() async throws {
        let path = "/tmp/quipu-lmdb-many-\(UInt64.random(in: .min ... .max))"
        try await withDirectory(at: path) { path in
            let environment = try Environment(path: path, options: EnvironmentOptions())
            let items = try open("items", in: environment)
            // Both keys always hold the same value.
            try store([([1], [0]), ([2], [0])], in: items, of: environment)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<2000 {
                            let read = try environment.beginRead()
                            let first = try read.bytes(for: [1], in: items)
                            let second = try read.bytes(for: [2], in: items)
                            #expect(first == second)
                        }
                    }
                }
                group.addTask {
                    for round in UInt8(1)...100 {
                        try store([([1], [round]), ([2], [round])], in: items, of: environment)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try environment.beginRead().bytes(for: [1], in: items) == [100])
        }
    }
}

/// Holds a transaction as the engine's snapshots do.
private final class ReadTransactionBox {
    let transaction: ReadTransaction

    init(_ transaction: consuming ReadTransaction) { self.transaction = transaction }
}
