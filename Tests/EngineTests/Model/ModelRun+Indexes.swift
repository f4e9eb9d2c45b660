import Commands
import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

extension ModelRun {
    // MARK: Changes

    /// Some of the indexes that a new table may have.
    func randomIndexes(_ schema: KeySchema) -> [SecondaryIndexDefinition] {
        candidates(schema).filter { _ in Bool.random(using: &random) }
    }

    private func candidates(_ schema: KeySchema) -> [SecondaryIndexDefinition] {
        let n = KeyAttribute(name: "n", type: .number)
        let s = KeyAttribute(name: "s", type: .string)
        let ends = KeyAttribute(name: "ends", type: .number)
        let until = KeyAttribute(name: "until", type: .number)
        return [
            Sample.index("by-n", partition: [n], sort: [s], projection: .include(["ends"])),
            Sample.index("by-s", partition: [s], sort: [], projection: .keysOnly),
            Sample.index("local", .local, partition: [schema.partition], sort: [n]),
            Sample.index("several", partition: [n, schema.partition], sort: [until, ends, s]),
        ]
    }

    /// Creates or deletes an index; the walk over older items comes to its end some time.
    func changeIndex(of name: Text) async throws {
        guard let table = store.table(named: name), let pool = pools[name],
            let definition = candidates(pool.schema).randomElement(using: &random)
        else { return }
        if table.index(named: definition.name) != nil {
            model.passCommand()
            _ = try await store.change(table, .delete(definition.name))
            model.tables[name]?.indexes[definition.name] = nil
        } else if table.backfills[.index] == nil {
            model.passCommand()
            _ = try await store.change(table, .create(definition))
            model.tables[name]?.indexes[definition.name] = IndexModel(definition: definition)
        }
    }

    // MARK: Comparing

    /// Every index that is complete: by scan, in segments, and by query of each partition.
    func compareIndexes() throws {
        for name in names {
            guard let table = store.table(named: name), let expected = model.tables[name] else {
                continue
            }
            try require(
                table.indexes.map(\.name).sorted() == expected.indexes.keys.sorted(),
                "indexes of \(name)")
            for index in table.indexes where index.state == .active {
                guard let indexModel = expected.indexes[index.name] else { continue }
                try compareTotals(table, index, expected, indexModel)
                let entries = expected.entries(of: indexModel, expected.visible(at: model.now))
                try compareScans(table, index, entries)
                for partition in Set(entries.map(\.partition)) {
                    try compareQuery(
                        table, index, partition, entries.filter { $0.partition == partition })
                }
            }
        }
    }

    private func compareTotals(
        _ table: Table, _ index: SecondaryIndex, _ expected: TableModel, _ indexModel: IndexModel
    ) throws {
        let stored = expected.entries(of: indexModel, expected.items)
        let totals = store.totals(of: index, in: table.id)
        let what = "of index \(index.name) of \(table.name)"
        try require(totals.items == Int64(stored.count), "count \(what)")
        try require(
            totals.bytes == stored.reduce(0) { $0 + Int64($1.item.size) }, "bytes \(what)")
    }

    private func compareScans(
        _ table: Table, _ index: SecondaryIndex, _ entries: [IndexModel.Entry]
    ) throws {
        let what = "scan of index \(index.name) of \(table.name)"
        let whole = try store.items(of: IndexScan(table: table, index: index))
        try require(counted(whole) == counted(entries.map(\.item)), what)
        let segments = [1, 2, 5].randomElement(using: &random) ?? 1
        var joined: [Item] = []
        for segment in 0..<segments {
            joined += try store.items(
                of: IndexScan(
                    table: table, index: index, segment: segment, totalSegments: segments,
                    limit: Int.random(in: 1...9, using: &random)))
        }
        try require(joined == whole, "\(segments) segments of a \(what)")
    }

    private func compareQuery(
        _ table: Table, _ index: SecondaryIndex, _ partition: [KeyValue],
        _ entries: [IndexModel.Entry]
    ) throws {
        let what = "query of index \(index.name) of \(table.name)"
        let place = index.sort.isEmpty ? 0 : Int.random(in: 0..<index.sort.count, using: &random)
        let pattern = entries.randomElement(using: &random)?.sort ?? []
        let range = index.sort.isEmpty ? .all : randomRange(of: entries.map { $0.sort[place] })
        var query = IndexQuery(
            table: table, index: index, partition: partition,
            prefix: Array(pattern.prefix(place)), sort: range)
        let wanted = entries.filter {
            $0.sort.starts(with: query.prefix)
                && (index.sort.isEmpty || range.contains($0.sort[place]))
        }
        let found = try store.items(of: query)
        try require(counted(found) == counted(wanted.map(\.item)), what)
        // Items with one key of the index have no order among each other.
        let sorts = found.map { item in index.sort.map { item[$0.name].flatMap { KeyValue($0) } } }
        try require(
            zip(sorts, sorts.dropFirst()).allSatisfy { !isBefore($1, $0) }, "order of a \(what)")
        query.isReversed = true
        query.limit = Int.random(in: 1...7, using: &random)
        try require(try store.items(of: query) == found.reversed(), "pages of a \(what)")
    }

    private func counted(_ items: [Item]) -> [ItemImage: Int] {
        items.reduce(into: [:]) { $0[ItemImage($1), default: 0] += 1 }
    }

    private func isBefore(_ left: [KeyValue?], _ right: [KeyValue?]) -> Bool {
        for case (let left?, let right?) in zip(left, right) where left != right {
            return left < right
        }
        return false
    }
}
