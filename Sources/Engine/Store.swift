package import Commands
import Dispatch
package import Model
import Synchronization
package import Values

/// The table service's state and the only door to it: commit a command, read a snapshot.
///
/// Everything is thread-safe. A committed command is on disk before its completion is called and
/// before any reader can see it.
package final class Store: Sendable {
    private let directory: DataDirectory
    private let clock: any TimeSource
    let partition: Partition
    let published: Published
    private let maintenance: Maintenance
    private let commandBytesMax: Int
    private let report: @Sendable (StoreEvent) -> Void
    private let isClosed = Atomic(false)

    /// Opens the data directory, making it when it is new, and replays what the log has beyond base.
    package static func open(_ options: StoreOptions) throws(StoreError) -> Store {
        try Store(options)
    }

    private init(_ options: StoreOptions) throws(StoreError) {
        maintenance = Maintenance(report: options.report)
        var options = options
        options.report = maintenance.report
        let opened = try Startup(options).run()
        directory = opened.directory
        clock = options.clock
        partition = Partition(opened, options)
        published = partition.published
        commandBytesMax = options.commandBytesMax
        report = options.report
        if options.runsUpkeep { maintenance.start(on: self) }
    }

    // MARK: Tables

    /// The table called `name`, as of the last committed group.
    package func table(named name: Text) -> Table? {
        published.read { $0.catalog[name] }
    }

    package func table(_ id: TableID) -> Table? {
        published.read { $0.catalog[id] }
    }

    /// All tables in the order of their names.
    package var tables: [Table] {
        published.read { $0.catalog }.sorted
    }

    /// Exact as of the last committed group; items past their time to live count until deleted.
    package func totals(of table: TableID) -> Totals {
        published.read { $0.totals[table] } ?? Totals()
    }

    /// The same of an index, with the bytes that a read of all of it gives; until the index is active,
    /// of the entries that it has so far.
    package func totals(of index: SecondaryIndex, in table: TableID) -> Totals {
        let address = IndexAddress(table: table, index: index.id)
        return published.read { $0.indexTotals[address] } ?? Totals()
    }

    /// All streams that can be read, by their tables' names and in the order of their openings.
    package var streams: [ChangeStream] {
        published.read { $0.catalog.streams }.values.sorted {
            ($0.tableName, $0.id) < ($1.tableName, $1.id)
        }
    }

    /// The streams of tables called `name`, which may be gone, in the order of their openings.
    package func streams(ofTablesNamed name: Text) -> [ChangeStream] {
        published.read { $0.catalog.streams }.values.filter { $0.tableName == name }
            .sorted { $0.id < $1.id }
    }

    /// The stream that was opened last for a table, open or closed.
    package func latestStream(of table: TableID) -> ChangeStream? {
        published.read { $0.catalog }.latestStream(of: table)
    }

    package func stream(_ id: StreamID) -> ChangeStream? {
        published.read { $0.catalog.streams[id] }
    }

    /// What the stream ever recorded, as of the last committed group.
    package func totals(of stream: ChangeStream) -> StreamTotals {
        published.read { $0.streamTotals[stream.id] }
            ?? StreamTotals(shards: stream.settings.shards)
    }

    /// All handlers in the order of their names.
    package var handlers: [Handler] {
        published.read { $0.catalog.handlers }.values.sorted {
            $0.definition.name < $1.definition.name
        }
    }

    package func handler(_ id: HandlerID) -> Handler? {
        published.read { $0.catalog.handlers[id] }
    }

    package func handler(named name: Text) -> Handler? {
        published.read { $0.catalog }.handler(named: name)
    }

    /// The end of everything that is committed: where a reader begins that wants only what is new.
    package var lastSequence: SequenceNumber {
        .last(ofPosition: applied.position)
    }

    /// How far the state has come.
    package var applied: AppliedState {
        published.read { $0.applied }
    }

    /// What the writer has done since the store was opened.
    package var statistics: Statistics {
        published.read { $0.statistics }
    }

    /// Why writes have stopped for good, if they have.
    package var failure: StoreError? {
        published.read { $0.failure }
    }

    /// Why writes are rejected right now; `nil` when the last one was accepted.
    ///
    /// A shortage of space may have passed: so during one each call submits a write that changes
    /// nothing, and the next call returns its outcome. A caller that polls learns of the end of the
    /// shortage even when no client writes.
    package func probeWrites() -> StoreError? {
        let (failure, shortage) = published.read { ($0.failure, $0.shortage) }
        guard failure == nil, let shortage else { return failure }
        submit(TrimStreams([]), on: ImmediateLane.shared) { _ in }
        return shortage
    }

    // MARK: Writing

    /// Commits `command`; `completion` runs on `lane` once it is durable and visible, or rejected.
    ///
    /// Encoding happens here, on the caller's thread; an offer that is not taken completes at once.
    package func submit<C: StoreCommand>(
        _ command: C, on lane: any CompletionLane,
        _ completion: @escaping @Sendable (C.Outcome) -> Void
    ) {
        do throws(CommitError<C.Rejection>) {
            let pending = Pending(
                command, encoded: try encoded(command), captured: clock.now(), lane: lane,
                completion: completion)
            if let failure = offer(pending) { throw .failed(failure) }
        } catch {
            completion(.failure(error))
        }
    }

    /// The same for a write to one item: written out, as most commands are one, and a command of any
    /// kind would look up its types anew.
    package func submit(
        _ write: ItemWrite, on lane: any CompletionLane,
        _ completion: @escaping @Sendable (ItemWrite.Outcome) -> Void
    ) {
        do throws(CommitError<ItemWrite.Rejection>) {
            let pending = Pending(
                write, encoded: try encoded(write), captured: clock.now(), lane: lane,
                completion: completion)
            if let failure = offer(pending) { throw .failed(failure) }
        } catch {
            completion(.failure(error))
        }
    }

    @inline(__always)
    private func encoded<C: StoreCommand>(
        _ command: C
    ) throws(CommitError<C.Rejection>) -> [UInt8] {
        var encoder = ByteWriter(capacity: EngineLimits.commandBytesUsual)
        command.encode(to: &encoder)
        // Only large ones are looked at.
        if encoder.count >= ItemWrite.certainRejectionBytesMin,
            let rejection = command.certainRejection
        {
            throw .rejected(rejection)
        }
        guard encoder.count <= commandBytesMax else {
            throw .tooLarge(bytes: encoder.count, limit: commandBytesMax)
        }
        return encoder.bytes
    }

    /// Returns why the command is not taken; `nil` when it is.
    private func offer(_ pending: Pending) -> StoreError? {
        switch partition.offer(pending) {
        case .accepted: nil
        case .full: .busy("too many writes are waiting")
        case .closed: .stopped
        }
    }

    /// Commits `command` and returns its reply once it is durable and visible.
    package func commit<C: StoreCommand>(
        _ command: C
    ) async throws(CommitError<C.Rejection>) -> C.Reply {
        try await withCheckedContinuation { continuation in
            submit(command, on: ImmediateLane.shared) { continuation.resume(returning: $0) }
        }.get()
    }

    /// Commits what the store's own threads ask for, and waits for it.
    ///
    /// Returns `nil` for a rejected command: what it was about is gone.
    @discardableResult
    func commitAndWait<C: StoreCommand>(_ command: C) throws(StoreError) -> C.Reply? {
        let outcome = Mutex<C.Outcome?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        submit(command, on: ImmediateLane.shared) { result in
            outcome.withLock { $0 = result }
            isDone.signal()
        }
        isDone.wait()
        switch outcome.withLock({ $0 }) {
        case .success(let reply): return reply
        case .failure(.rejected), nil: return nil
        case .failure(.tooLarge(let bytes, let limit)):
            throw .system("a command of \(bytes) bytes; \(limit) are allowed")
        case .failure(.failed(let error)): throw error
        }
    }

    // MARK: Reading

    /// Gives `body` the whole state as of now; it must be short, and must not wait.
    package func read<Answer>(
        _ body: (borrowing Snapshot) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer {
        try body(try beginRead())
    }

    /// The time at which a read that begins now sees the state.
    package var now: Timestamp {
        // Never behind the state: what a command has seen as ended stays ended.
        clock.now().later(than: applied.time)
    }

    func beginRead() throws(StoreError) -> Snapshot {
        if isClosed.load(ordering: .acquiring) { throw .stopped }
        return try partition.beginRead(at: now)
    }

    /// Gives `body` the state as of the last checkpoint, for as long as it needs: unlike `read`,
    /// this keeps no page of a memtable from being used again.
    func readCheckpoint<Answer>(
        _ body: (borrowing Snapshot) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer {
        if isClosed.load(ordering: .acquiring) { throw .stopped }
        return try body(try partition.beginSettledRead(at: now))
    }

    // MARK: Maintenance

    /// Does at once what the maintenance thread does every second for time to live: one command's worth
    /// of expired items, and of older items for the expiry index.
    ///
    /// Returns how many entries it handled.
    package func reap() throws(StoreError) -> Int {
        let ended = try maintenance.step(TTLSweeper(store: self)).lookedAt
        return max(ended, try maintenance.step(Backfill(store: self)).entries)
    }

    /// Does at once what the maintenance thread does every second for streams: trims what is past its
    /// retention.
    package func trim() throws(StoreError) {
        _ = try maintenance.step(StreamRetention(store: self))
    }

    /// What maintenance has done since the store was opened.
    package var maintenanceFigures: [CollectorKind: CollectorFigures] { maintenance.figures }

    /// Does at once what the maintenance thread does every second for the store's files: stops writes
    /// when one of them is not where it was, or is shorter.
    ///
    /// What would be written to it from then on would be gone with the process.
    package func verifyFiles() throws(StoreError) {
        guard failure == nil, let problem = try fileProblem() else { return }
        let message = partition.stop(problem)
        guard self.failure == nil else { return }
        let failure = StoreError.writesFailed(message)
        published.update { $0.failure = failure }
        report(.writesStopped(failure))
    }

    private func fileProblem() throws(StoreError) -> String? {
        if let problem = try directory.problem() { return problem }
        return try partition.fileProblem()
    }

    /// Moves everything that was committed before this call to base.
    ///
    /// For tests and operators.
    package func checkpoint() throws(StoreError) { try partition.checkpoint() }

    /// Commits what was accepted, checkpoints, and lets go of the directory.
    ///
    /// A second call does nothing.
    package func close() throws(StoreError) {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        maintenance.stop()
        defer { directory.release() }
        try partition.close { report(.upkeepFailed($0)) }
    }
}
