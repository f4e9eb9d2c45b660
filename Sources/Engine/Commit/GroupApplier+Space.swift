import Commands
import Log

// What the writer and a start do when space for the recent layers is short.
extension GroupApplier {
    /// Applies what the log has beyond the state; for the start.
    ///
    /// In parts whose reservations are small, as a start must need no more space than running did: for
    /// what is written besides items here, for items when it is known which they are. Where space is
    /// short, what has been replayed goes to base and the recent layer is used again.
    func replay(_ group: ReplayFeed.Group) throws(StoreError) {
        var first = 0
        while first < group.commands.count {
            let count = try reservePart(of: group, from: first)
            let part = first..<(first + count)
            try apply(
                Array(group.commands[part]), Array(group.payloads[part]), awaitingSync: false,
                itemsMax: space.replayItems)
            first += count
            if activeBytes > space.activeBytesMax { try settleReplayed() }
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
                try space.reserve(for: stack.active, need, leaving: settlingBytes)
                return count
            } catch {
                guard case .diskFull = error else { throw error }
                if need.commands > 1 {
                    bytesMax /= 2
                } else if settleForSpace() {
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
    ) -> (RecentSpace.Need, count: Int) {
        var need = RecentSpace.Need(commands: 0, items: 0, bytes: 0)
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

    /// Moves what was replayed to base.
    ///
    /// One checkpoint may fail: the other recent layer has room as well.
    private func settleReplayed() throws(StoreError) {
        if !stack.canFreeze { try checkpointer.runNow() }
        if freeze() { _ = checkpointer.runIgnoringFailure() }
    }

    /// Moves everything that was acknowledged to base, as the log's files are gone and nothing else has
    /// it on disk; then notes that the log may begin anew.
    ///
    /// A checkpoint that fails has been reported; then the next start tells what is lost.
    func saveAll() {
        guard !log.isSettled else { return }
        while !stack.canFreeze, checkpointer.runIgnoringFailure() {}
        if activeBytes > 0, !freeze() { return }
        guard checkpointer.runIgnoringFailure() else { return }
        do {
            try log.settle(before: applied.position + 1)
        } catch {
            checkpointer.tell(StoreError(error))
        }
    }

    /// What to say of a failure: when the log's files are gone, everything is saved before that.
    func saved(_ failure: StoreError) -> StoreError {
        guard log.failure != nil else { return failure }
        do {
            guard let problem = try log.stopIfFilesAreGone() else { return failure }
            saveAll()
            return .writesFailed(log.lossMessage(problem))
        } catch {
            // Not even that can be told; what the log holds stays.
            return failure
        }
    }

    /// Lets the recent layer go to base because there is no space for another group: the checkpoint
    /// shortens the log, and the layer is used again.
    func freezeForSpace() {
        guard activeBytes > 0 else { return }
        if freeze() { checkpointer.wake() }
    }

    /// The same at once, for commands that are in the log already; answers whether anything is gained.
    func settleForSpace() -> Bool {
        guard activeBytes > 0 else { return false }
        freezeNow()
        guard activeBytes == 0 else { return false }
        if checkpointer.runIgnoringFailure() {
            // Both layers are empty now; one of them has blocks already.
            stack.swapEmpty { space.heldBytes(of: $0) }
        }
        return true
    }
}
