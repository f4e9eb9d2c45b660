import LMDB
import Platform
import Testing

@Suite("Cursors") struct CursorTests {
    /// Even numbers from 10 to 30.
    private let entries: [([UInt8], [UInt8])] = stride(from: UInt8(10), through: 30, by: 2).map {
        ([$0], [$0, $0])
    }

    private func withEntries(_ body: (Environment, Database) throws -> Void) throws {
        try withEnvironment { environment, items in
            try store(entries.shuffled(), in: items, of: environment)
            try body(environment, items)
        }
    }

    @Test func `a cursor's key is compared where it lies`() throws {
        try withEntries { environment, items in
            let read = try environment.beginRead()
            var cursor = try read.cursor(in: items)
            #expect(try cursor.move(toAtOrAfter: [12]))
            for (other, order) in [([12], 0), ([11, 0], 1), ([12, 0], -1), ([13], -1), ([], 1)]
                as [([UInt8], Int)]
            {
                let found = cursor.compareKey(with: other.span)
                #expect(found == order)
            }
        }
    }

    @Test func `a cursor walks in key order both ways`() throws {
        try withEntries { environment, items in
            let read = try environment.beginRead()
            var cursor = try read.cursor(in: items)
            var seen: [[UInt8]] = []
            var isOnEntry = try cursor.moveToFirst()
            while isOnEntry {
                #expect(cursor.valueBytes == cursor.keyBytes + cursor.keyBytes)
                #expect(array(cursor.key) == cursor.keyBytes)
                #expect(array(cursor.value) == cursor.valueBytes)
                seen.append(cursor.keyBytes)
                isOnEntry = try cursor.moveToNext()
            }
            #expect(seen == entries.map(\.0))
            let isStillOnEntry = cursor.isOnEntry
            #expect(isStillOnEntry == false)
            seen = []
            isOnEntry = try cursor.moveToLast()
            while isOnEntry {
                seen.append(cursor.keyBytes)
                isOnEntry = try cursor.moveToPrevious()
            }
            #expect(seen == entries.map(\.0).reversed())
        }
    }

    @Test func `seeking finds the neighbours of a key`() throws {
        try withEntries { environment, items in
            let read = try environment.beginRead()
            var cursor = try read.cursor(in: items)
            for wanted in UInt8(8)...32 {
                let atOrAfter = entries.map { $0.0[0] }.first { $0 >= wanted }
                let before = entries.map { $0.0[0] }.last { $0 < wanted }
                let atOrBefore = entries.map { $0.0[0] }.last { $0 <= wanted }
                #expect(try cursor.move(toAtOrAfter: [wanted]) == (atOrAfter != nil))
                #expect((cursor.isOnEntry ? cursor.keyBytes[0] : nil) == atOrAfter)
                #expect(try cursor.move(toBefore: [wanted]) == (before != nil))
                #expect((cursor.isOnEntry ? cursor.keyBytes[0] : nil) == before)
                #expect(try cursor.move(toAtOrBefore: [wanted]) == (atOrBefore != nil))
                #expect((cursor.isOnEntry ? cursor.keyBytes[0] : nil) == atOrBefore)
            }
            let beyond = [UInt8](repeating: 20, count: LMDBLimits.keyBytesMax + 1)
            #expect(try cursor.move(toAtOrAfter: beyond))
            #expect(cursor.keyBytes == [22])
            #expect(throws: LMDBError.self) { try cursor.move(toAtOrAfter: []) }
        }
    }

    @Test func `a cursor on an empty database stands nowhere`() throws {
        try withEnvironment { environment, items in
            let read = try environment.beginRead()
            var cursor = try read.cursor(in: items)
            #expect(try !cursor.moveToFirst())
            #expect(try !cursor.moveToLast())
            #expect(try !cursor.moveToNext())
            #expect(try !cursor.move(toAtOrAfter: [1]))
            #expect(try !cursor.move(toBefore: [1]))
        }
    }

