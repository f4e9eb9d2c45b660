import Commands
import Engine
import LMDB
import Model
import TestSupport
import Testing
import Values

/// Records of changes whose figures were changed behind the store's back.
@Suite("Damaged change records") struct DamagedChangesTests {
    /// What the check finds after the figures of all records have been changed.
    private func damages(
        _ figures: @escaping (_ ordinal: UInt64, _ bytes: UInt64) -> (UInt64, UInt64)
    ) async throws -> [String] {
        let directory = try TemporaryDirectory()
        try await withStore(in: directory) { store in
            let table = try await store.makeTable(
                stream: StreamSettings(view: .keysOnly, shards: 1))
            for number in 1...3 { try await store.put(Sample.item("a", "\(number)"), in: table) }
        }
        let environment = try Environment(
            path: directory.path + "/base",
            options: EnvironmentOptions(mapBytes: 64 << 20, databasesMax: 8))
        var transaction = try environment.beginWrite()
        let changes = try #require(try transaction.openDatabase("changes", create: false))
        var entries: [(key: [UInt8], value: [UInt8])] = []
        do {
            var cursor = try transaction.cursor(in: changes)
            var isOnEntry = try cursor.moveToFirst()
            while isOnEntry {
                entries.append((cursor.keyBytes, cursor.valueBytes))
                isOnEntry = try cursor.moveToNext()
            }
        }
        #expect(entries.count == 3)
        for (key, value) in entries {
            try transaction.put(
                try DamagedChangesTests.changed(value, figures), for: key, in: changes)
        }
        try transaction.commit()
        environment.close()
        return try ClosedStore(directory: directory.path).check().damages
    }

    /// The stored form of a record with other figures, as the comment of its codec draws it.
    private static func changed(
        _ value: [UInt8], _ figures: (UInt64, UInt64) -> (UInt64, UInt64)
    ) throws -> [UInt8] {
        var reader = ByteReader(value)
        var writer = ByteWriter()
        writer.write(byte: try reader.readByte())
        writer.write(byte: try reader.readByte())
        writer.write(signedVarint: try reader.readSignedVarint())
        let slot: UInt16 = try reader.readFixed()
        writer.write(fixed: slot)
        let changed = figures(try reader.readVarint(), try reader.readVarint())
        writer.write(varint: changed.0)
        writer.write(varint: changed.1)
        return writer.bytes + value[reader.offset...]
    }

    @Test func `figures as they were written are sound`() async throws {
        #expect(try await damages { ($0, $1) } == [])
    }

    @Test(arguments: [UInt64.max, UInt64(Int64.max), 1 << 62])
    func `figures that no shard can have are damage, never trapped on`(
        figure: UInt64
    ) async throws {
        let ordinals = try await damages { _, bytes in (figure, bytes) }
        #expect(ordinals.count == 3)
        #expect(ordinals.allSatisfy { $0.contains("a change record cannot be decoded") })
        let bytes = try await damages { ordinal, _ in (ordinal, figure) }
        #expect(bytes.count == 3)
        #expect(bytes.allSatisfy { $0.contains("a change record cannot be decoded") })
    }

    @Test func `the largest figures that are read are compared, never trapped on`() async throws {
        let damages = try await damages { _, _ in ((1 << 62) - 1, (1 << 62) - 1) }
        #expect(!damages.isEmpty)
    }
}
