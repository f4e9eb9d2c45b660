import Model
import Values

/// Something that is stored beside items and follows from them: an index, sums, a stream of changes.
///
/// `Recorder` calls each kind for every change, garbage collection for every item that it removes,
/// the integrity check for every item that it reads. A kind is one type; `Maintainers` lists them.
/// The compiler resolves all calls, so a kind that does nothing in one of them costs nothing there.
protocol DerivedEntries {
    /// How far a kind had come before a command; `Void` for kinds that add nothing before items are
    /// written.
    associatedtype Mark = Void

    /// What the integrity check adds up of items, to compare entries with; `Void` where it looks
    /// entries up.
    associatedtype Tally = Void

    init()

    // MARK: What they are

    /// The kinds of keys under which the entries lie.
    static var keyKinds: [KeyKind] { get }

    /// What the integrity check counts of them.
    static var figures: [CheckFigure] { get }

    /// The number of the kind, when tables may come to want it that have items already.
    static var kind: DerivedKind? { get }

    /// Whether a table may want entries of `kind`.
    static func knows(_ kind: DerivedKind) -> Bool

    // MARK: While commands are applied

    /// Takes in that a command is about to change an item; in the order of commands.
    mutating func willChange(
        _ change: ItemChange, _ workingSet: borrowing WorkingSet, reading batch: borrowing Batch
    ) throws(StoreError)

    /// How far the kind has come before the command at `position`.
    func mark(at position: UInt64) -> Mark

    /// What was added since `mark`.
    func added(since mark: Mark) -> DerivedGrowth

    /// Removes what was added since `mark`, which is of the last command.
    ///
    /// The items are rolled back beside it. A kind that keeps anything in `willChange` needs this.
    mutating func rollBack(to mark: Mark)

    /// Bytes that the kind keeps in memory until the next flush, or will take of the memtable by it.
    var heldBytes: Int { get }

    /// Removes what is known of a table that is dropped; its items go later, one by one.
    mutating func drop(_ table: TableID, in batch: inout Batch) throws(StoreError)

    /// Removes what is known of a stream that is dropped.
    mutating func drop(_ stream: StreamID, in batch: inout Batch) throws(StoreError)

    /// Removes what is known of an index that is dropped; its entries go later.
    mutating func drop(_ index: IndexAddress, in batch: inout Batch) throws(StoreError)

    // MARK: When items are written

    /// Takes in what a group, or a part of it, has made of an item; once for each item.
    mutating func update(
        _ entry: WorkingSet.Entry, of table: Table, in batch: inout Batch
    ) throws(StoreError)

    /// Writes what can wait until all items are written.
    mutating func flush(in batch: inout Batch) throws(StoreError)

    /// Writes what can wait until the end of the group.
    mutating func finish(in batch: inout Batch) throws(StoreError)

    /// Adds the sums that the group has changed, which readers of the store see with it.
    func publish(in sums: inout DerivedSums)

    // MARK: Space

    /// How many items are written at once, so that what is worked out for them stays small.
    func flushedAtOnceMax(of workingSet: borrowing WorkingSet) -> Int

    /// Whether commands may lead to much larger entries than they are themselves: then there must be
    /// room for a part of a group before it is logged.
    static func mayOutgrowCommands(in catalog: Catalog) -> Bool

    /// What the flush that comes now may write for this kind; before any of its items is written.
    ///
    /// - Parameter changed: which of the items are written, by their indices.
    mutating func spaceToFlush(
        _ changed: ArraySlice<Int>, of workingSet: borrowing WorkingSet,
        reading batch: borrowing Batch
    ) throws(StoreError) -> DerivedSpace

    // MARK: Maintenance

    /// Adds the entries of an item that is older than the table's wish for them.
    mutating func backfill(
        _ image: ItemImage, under itemKey: [UInt8], of table: Table, in batch: inout Batch
    ) throws(StoreError)

