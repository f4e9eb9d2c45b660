import Commands
import Log

// What a start does.
extension Applier {
    /// Applies what the log has beyond the state; for the start.
    ///
    /// In parts whose reservations are small, as a start must need no more space than running did: for
    /// what is written besides items here, for items when it is known which they are. Where space is
    /// short, what has been replayed goes to the main store and the memtable is used again.
    func replay(_ group: ReplayFeed.Group) throws(StoreError) {
        var first = 0
        while first < group.commands.count {
            let count = try reservePart(of: group, from: first)
            let part = first..<(first + count)
            try apply(
                Array(group.commands[part]), Array(group.payloads[part]), awaiting: nil,
                itemsMax: space.replayItems)
            first += count
            try trigger.settleReplayed()
        }
    }

    /// Reserves space for the commands from `first` on that are replayed next; answers how many.
    private func reservePart(
        of group: ReplayFeed.Group, from first: Int
    ) throws(StoreError) -> Int {
        var bytesMax = space.replayBytes
        while true {
            let (need, count) = part(of: group, from: first, bytesMax: bytesMax)
            do throws(StoreError) {
                try space.reserve(for: stack.active, need, leaving: trigger.settlingBytes)
                return count
            } catch {
                guard case .diskFull = error else { throw error }
                if need.commands > 1 {
                    bytesMax /= 2
                } else if trigger.settleForSpace() {
                    bytesMax = space.replayBytes
                } else {
                    // What the next checkpoint needs is its own affair: it is tried again.
                    try space.reserve(for: stack.active, need, leaving: 0)
                    return count
                }
            }
        }
    }

    /// As many commands as may dirty `bytesMax` bytes of pages, at least one.
    private func part(
        of group: ReplayFeed.Group, from first: Int, bytesMax: Int
    ) -> (MemtableSpace.Need, count: Int) {
        var need = MemtableSpace.Need(commands: 0, items: 0, bytes: 0)
        var count = 0
        for index in first..<group.commands.count {
            let pending = group.commands[index].pending
            let entries = pending.directEntryCount
            guard entries > 0 else {
                count += 1
                continue
            }
            var larger = need
            larger.commands += 1
            larger.items += entries
            if pending.traits.contains(.hasLargeEntries) {
                larger.bytes += group.payloads[index].count
            }
            if count > 0, space.bytes(for: larger) > bytesMax { break }
            need = larger
            count += 1
        }
        return (need, count)
    }
}
