import Commands
import Crypto
import Model
import Values

/// One value for everything a state says, so that two copies can be compared.
///
/// Left out is what two good copies may differ in: what a checkpoint purges when it comes to it
/// (items of dropped tables, trimmed records, ledger entries past their life), entries of the expiry
/// index that no item asks for, and totals of nothing.
struct ContentHash: ~Copyable {
    private let snapshot: Snapshot
    private let contents: Published.Contents
    private var hash = SHA256()

    private init(_ snapshot: consuming Snapshot) throws(StoreError) {
        contents = try snapshot.contents()
        self.snapshot = snapshot
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
        var cursor = try snapshot.cursor(in: space, .everything)
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
        switch space {
        case .catalog:
            if Keyspace.droppedTables.contains(key) || Keyspace.droppedStreams.contains(key) {
                return false
            }
            guard Keyspace.totals.contains(key) else { return true }
            return contents.totals[try Keyspace.tableID(ofCatalogKey: key)] != Totals()
        case .items:
            return Keyspace.table(ofItemKey: key).map { contents.catalog[$0] != nil } ?? true
        case .expiry:
            let entry = try Keyspace.splitExpiry(key)
            guard let timeToLive = contents.catalog[entry.table]?.timeToLive else { return false }
            let item = try snapshot.value(of: entry.storedKey, in: .items)?.image()
            return item.flatMap { timeToLive.lastSecond(of: $0) } == entry.lastSecond
        case .ledger:
            return try isLiving(key, value)
        case .changes:
            let record = try Keyspace.splitChange(key)
            return contents.catalog.streams[record.stream].map {
                record.sequence > $0.horizon
            } ?? false
        case .indexes:
            return true
        }
    }

    private func isLiving(_ key: [UInt8], _ value: StoredValue) throws(StoreError) -> Bool {
        if Keyspace.progress.contains(key) { return true }
        let now = contents.applied.time.seconds
        if Keyspace.allLedgerEnds.contains(where: { $0.contains(key) }) {
            return !Keyspace.ledgerEnds(before: now).contains { $0.contains(key) }
        }
        return try LedgerForm.lastSecond(of: value) >= now
    }
}

extension Store {
    /// What everything that is committed comes to; equal for equal logs, however they were applied.
    package func contentHash() throws(StoreError) -> [UInt8] {
        try ContentHash.of(try beginRead())
    }
}