    @Test func `a cursor keeps its transaction going`() throws {
        try withEntries { environment, items in
            func makeCursor() throws -> Cursor { try environment.beginRead().cursor(in: items) }
            var cursor = try makeCursor()
            try store([([11], [0])], in: items, of: environment)
            #expect(try environment.statistics().activeTransactions == 1)
            #expect(try cursor.move(toAtOrAfter: [11]))
            #expect(cursor.keyBytes == [12])
            cursor = try makeCursor()
            #expect(try environment.statistics().activeTransactions == 1)
            #expect(try cursor.move(toAtOrAfter: [11]))
            #expect(cursor.keyBytes == [11])
        }
    }

    /// What the engine does: two layers in one value, stored, without lifetime annotations.
    private struct Layers: ~Copyable {
        var upper: Cursor
        var lower: Cursor

        mutating func smallest() throws -> [UInt8]? {
            let hasUpper = try upper.moveToFirst()
            let hasLower = try lower.moveToFirst()
            switch (hasUpper, hasLower) {
            case (true, true): return min(upper.keyBytes[0], lower.keyBytes[0]).bytes
            case (true, false): return upper.keyBytes
            case (false, true): return lower.keyBytes
            case (false, false): return nil
            }
        }
    }

    @Test func `cursors can be kept in a value of their user`() throws {
        try withEntries { upperEnvironment, upper in
            try withEnvironment { lowerEnvironment, lower in
                try store([([5], [5])], in: lower, of: lowerEnvironment)
                var layers = Layers(
                    upper: try upperEnvironment.beginRead().cursor(in: upper),
                    lower: try lowerEnvironment.beginRead().cursor(in: lower))
                #expect(try layers.smallest() == [5])
            }
        }
    }

    @Test func `a write cursor sees and changes entries`() throws {
        try withEntries { environment, items in
            var write = try environment.beginWrite()
            do {
                var cursor = try write.cursor(in: items)
                // Delete every second entry.
                var isOnEntry = try cursor.moveToFirst()
                while isOnEntry {
                    try cursor.delete()
                    isOnEntry = try cursor.moveToNext()
                    if isOnEntry { isOnEntry = try cursor.moveToNext() }
                }
                #expect(try cursor.put([1], for: [12], .noOverwrite) == false)
                #expect(try cursor.put([1], for: [13]))
                #expect(cursor.keyBytes == [13])
                #expect(try cursor.moveToNext())
                #expect(cursor.keyBytes == [16])
                #expect(try cursor.put([7], for: [40], .append))
                #expect(throws: LMDBError.self) { try cursor.put([1], for: []) }
            }
            #expect(try write.bytes(for: [13], in: items) == [1])
            try write.commit()
            let read = try environment.beginRead()
            var cursor = try read.cursor(in: items)
            var seen: [UInt8] = []
            while try cursor.moveToNext() { seen += cursor.keyBytes }
            #expect(seen == [12, 13, 16, 20, 24, 28, 40])
        }
    }

    @Test func `random entries come back in byte order`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        try withEnvironment { environment, items in
            var model: [[UInt8]: [UInt8]] = [:]
            var write = try environment.beginWrite()
            for _ in 0..<3000 {
                let key = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    UInt8.random(in: 0...5, using: &random)
                }
                if Bool.random(using: &random) {
                    let value = [UInt8.random(in: 0...255, using: &random)]
                    try write.put(value, for: key, in: items)
                    model[key] = value
                } else {
                    let wasThere = try write.delete(key, in: items)
                    #expect(wasThere == (model.removeValue(forKey: key) != nil), "seed \(seed)")
                }
            }
            try write.commit()
            let read = try environment.beginRead()
            var cursor = try read.cursor(in: items)
            var seen: [[UInt8]] = []
            while try cursor.moveToNext() {
                seen.append(cursor.keyBytes)
                #expect(model[cursor.keyBytes] == cursor.valueBytes, "seed \(seed)")
            }
            let sorted = model.keys.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(seen == sorted, "seed \(seed)")
        }
    }
}

extension UInt8 {
    fileprivate var bytes: [UInt8] { [self] }
}
