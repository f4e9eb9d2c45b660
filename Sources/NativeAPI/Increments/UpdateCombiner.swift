import Commands
import Expressions
import Model
import PlainBodies
import Values

/// Turns the updates of one batch into as few writes as say the same.
///
/// Updates of one item that follow each other, have no condition and only add and observe, become
/// one write with the sums and all visitors: an item that a batch hits a thousand times is one entry
/// of the log, and is changed once. What an update sees of those before it must not differ from what
/// it would see if they were applied one by one; whatever could make a difference ends the combining
/// for its item. Updates of one item keep their order; between items it means nothing.
struct UpdateCombiner {
    private let table: TableID
    /// Items that end before this second are gone for the next update.
    private let now: Int64
    private var bodies: [UpdateBody] = []
    /// For each item its last write, and whether its next update may join it.
    private var last: LastWrites
    private var isOpen: [Bool] = []
    /// For each update the place of its write.
    private(set) var writeOfUpdate: [Int] = []

    init(table: TableID, now: Timestamp, expecting count: Int) {
        self.table = table
        self.now = now.seconds
        last = LastWrites(expecting: count)
        bodies.reserveCapacity(count)
        isOpen.reserveCapacity(count)
        writeOfUpdate.reserveCapacity(count)
    }

    mutating func add(_ update: consuming UpdateBody) {
        let cell = last.cell(of: update.key) { bodies[$0].key }
        // The next update will find nothing there, and start anew.
        let isGone = update.lastSecond.map { $0 < now } ?? false
        if update.isCombinable, let index = last[cell], isOpen[index],
            bodies[index].takeIn(update)
        {
            writeOfUpdate.append(index)
            if isGone { isOpen[index] = false }
        } else {
            let index = bodies.count
            writeOfUpdate.append(index)
            last[cell] = index
            isOpen.append(update.isCombinable && !isGone)
            bodies.append(update)
        }
    }

    /// The writes; nothing is left afterwards.
    mutating func takeWrites() -> [ItemWrite] {
        var writes: [ItemWrite] = []
        writes.reserveCapacity(bodies.count)
        for index in bodies.indices { writes.append(bodies[index].takeWrite(to: table)) }
        return writes
    }
}
