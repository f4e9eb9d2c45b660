import Commands
import Log
import Model
import Values

/// Reads the whole state and recomputes whatever can be derived from something else.
///
/// The indexes, the expiry index and the totals must follow from the items, keys from the items under them,
/// marks of the idempotency table from its entries, change records from one another. Costs a walk
/// over everything.
package struct IntegrityCheck: ~Copyable {
    let snapshot: Snapshot
    private let progress: (Int) -> Void
    private let isCancelled: () -> Bool
    private var entries = 0
    var report = Report()
    private(set) var catalog = Catalog()
    private var dropped: Set<TableID> = []
    /// What is stored of what the items of each table come to.
    private(set) var totals: [TableID: Totals] = [:]
    /// What is stored of what the entries of each index come to.
    private(set) var indexTotals: [IndexAddress: Totals] = [:]

    /// Entries between two calls of `progress`.
    private static let progressStep = 100_000

    /// Entries between two questions whether to go on.
    private static let questionStep = 1000

    private init(
        _ snapshot: consuming Snapshot, progress: @escaping (Int) -> Void,
        isCancelled: @escaping () -> Bool
    ) {
        self.snapshot = snapshot
        self.progress = progress
        self.isCancelled = isCancelled
    }

    /// Checks everything that `snapshot` sees; `progress` is called with the number of items read.
    ///
    /// Throws `stopped` when `isCancelled`.
    static func run(
        on snapshot: consuming Snapshot, progress: @escaping (Int) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) throws(StoreError) -> Report {
        var check = IntegrityCheck(snapshot, progress: progress, isCancelled: isCancelled)
        // Without the catalog nothing else can be judged.
        guard try check.checkCatalog() else { return check.report }
        var tally = Maintainers.emptyTally
        try check.checkItems(&tally)
        try Maintainers.checkEntries(in: &check, tally)
        try check.checkIdempotency()
        try check.checkHandlers()
        return check.report
    }

    /// To be called for each entry that is looked at.
    mutating func step() throws(StoreError) {
        entries += 1
        if entries % IntegrityCheck.questionStep == 0, isCancelled() { throw .stopped }
    }

    // MARK: Catalog

    /// Answers whether the catalog can be read.
    private mutating func checkCatalog() throws(StoreError) -> Bool {
        let contents: Published.Contents
        do {
            contents = try snapshot.contents()
        } catch .corrupt(let what, _) {
            report.add(damage: "catalog: \(what)")
            return false
        }
        catalog = contents.catalog
        report.tables = catalog.tables.count
        if Set(catalog.tables.values.map(\.name)).count != catalog.tables.count {
            report.add(damage: "catalog: two tables have one name")
        }
        for table in catalog.sorted where table.id >= catalog.next.table {
            report.add(damage: "catalog: table \(table.name) has an id not given out yet")
        }
        var notes = try snapshot.cursor(in: .catalog, Keyspace.droppedTables)
        while let (key, _) = try notes.next() {
            dropped.insert(try Keyspace.tableID(ofCatalogKey: key))
        }
        totals = contents.totals
        indexTotals = contents.indexTotals
        return true
    }

    // MARK: Items

    private mutating func checkItems(_ tally: inout Maintainers.Tally) throws(StoreError) {
        var cursor = try snapshot.cursor(in: .items, .everything)
        while let (itemKey, value) = try cursor.next() {
            try step()
            guard let id = Keyspace.table(ofItemKey: itemKey) else {
                report.add(damage: "items: a key of \(itemKey.count) bytes")
                continue
            }
            guard let table = catalog[id] else {
                if dropped.contains(id) {
                    report.unpurgedItems += 1
                } else {
                    report.add(damage: "items: table id \(id.rawValue) is not in the catalog")
                }
                continue
            }
            report.items += 1
            if report.items % IntegrityCheck.progressStep == 0 { progress(report.items) }
            do {
                try checkItem(try value.image(), under: itemKey, of: table, &tally)
            } catch .corrupt(let what, _) {
                report.add(damage: "table \(table.name): \(what)")
            }
        }
        progress(report.items)
    }

    private mutating func checkItem(
        _ item: ItemImage, under itemKey: [UInt8], of table: Table,
        _ tally: inout Maintainers.Tally
    ) throws(StoreError) {
        do {
            let key = try table.keySchema.key(of: item)
            if Keyspace.item(key, in: table.id) != itemKey {
                report.add(damage: "table \(table.name): an item lies under another item's key")
            }
        } catch {
            report.add(damage: "table \(table.name): an item without its key: \(error)")
        }
        let bytes = item.size
        if bytes > Limits.itemBytesMax {
            report.add(damage: "table \(table.name): an item of \(bytes) bytes")
        }
        report.itemBytes += Int64(bytes)
        try Maintainers.check(item, under: itemKey, of: table, in: &self, &tally)
    }

    // MARK: Idempotency table

    private mutating func checkIdempotency() throws(StoreError) {
        try checkIdempotency(Keyspace.transactions, TransactionRecord.self)
        try checkIdempotency(Keyspace.sources, ProducerRecord.self)
        try checkIdempotency(Keyspace.onceIDs, UpdateRecord.self)
        for range in Keyspace.allIdempotencyEnds {
            var marks = try snapshot.cursor(in: .idempotency, range)
            while let (key, _) = try marks.next() {
                do {
                    _ = try Keyspace.entry(ofIdempotencyEnd: key)
                } catch .corrupt(let what, _) {
                    report.add(damage: "ledger: \(what)")
                }
            }
        }
    }

    private mutating func checkIdempotency<Entry: IdempotencyRecord>(
        _ range: KeyRange, _ type: Entry.Type
    ) throws(StoreError) {
        var cursor = try snapshot.cursor(in: .idempotency, range)
        while let (key, value) = try cursor.next() {
            try step()
            report.idempotencyRecords += 1
            do {
                let entry = try value.idempotencyRecord(Entry.self)
                let mark = Keyspace.idempotencyEnd(ofEntry: key, second: entry.markSecond)
                if try snapshot.value(of: mark, in: .idempotency) == nil {
                    report.add(damage: "ledger: \(Entry.name) without the mark of its end")
                }
            } catch .corrupt(let what, _) {
                report.add(damage: "ledger: \(what)")
            }
        }
    }
}

extension Store {
    /// Checks everything that is committed; reads go on, and pages are kept from reuse meanwhile.
    package func checkIntegrity() throws(StoreError) -> IntegrityCheck.Report {
        try IntegrityCheck.run(on: try beginRead())
    }
}
