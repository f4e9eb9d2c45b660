import Glibc
import LMDB
import Synchronization

/// The layers of the state, and which of them there are right now.
///
///     writes ─► active recent      everything since the last freeze
///               frozen recent      on its way into base; only while a checkpoint runs
///               base               durable, as of the last finished checkpoint
///
/// All changes of this picture and all beginnings of reads take one short lock, so a reader can never
/// see a layer too few: what a checkpoint has moved to base it sees there or, unchanged, still above.
final class LayerStack: Sendable {
    let base: Layer
    private let recents: [Layer]
    private let state: Mutex<State>

    private struct State {
        var active = 0
        var frozen: Int?
        /// The recent that is not active is empty and may become active.
        var isSpareReady = true
    }

    /// `recents` are two empty layers, or none for a stack that is only looked at.
    init(base: Layer, recents: [Layer]) {
        self.base = base
        self.recents = recents
        state = Mutex(State())
    }

    /// All layers as of now, newest first.
    func beginRead() throws(StoreError) -> [LayerReader] {
        try state.withLock { state throws(StoreError) in
            var readers: [LayerReader] = []
            readers.reserveCapacity(3)
            if !recents.isEmpty {
                readers.append(try LayerReader(recents[state.active]))
                if let frozen = state.frozen { readers.append(try LayerReader(recents[frozen])) }
            }
            readers.append(try LayerReader(base))
            return readers
        }
    }

    /// The layer that takes writes, and what lies below it.
    ///
    /// Only for the writer.
    func beginWrite() throws(StoreError) -> (active: Layer, below: [LayerReader]) {
        try state.withLock { state throws(StoreError) in
            var readers: [LayerReader] = []
            if let frozen = state.frozen { readers.append(try LayerReader(recents[frozen])) }
            readers.append(try LayerReader(base))
            return (recents[state.active], readers)
        }
    }

    /// The layer that takes writes now.
    ///
    /// Only for the writer, between its groups.
    var active: Layer {
        recents[state.withLock { $0.active }]
    }

    /// Whether `freeze` would succeed.
    var canFreeze: Bool {
        state.withLock { $0.isSpareReady && $0.frozen == nil }
    }

    /// Makes the active recent the frozen one and the spare the active one.
    ///
    /// Only for the writer, between its groups; `false` while the last checkpoint is not through.
    func freeze() -> Bool {
        state.withLock { state in
            guard state.isSpareReady, state.frozen == nil else { return false }
            state.frozen = state.active
            state.active = 1 - state.active
            state.isSpareReady = false
            return true
        }
    }

    /// Makes the spare the active one where it has more of what `blocks` counts; both must be empty.
    ///
    /// Only for the writer, between its groups.
    func swapEmpty(by blocks: (Layer) -> Int) {
        state.withLock { state in
            guard state.isSpareReady, state.frozen == nil,
                blocks(recents[1 - state.active]) > blocks(recents[state.active])
            else { return }
            state.active = 1 - state.active
        }
    }

    /// The frozen recent that a checkpoint is to move to base.
    var frozen: Layer? {
        state.withLock { $0.frozen }.map { recents[$0] }
    }

    /// After base has taken everything over: reads no longer look into the frozen recent.
    ///
    /// Readers that began before keep their view of it.
    func retireFrozen() {
        state.withLock { $0.frozen = nil }
    }

    /// Empties the retired recent, which makes it the spare.
    ///
    /// Only for the checkpointer.
    func readySpare() throws(StoreError) {
        let retired = state.withLock { state -> Int? in
            state.frozen == nil && !state.isSpareReady ? 1 - state.active : nil
        }
        guard let retired else { return }
        try recents[retired].empty()
        state.withLock { $0.isSpareReady = true }
    }

    /// Grows base's map when it might not hold what `frozen` brings.
    ///
    /// The map can only move while nobody reads, so new reads wait here until those that run have
    /// ended: the length of one page of results, once per doubling.
    func growBase(by frozen: Layer) throws(StoreError) {
        do {
            let base = try self.base.environment.statistics()
            let added = try frozen.environment.statistics().usedBytes
            let needed = 2 * (base.usedBytes + 2 * added)
            guard needed > base.mapBytes else { return }
            try state.withLock { _ throws(LMDBError) in
                while true {
                    do throws(LMDBError) {
                        return try self.base.environment.setMapBytes(max(needed, 2 * base.mapBytes))
                    } catch {
                        guard error.isBusy else { throw error }
                        sched_yield()
                    }
                }
            }
        } catch {
            throw StoreError(error, doing: "growing base")
        }
    }

    /// Stops when the file of a layer is not where it was.
    func checkFilesInUse() throws(StoreError) {
        for layer in recents { try layer.checkFileInUse() }
        try base.checkFileInUse()
    }

    func close() {
        for layer in recents { layer.environment.close() }
        base.environment.close()
    }
}
