import Commands
import LMDB
import Log
import Model
import Values

/// Everything a store is made of, opened and caught up with the log.
struct OpenedStore: ~Copyable {
    let directory: DataDirectory
    let stack: LayerStack
    let log: any CommandLog
    let published: Published
    let checkpointer: Checkpointer
    let pipeline: CommitPipeline
    /// The parts of the log that were missing when it was opened with `acceptsDataLoss`.
    let loss: DataLoss?
}

/// Opens the main store, which is always consistent, empties the memtables, and replays the log
/// from the main store's position on.
struct Startup {
    let options: StoreOptions

    init(_ options: StoreOptions) {
        self.options = options
    }

    func run() throws(StoreError) -> sending OpenedStore {
        let directory = try DataDirectory(options.directory, creating: true)
        do throws(StoreError) {
            try emptyMemtables(of: directory)
            try directory.removeUnfinishedCopy()
            return try Startup(options.fitted()).openOrAcceptLoss(directory)
        } catch {
            directory.release()
            throw error
        }
    }

    private func openOrAcceptLoss(
        _ directory: DataDirectory
    ) throws(StoreError) -> sending OpenedStore {
        do throws(StoreError) {
            return try openWhole(directory, isNew: directory.hasNoVersion)
        } catch {
            guard options.acceptsDataLoss, case .corrupt = error else { throw error }
        }
        try acceptLoss(in: directory)
        try emptyMemtables(of: directory)
        return try openWhole(directory, isNew: false)
    }

    /// Opens a store of which nothing is missing, or begins one.
    private func openWhole(
        _ directory: DataDirectory, isNew: Bool
    ) throws(StoreError) -> sending OpenedStore {
        let parts = try StoredParts(directory)
        try check(parts, of: directory, isNew: isNew)
        let opened = try open(in: directory, parts, isNew: isNew, accepting: false)
        if isNew { try directory.writeVersion() }
        return opened
    }

    func open(
        in directory: DataDirectory, _ parts: StoredParts, isNew: Bool, accepting: Bool
    ) throws(StoreError) -> sending OpenedStore {
        if parts.hasBase { try Layer.checkFile(in: directory.subdirectory("base")) }
        let stack = try openLayers(in: directory)
        let state = try Snapshot(layers: stack.beginRead(), time: options.clock.now()).contents()
        if isNew, !accepting, state.applied.position > 0 {
            throw StoredParts.rejection(StoredParts.versionMissing)
        }
        let requirement = parts.requirement(
            base: state.applied.position, isNew: isNew || !parts.hasBase)
        let loss =
            accepting ? try loss(of: parts, in: directory, requirement) : nil
        let log = try openLog(in: directory, requirement, accepting: accepting)
        let opened = assemble(directory, stack, log, state, loss)
        try replay(log, from: state.applied.position + 1, into: opened.pipeline.applier)
        return opened
    }

    /// Puts the parts of a store together; nothing runs yet.
    private func assemble(
        _ directory: DataDirectory, _ stack: LayerStack, _ log: any CommandLog,
        _ state: Published.Contents, _ loss: DataLoss?
    ) -> sending OpenedStore {
        let published = Published(state)
        let report = options.report
        let checkpointer = Checkpointer(
            stack: stack, log: log, base: state.applied,
            intervalMicroseconds: Int64(options.checkpointSeconds) * 1_000_000,
            collectedEntriesMax: options.collectedEntriesMax, report: { report(.checkpoint($0)) },
            stopped: { failure in
                published.update { $0.failure = $0.failure ?? failure }
                report(.writesStopped(failure))
            })
        let space = MemtableSpace(sealBytes: options.recentBytes, from: options.space)
        let trigger = CheckpointTrigger(
            log: log, stack: stack, space: space, checkpointer: checkpointer,
            applied: state.applied, clock: options.clock)
        let publisher = Publisher(published: published)
        let applier = Applier(
            stack: stack, space: space, trigger: trigger, publisher: publisher,
            catalog: state.catalog, applied: state.applied)
        let pipeline = CommitPipeline(
            log: log, applier: applier, publisher: publisher,
            failed: { report(.writesStopped($0)) })
        return OpenedStore(
            directory: directory, stack: stack, log: log, published: published,
            checkpointer: checkpointer, pipeline: pipeline, loss: loss)
    }

