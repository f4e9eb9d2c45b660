import Expressions
import Mutations
import Values

/// Turns the updates of one batch into as few writes as say the same.
///
/// Updates of one item that follow each other, have no condition and only add and observe, become
/// one write with the sums and all visitors: an item that a batch hits a thousand times is one entry
/// of the log, and is changed once. What an update sees of those before it must not differ from what
/// it would see if they were applied one by one; whatever could make a difference ends the combining
/// for its item. Updates of one item keep their order; between items it means nothing.
struct UpdateCombiner {
    private let table: Table
    /// Items that end before this second are gone for the next update.
    private let now: Int64
    private var bodies: [UpdateBody] = []
    /// For each item the write that its next update may join.
    private var open: [Key: Int] = [:]
    /// For each update the place of its write.
    private(set) var writeOfUpdate: [Int] = []

    init(table: Table, now: Timestamp, expecting count: Int) {
        self.table = table
        self.now = now.seconds
        bodies.reserveCapacity(count)
        open.reserveCapacity(count)
        writeOfUpdate.reserveCapacity(count)
    }

    var writes: [ItemWrite] { bodies.map { $0.write(to: table) } }

    mutating func add(_ update: UpdateBody) {
        let isCombinable = update.isCombinable && !changesEnd(update)
        if isCombinable, let index = open[update.key], bodies[index].canTakeIn(update) {
            bodies[index].takeIn(update)
            writeOfUpdate.append(index)
        } else {
            writeOfUpdate.append(bodies.count)
            open[update.key] = isCombinable ? bodies.count : nil
            bodies.append(update)
        }
        // The next update will find nothing there, and start anew.
        if let last = update.lastSecond, last < now { open[update.key] = nil }
    }

    /// Whether it changes the item's end in another way than `expiresAt`.
    private func changesEnd(_ update: UpdateBody) -> Bool {
        guard let attribute = table.timeToLive?.attribute else { return false }
        return update.added.contains { $0.attribute == attribute }
            || update.observed.contains { $0.attribute == attribute }
    }
}

extension UpdateBody {
    /// Whether this update and then `next` are one update: no attribute is both added to and
    /// observed, and the sums can be written down.
    ///
    /// A sum with too many digits is not this update's fault, the item may still hold it otherwise.
    fileprivate func canTakeIn(_ next: UpdateBody) -> Bool {
        let attributeCount = added.count + observed.count + next.added.count + next.observed.count
        guard attributeCount <= NativeLimits.combinedAttributesMax else { return false }
        for (index, addition) in next.added.enumerated() {
            if observed.contains(where: { $0.attribute == addition.attribute }) { return false }
            guard let mine = placeOfAdded(addition.attribute, near: index) else { continue }
            guard added[mine].amount.sum(with: addition.amount) != nil else { return false }
        }
        return next.observed.allSatisfy { seen in
            !added.contains { $0.attribute == seen.attribute }
        }
    }

    /// Adds `next`, which must be one that can be taken in.
    fileprivate mutating func takeIn(_ next: UpdateBody) {
        for (index, addition) in next.added.enumerated() {
            if let mine = placeOfAdded(addition.attribute, near: index),
                let sum = added[mine].amount.sum(with: addition.amount)
            {
                added[mine].amount = sum
            } else {
                added.append(addition)
            }
        }
        for seen in next.observed {
            if let mine = observed.firstIndex(where: { $0.attribute == seen.attribute }) {
                observed[mine].coupons.append(contentsOf: seen.coupons)
            } else {
                observed.append(seen)
            }
        }
        if let last = next.lastSecond { lastSecond = last }
    }

    /// Where `attribute` stands among those added to; updates of one item are mostly made alike, so
    /// it is likely where it stands in the other.
    private func placeOfAdded(_ attribute: Text, near index: Int) -> Int? {
        if index < added.count, added[index].attribute == attribute { return index }
        return added.firstIndex { $0.attribute == attribute }
    }
}

extension Number {
    /// The sum, or `nil` when it has too many digits.
    func sum(with other: Number) -> Number? {
        do { return try adding(other) } catch { return nil }
    }
}
