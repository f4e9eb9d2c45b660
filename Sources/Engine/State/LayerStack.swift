import Glibc
import LMDB
import Synchronization

/// The layers of the state, and which of them there are right now.
///
///     writes ─► active memtable      everything since the last seal
///               sealed memtable      on its way into base; only while a checkpoint runs
///               base               durable, as of the last finished checkpoint
///
/// Changing the layers and beginning a read take the same short lock, so a reader never sees a
/// layer too few: entries that a checkpoint has moved to base it finds there or, unchanged, still
/// above.
final class LayerStack: Sendable {
    let base: Layer
    private let memtables: [Layer]
    private let state: Mutex<State>

    private struct State {
        var active = 0
        var sealed: Int?
        /// The memtable that is not active is empty and may become active.
        var isStandbyReady = true
    }

    /// `memtables` are two empty layers, or none for a stack that is only looked at.
    init(base: Layer, memtables: [Layer]) {
        self.base = base
        self.memtables = memtables
        state = Mutex(State())
    }

    /// All layers as of now, newest first.
    func beginRead() throws(StoreError) -> [LayerReader] {
        try state.withLock { state throws(StoreError) in
            var readers: [LayerReader] = []
            readers.reserveCapacity(3)
            if !memtables.isEmpty {
                readers.append(try LayerReader(memtables[state.active]))
                if let sealed = state.sealed { readers.append(try LayerReader(memtables[sealed])) }
            }
            readers.append(try LayerReader(base))
            return readers
        }
    }

    /// The main store alone: the state as of the last checkpoint, for reads that take long.
    ///
    /// While one lives, base grows by what each checkpoint changes; the memtables, whose maps are
    /// small, are not affected.
    func beginSettledRead() throws(StoreError) -> LayerReader { try LayerReader(base) }

    /// The layer that takes writes, and what lies below it.
    ///
    /// Only for the writer.
    func beginWrite() throws(StoreError) -> (active: Layer, below: [LayerReader]) {
        try state.withLock { state throws(StoreError) in
            var readers: [LayerReader] = []
            if let sealed = state.sealed { readers.append(try LayerReader(memtables[sealed])) }
            readers.append(try LayerReader(base))
            return (memtables[state.active], readers)
        }
    }

    /// The layer that takes writes now.
    ///
    /// Only for the writer, between its groups.
    var active: Layer {
        memtables[state.withLock { $0.active }]
    }

    /// Whether `seal` would succeed.
    var canSeal: Bool {
        state.withLock { $0.isStandbyReady && $0.sealed == nil }
    }

    /// Makes the active memtable the sealed one and the standby the active one.
    ///
    /// Only for the writer, between its groups; `false` while the last checkpoint is not through.
    func seal() -> Bool {
        state.withLock { state in
            guard state.isStandbyReady, state.sealed == nil else { return false }
            state.sealed = state.active
            state.active = 1 - state.active
            state.isStandbyReady = false
            return true
        }
    }

    /// Makes the standby the active one where it has more of what `blocks` counts; both must be empty.
    ///
    /// Only for the writer, between its groups.
    func swapEmpty(by blocks: (Layer) -> Int) {
        state.withLock { state in
            guard state.isStandbyReady, state.sealed == nil,
                blocks(memtables[1 - state.active]) > blocks(memtables[state.active])
            else { return }
            state.active = 1 - state.active
        }
    }

    /// The sealed memtable that a checkpoint is to move to the main store.
    var sealed: Layer? {
        state.withLock { $0.sealed }.map { memtables[$0] }
    }

    /// After the main store has taken everything over: reads no longer look into the sealed
    /// memtable.
    ///
    /// Readers that began before keep their view of it.
    func retireSealed() {
        state.withLock { $0.sealed = nil }
    }

    /// Empties the retired memtable, which makes it the standby.
    ///
    /// Only for the checkpointer.
    func readyStandby() throws(StoreError) {
        let retired = state.withLock { state -> Int? in
            state.sealed == nil && !state.isStandbyReady ? 1 - state.active : nil
        }
        guard let retired else { return }
        try memtables[retired].empty()
        state.withLock { $0.isStandbyReady = true }
    }

    /// Grows the main store's map when it might not hold what `sealed` brings; answers whether it
    /// is large enough.
    ///
    /// The map is as large as the address space allows from the start (`StoreOptions.baseMapBytes`), so
    /// this is for processes whose address space is limited. LMDB can move a map only while nobody
    /// reads: for that this waits a moment, holding no lock, so that reads begin and go on meanwhile.
    /// Where readers leave no gap it gives up, and the next checkpoint tries again.
    func growBase(by sealed: Layer) throws(StoreError) -> Bool {
        do throws(LMDBError) {
            let base = try self.base.environment.statistics()
            let added = try sealed.environment.statistics().usedBytes
            let needed = 2 * (base.usedBytes + 2 * added)
            guard needed > base.mapBytes else { return true }
            for _ in 0..<EngineLimits.growthTriesMax {
                do throws(LMDBError) {
                    try self.base.environment.setMapBytes(max(needed, 2 * base.mapBytes))
                    return true
                } catch {
                    guard error.isBusy else { throw error }
                    usleep(EngineLimits.growthPauseMicroseconds)
                }
            }
            return false
        } catch {
            throw StoreError(error, doing: "growing base")
        }
    }

    /// Stops when the file of a layer is not where it was.
    func checkFilesInUse() throws(StoreError) {
        for layer in memtables { try layer.checkFileInUse() }
        try base.checkFileInUse()
    }

    func close() {
        for layer in memtables { layer.environment.close() }
        base.environment.close()
    }
}
