import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

extension ModelRun {
    /// Ends the run where store and model first differ.
    func require(_ isSame: Bool, _ what: String) throws {
        try #require(isSame, "\(note), after operation \(operation): \(what)")
    }

    /// A few point reads, queries and scans.
    func compareSamples() throws {
        for _ in 0..<2 {
            let name = names.randomElement(using: &random) ?? "strings"
            guard let pool = pools[name], let table = store.table(named: name),
                let expected = model.tables[name]
            else { continue }
            let key = pool.key(using: &random)
            try require(
                try store.item(key, in: table) == expected.visible(key, at: model.now),
                "item in \(name)")
            let partition = pool.partitions.randomElement(using: &random) ?? .number(0)
            for _ in 0..<2 {
                try compareQuery(table, expected, partition, randomRange(of: pool.sorts))
            }
        }
    }

    /// Every item, by scan, by query and one by one; totals as well.
    func compareAll() throws {
        try require(store.tables.map(\.name) == model.tables.keys.sorted(), "tables")
        for name in names {
            guard let pool = pools[name], let table = store.table(named: name),
                let expected = model.tables[name]
            else { continue }
            let totals = store.totals(of: table.id)
            try require(totals.items == Int64(expected.items.count), "count of \(name)")
            let bytes = expected.items.values.reduce(0) { $0 + Int64($1.size) }
            try require(totals.bytes == bytes, "bytes of \(name)")
            try compareScans(table, expected)
            for partition in pool.partitions {
                try compareQuery(table, expected, partition, .all)
                for sort in pool.sorts {
                    let key = Key(partition: partition, sort: sort)
                    let item = try store.item(key, in: table)
                    try require(item == expected.visible(key, at: model.now), "item in \(name)")
                }
            }
        }
    }

    private func compareScans(_ table: Table, _ expected: TableModel) throws {
        let whole = try store.items(of: table)
        let byKey = try keyed(whole, table)
        try require(byKey.count == whole.count, "scan of \(table.name) finds an item twice")
        try require(byKey == expected.visible(at: model.now), "scan of \(table.name)")
        let segments = [1, 2, 3, 7, 64].randomElement(using: &random) ?? 1
        var joined: [Item] = []
        for segment in 0..<segments {
            let limit = Bool.random(using: &random) ? Int.random(in: 1...9, using: &random) : nil
            joined += try store.items(
                of: Scan(table: table, segment: segment, totalSegments: segments, limit: limit))
        }
        try require(joined == whole, "\(segments) segments of \(table.name)")
    }

    private func keyed(_ items: [Item], _ table: Table) throws -> [Key: Item] {
        Dictionary(
            try items.map { (try table.keySchema.key(of: $0), $0) }, uniquingKeysWith: { $1 })
    }

    private func compareQuery(
        _ table: Table, _ expected: TableModel, _ partition: KeyValue, _ range: SortRange
    ) throws {
        let items = expected.query(partition, range, at: model.now)
        for isReversed in [false, true] {
            let wanted = isReversed ? items.reversed() : items
            var query = Query(
                table: table, partition: partition, sort: range, isReversed: isReversed)
            try require(try store.items(of: query) == wanted, "query of \(table.name)")
            let limit = Int.random(in: 1...12, using: &random)
            query.limit = limit
            var paged: [Item] = []
            var isMore = true
            while isMore {
                let page = try store.query(query)
                try require(page.items.count <= limit, "limit")
                try require(page.scannedCount == page.items.count, "scanned count")
                let bytes = page.items.reduce(0) { $0 + $1.size }
                try require(page.evaluatedBytes == bytes, "evaluated bytes")
                try require((page.lastKey != nil) == (page.items.count == limit), "last key")
                paged += page.items
                query.after = page.lastKey
                isMore = page.lastKey != nil
            }
            try require(paged == wanted, "pages of \(table.name)")
        }
    }

    /// A test of values such as these.
    func randomRange(of values: [KeyValue]) -> SortRange {
        guard let first = values.randomElement(using: &random),
            let second = values.randomElement(using: &random)
        else { return .all }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .equal(first)
        case 1: return .less(first)
        case 2: return .lessOrEqual(first)
        case 3: return .greater(first)
        case 4: return .greaterOrEqual(first)
        case 5: return .between(min(first, second), max(first, second))
        case 6: return .between(first, second)
        default: return .beginsWith(prefix(of: first))
        }
    }

    private func prefix(of value: KeyValue) -> KeyValue {
        switch value {
        case .string(let text):
            return .string(
                Text(String(text.string.prefix(Int.random(in: 1...520, using: &random)))))
        case .binary(let binary):
            let count = Int.random(in: 1...max(1, binary.bytes.count), using: &random)
            return .binary(Binary(Array(binary.bytes.prefix(count))))
        case .number:
            return .string("no number begins with this")
        }
    }
}