    /// Rejects a directory of which a part is missing, before anything is changed in it.
    private func check(
        _ parts: StoredParts, of directory: DataDirectory, isNew: Bool
    ) throws(StoreError) {
        if let problem = parts.markProblem { throw StoredParts.rejection(problem) }
        // A log that lies elsewhere knows itself what it has.
        if options.commandLog != nil { return }
        guard !isNew else {
            guard parts.isUntouched(log: try inspectLog(in: directory, parts)) else {
                throw StoredParts.rejection(StoredParts.versionMissing)
            }
            return
        }
        if let problem = parts.baseProblem() { throw StoredParts.rejection(problem) }
        if parts.logNames == nil, !parts.isSettled {
            throw StoredParts.rejection("the directory log/ is missing")
        }
        if !parts.hasBase {
            options.report(.repaired("base/data.mdb was missing; it is made anew from the log"))
        }
        switch parts.mark {
        case .missing:
            options.report(
                .repaired("\(SyncedMark.name) was missing; it is made anew from the log"))
        case .reach(_, isWhole: false):
            options.report(
                .repaired("one copy in \(SyncedMark.name) was damaged; the other one counts"))
        case .damaged, .reach: break
        }
    }

    func inspectLog(
        in directory: DataDirectory, _ parts: StoredParts
    ) throws(StoreError) -> LogInspection? {
        guard parts.logNames != nil else { return nil }
        do {
            return try LogInspection(path: directory.subdirectory("log"))
        } catch {
            throw StoreError(error)
        }
    }

    private func openLayers(in directory: DataDirectory) throws(StoreError) -> LayerStack {
        let basePath = directory.subdirectory("base")
        try DataDirectory.create(basePath)
        var baseOptions = EnvironmentOptions(
            mapBytes: options.baseMapBytes, readersMax: EngineLimits.readersMax,
            databasesMax: Space.allCases.count)
        baseOptions.mapBytesMin = min(options.baseMapBytes, EngineLimits.baseMapBytesMin)
        let base = try Layer(.base, path: basePath, options: baseOptions)
        var memtableOptions = EnvironmentOptions(
            mapBytes: options.recentMapBytes
                ?? MemtableSpace.mapBytes(sealBytes: options.recentBytes),
            readersMax: EngineLimits.readersMax, databasesMax: Space.allCases.count)
        memtableOptions.mapBytesMin = min(
            memtableOptions.mapBytes, MemtableSpace.mapBytesMin(sealBytes: options.recentBytes))
        memtableOptions.noSync = true
        memtableOptions.writeMap = true
        var memtables: [Layer] = []
        for path in memtablePaths(in: directory) {
            memtables.append(try Layer(.memtable, path: path, options: memtableOptions))
        }
        return LayerStack(base: base, memtables: memtables)
    }

    private func memtablePaths(in directory: DataDirectory) -> [String] {
        ["recent-a", "recent-b"].map { name in
            directory.subdirectory(name, under: options.recentDirectory)
        }
    }

    private func emptyMemtables(of directory: DataDirectory) throws(StoreError) {
        for path in memtablePaths(in: directory) { try DataDirectory.clear(path) }
    }

    /// Opens the log; it must hold what `requirement` says, unless losses are accepted.
    private func openLog(
        in directory: DataDirectory, _ requirement: LogRequirement, accepting: Bool
    ) throws(StoreError) -> any CommandLog {
        if let log = options.commandLog {
            let first = requirement.firstPosition
            guard log.firstPosition <= first, first <= log.nextPosition else {
                throw StoredParts.rejection(
                    "base waits for log position \(first), the log has positions "
                        + "\(log.firstPosition)..<\(log.nextPosition)")
            }
            return log
        }
        let path = directory.subdirectory("log")
        try DataDirectory.create(path)
        var logOptions = options.log
        logOptions.firstPosition = requirement.firstPosition
        logOptions.requirement = requirement
        logOptions.acceptsLoss = accepting
        do throws(LogError) {
            let log = try FileLog.open(
                in: options.logDirectory(path), options: logOptions,
                markDirectory: accepting ? nil : options.logDirectory(directory.path))
            if let tail = log.tornTail {
                options.report(.cutTornTail(segment: tail.segment, offset: tail.offset))
            }
            return log
        } catch .missing(let positions, let reason) {
            throw StoredParts.rejection(
                "base waits for log position \(requirement.firstPosition), "
                    + "\(LogError.missing(positions, reason))")
        } catch {
            throw StoreError(error)
        }
    }

    private func replay(
        _ log: any CommandLog, from first: UInt64, into applier: Applier
    ) throws(StoreError) {
        guard first < log.nextPosition else { return }
        let feed = ReplayFeed(log, from: first)
        defer { feed.cancel() }
        var count = 0
        while let group = try feed.next() {
            try applier.replay(group)
            count += group.commands.count
        }
        options.report(.replayed(commands: count))
    }
}
