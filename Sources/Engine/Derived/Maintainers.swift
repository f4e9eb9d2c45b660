import Model
import Values

/// All kinds of derived entries, in the order in which they are called for a change.
///
/// A new kind is a type of its own and a place in this list.
typealias Maintainers = Both<TableTotals, Both<ExpiryEntries, Both<IndexEntries, ChangeEntries>>>

/// Two kinds, or one and a list of others, as if they were one.
struct Both<First: DerivedEntries, Rest: DerivedEntries>: DerivedEntries {
    typealias Mark = (first: First.Mark, rest: Rest.Mark)
    typealias Tally = (first: First.Tally, rest: Rest.Tally)

    private var first = First()
    private var rest = Rest()

    static var keyKinds: [KeyKind] { First.keyKinds + Rest.keyKinds }

    static var figures: [CheckFigure] { First.figures + Rest.figures }

    static func knows(_ kind: DerivedKind) -> Bool { First.knows(kind) || Rest.knows(kind) }

    mutating func willChange(
        _ change: ItemChange, _ workingSet: borrowing WorkingSet, reading batch: borrowing Batch
    ) throws(StoreError) {
        try first.willChange(change, workingSet, reading: batch)
        try rest.willChange(change, workingSet, reading: batch)
    }

    func mark(at position: UInt64) -> Mark {
        (first.mark(at: position), rest.mark(at: position))
    }

    func added(since mark: Mark) -> DerivedGrowth {
        first.added(since: mark.first) + rest.added(since: mark.rest)
    }

    mutating func rollBack(to mark: Mark) {
        first.rollBack(to: mark.first)
        rest.rollBack(to: mark.rest)
    }

    var heldBytes: Int { first.heldBytes + rest.heldBytes }

    mutating func drop(_ table: TableID, in batch: inout Batch) throws(StoreError) {
        try first.drop(table, in: &batch)
        try rest.drop(table, in: &batch)
    }

    mutating func drop(_ stream: StreamID, in batch: inout Batch) throws(StoreError) {
        try first.drop(stream, in: &batch)
        try rest.drop(stream, in: &batch)
    }

    mutating func drop(_ index: IndexAddress, in batch: inout Batch) throws(StoreError) {
        try first.drop(index, in: &batch)
        try rest.drop(index, in: &batch)
    }

    mutating func update(
        _ entry: WorkingSet.Entry, of table: Table, in batch: inout Batch
    ) throws(StoreError) {
        try first.update(entry, of: table, in: &batch)
        try rest.update(entry, of: table, in: &batch)
    }

    mutating func flush(in batch: inout Batch) throws(StoreError) {
        try first.flush(in: &batch)
        try rest.flush(in: &batch)
    }

    mutating func finish(in batch: inout Batch) throws(StoreError) {
        try first.finish(in: &batch)
        try rest.finish(in: &batch)
    }

    func publish(in sums: inout DerivedSums) {
        first.publish(in: &sums)
        rest.publish(in: &sums)
    }

    static func mayOutgrowCommands(in catalog: Catalog) -> Bool {
        First.mayOutgrowCommands(in: catalog) || Rest.mayOutgrowCommands(in: catalog)
    }

    func flushedAtOnceMax(of workingSet: borrowing WorkingSet) -> Int {
        min(first.flushedAtOnceMax(of: workingSet), rest.flushedAtOnceMax(of: workingSet))
    }

    mutating func spaceToFlush(
        _ changed: ArraySlice<Int>, of workingSet: borrowing WorkingSet,
        reading batch: borrowing Batch
    ) throws(StoreError) -> DerivedSpace {
        try first.spaceToFlush(changed, of: workingSet, reading: batch)
            + rest.spaceToFlush(changed, of: workingSet, reading: batch)
    }

    mutating func backfill(
        _ kind: DerivedKind, _ image: ItemImage, under itemKey: [UInt8], of table: Table,
        in batch: inout Batch
    ) throws(StoreError) {
        try first.backfill(kind, image, under: itemKey, of: table, in: &batch)
        try rest.backfill(kind, image, under: itemKey, of: table, in: &batch)
    }

    static func remove(
        with item: StoredItem, of table: Table, from base: inout BaseWriter
    ) throws(StoreError) {
        try First.remove(with: item, of: table, from: &base)
        try Rest.remove(with: item, of: table, from: &base)
    }

    static var emptyTally: Tally { (First.emptyTally, Rest.emptyTally) }

    static func check(
        _ item: ItemImage, under itemKey: [UInt8], of table: Table, in check: inout IntegrityCheck,
        _ tally: inout Tally
    ) throws(StoreError) {
        try First.check(item, under: itemKey, of: table, in: &check, &tally.first)
        try Rest.check(item, under: itemKey, of: table, in: &check, &tally.rest)
    }

    static func checkEntries(in check: inout IntegrityCheck, _ tally: Tally) throws(StoreError) {
        try First.checkEntries(in: &check, tally.first)
        try Rest.checkEntries(in: &check, tally.rest)
    }

    static func isContent(
        _ key: [UInt8], in space: Space, of state: borrowing ContentHash.State
    ) throws(StoreError) -> Bool? {
        if let isContent = try First.isContent(key, in: space, of: state) { return isContent }
        return try Rest.isContent(key, in: space, of: state)
    }
}