    /// The same, if the entries are of `kind`.
    mutating func backfill(
        _ kind: DerivedKind, _ image: ItemImage, under itemKey: [UInt8], of table: Table,
        in batch: inout Batch
    ) throws(StoreError)

    /// Removes what was derived from an item of a dropped table, which only the item leads to.
    static func remove(
        with item: StoredItem, of table: Table, from base: inout BaseWriter
    ) throws(StoreError)

    // MARK: Inspection

    static var emptyTally: Tally { get }

    /// Looks whether everything is there that must follow from an item.
    static func check(
        _ item: ItemImage, under itemKey: [UInt8], of table: Table, in check: inout IntegrityCheck,
        _ tally: inout Tally
    ) throws(StoreError)

    /// Looks whether every entry follows from something; after all items were looked at.
    static func checkEntries(in check: inout IntegrityCheck, _ tally: Tally) throws(StoreError)

    /// Whether an entry is part of what a state says; `nil` for other kinds' entries.
    static func isContent(
        _ key: [UInt8], in space: Space, of state: borrowing ContentHash.State
    ) throws(StoreError) -> Bool?
}

// What most kinds have nothing to do at.
extension DerivedEntries {
    static var figures: [CheckFigure] { [] }

    static var kind: DerivedKind? { nil }

    static func knows(_ kind: DerivedKind) -> Bool { kind == self.kind }

    mutating func willChange(
        _ change: ItemChange, _ workingSet: borrowing WorkingSet, reading batch: borrowing Batch
    ) throws(StoreError) {}

    var heldBytes: Int { 0 }

    mutating func drop(_ table: TableID, in batch: inout Batch) throws(StoreError) {}

    mutating func drop(_ stream: StreamID, in batch: inout Batch) throws(StoreError) {}

    mutating func drop(_ index: IndexAddress, in batch: inout Batch) throws(StoreError) {}

    mutating func update(
        _ entry: WorkingSet.Entry, of table: Table, in batch: inout Batch
    ) throws(StoreError) {}

    mutating func flush(in batch: inout Batch) throws(StoreError) {}

    mutating func finish(in batch: inout Batch) throws(StoreError) {}

    func publish(in sums: inout DerivedSums) {}

    static func mayOutgrowCommands(in catalog: Catalog) -> Bool { false }

    func flushedAtOnceMax(of workingSet: borrowing WorkingSet) -> Int { .max }

    func spaceToFlush(
        _ changed: ArraySlice<Int>, of workingSet: borrowing WorkingSet,
        reading batch: borrowing Batch
    ) throws(StoreError) -> DerivedSpace { DerivedSpace() }

    mutating func backfill(
        _ image: ItemImage, under itemKey: [UInt8], of table: Table, in batch: inout Batch
    ) throws(StoreError) {}

    mutating func backfill(
        _ kind: DerivedKind, _ image: ItemImage, under itemKey: [UInt8], of table: Table,
        in batch: inout Batch
    ) throws(StoreError) {
        guard kind == Self.kind else { return }
        try backfill(image, under: itemKey, of: table, in: &batch)
    }

    static func remove(
        with item: StoredItem, of table: Table, from base: inout BaseWriter
    ) throws(StoreError) {}

    static func check(
        _ item: ItemImage, under itemKey: [UInt8], of table: Table, in check: inout IntegrityCheck,
        _ tally: inout Tally
    ) throws(StoreError) {}

    static func checkEntries(in check: inout IntegrityCheck, _ tally: Tally) throws(StoreError) {}
}

extension DerivedEntries where Tally == Void {
    static var emptyTally: Void { () }
}

// A kind with a mark must say how it rolls back.
extension DerivedEntries where Mark == Void {
    func mark(at position: UInt64) {}

    func added(since mark: Void) -> DerivedGrowth { DerivedGrowth() }

    mutating func rollBack(to mark: Void) {}
}
