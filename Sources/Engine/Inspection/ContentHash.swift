import Commands
import Crypto
import Model
import Values

/// One value for everything a state says, so that two copies can be compared.
///
/// Left out is what two good copies may differ in: what garbage collection removes sooner or later
/// (items of dropped tables, idempotency records past their life), and entries that a kind of
/// derived entries excludes itself.
struct ContentHash: ~Copyable {
    /// What is hashed.
    struct State: ~Copyable {
        let snapshot: Snapshot
        let contents: Published.Contents
    }

    private let state: State
    private var hash = SHA256()

    private init(_ snapshot: consuming Snapshot) throws(StoreError) {
        let contents = try snapshot.contents()
        state = State(snapshot: snapshot, contents: contents)
    }

    /// SHA-256 over all entries in order.
    ///
    /// Costs a walk over everything.
    static func of(_ snapshot: consuming Snapshot) throws(StoreError) -> [UInt8] {
        var hash = try ContentHash(snapshot)
        for space in Space.allCases { try hash.add(space) }
        return Array(hash.hash.finalize())
    }

    private mutating func add(_ space: Space) throws(StoreError) {
        var cursor = try state.snapshot.cursor(in: space, .everything)
        while let (key, value) = try cursor.next() {
            guard try isContent(key, value, in: space) else { continue }
            add([UInt8(space.rawValue)], key)
            add(value.bytes[value.start...], [])
        }
    }

    /// Adds bytes with their lengths, so that no two sequences of entries look the same.
    private mutating func add(_ first: some Collection<UInt8>, _ second: [UInt8]) {
        var writer = ByteWriter()
        writer.write(lengthPrefixed: Array(first))
        writer.write(lengthPrefixed: second)
        hash.update(data: writer.bytes)
    }

    private func isContent(
        _ key: [UInt8], _ value: StoredValue, in space: Space
    ) throws(StoreError) -> Bool {
        if let isContent = try Maintainers.isContent(key, in: space, of: state) {
            return isContent
        }
        return switch space {
        case .catalog:
            !Keyspace.droppedTables.contains(key) && !Keyspace.droppedStreams.contains(key)
        case .items:
            Keyspace.table(ofItemKey: key).map { state.contents.catalog[$0] != nil } ?? true
        case .idempotency: try isLiving(key, value)
        // Of derived entries, whose kinds were asked first.
        default: true
        }
    }

    private func isLiving(_ key: [UInt8], _ value: StoredValue) throws(StoreError) -> Bool {
        if Keyspace.progress.contains(key) { return true }
        let now = state.contents.applied.time.seconds
        if Keyspace.allIdempotencyEnds.contains(where: { $0.contains(key) }) {
            return !Keyspace.idempotencyEnds(before: now).contains { $0.contains(key) }
        }
        return try IdempotencyForm.lastSecond(of: value) >= now
    }
}

extension Store {
    /// What everything that is committed comes to; equal for equal logs, however they were applied.
    package func contentHash() throws(StoreError) -> [UInt8] {
        try ContentHash.of(try beginRead())
    }
}
