import LMDB
package import Log
package import Model

/// A data directory looked at without opening the store: the main store as of the last checkpoint,
/// and the log.
package final class ClosedStore {
    private let directory: DataDirectory
    private let parts: StoredParts
    private let base: Layer
    private let stack: LayerStack

    /// What there is, for an operator's eyes.
    package struct Inspection: Sendable {
        package struct TableSummary: Sendable {
            package let table: Table
            package let totals: Totals
        }

        /// As of the main store: what the log has beyond it is not counted.
        package let tables: [TableSummary]
        package let applied: AppliedState
        package let baseBytes: Int
        /// Those of them that nothing uses: later checkpoints fill them, a compaction gives them back.
        package let baseReusableBytes: Int
        /// `nil` when its directory is missing.
        package let log: LogInspection?
        /// What an operator went on without, the oldest first.
        package let losses: [DataLoss]
        /// What is missing, one sentence each.
        package let problems: [String]
    }

    /// Opens the directory for reading; rejects one that a running server holds.
    package init(directory path: String) throws(StoreError) {
        directory = try DataDirectory(path, creating: false)
        do throws(StoreError) {
            parts = try StoredParts(directory)
            guard parts.hasBase else {
                throw StoreError.corrupt(
                    parts.baseProblem()
                        ?? "base/data.mdb is missing; a start makes it anew from the log")
            }
            try Layer.checkFile(in: directory.subdirectory("base"))
            var options = EnvironmentOptions(
                readersMax: EngineLimits.readersMax, databasesMax: Space.allCases.count)
            options.isReadOnly = true
            base = try Layer(.base, path: directory.subdirectory("base"), options: options)
        } catch {
            directory.release()
            throw error
        }
        stack = LayerStack(base: base, memtables: [])
    }

    deinit {
        stack.close()
        directory.release()
    }

    private func snapshot() throws(StoreError) -> Snapshot {
        Snapshot(layers: try stack.beginRead(), time: Timestamp(microseconds: 0))
    }

    package func inspect() throws(StoreError) -> Inspection {
        let contents = try snapshot().contents()
        let log = try inspectLog()
        let baseBytes: Int
        let baseReusableBytes: Int
        do {
            baseBytes = try base.environment.statistics().usedBytes
            baseReusableBytes = try base.environment.reusableBytes()
        } catch {
            throw StoreError(error, doing: "measuring base")
        }
        return Inspection(
            tables: contents.catalog.sorted.map { table in
                Inspection.TableSummary(
                    table: table, totals: contents.totals[table.id] ?? Totals())
            },
            applied: contents.applied, baseBytes: baseBytes,
            baseReusableBytes: baseReusableBytes, log: log,
            losses: try snapshot().losses(),
            problems: problems(of: log, base: contents.applied.position))
    }

    /// Checks the main store and reads the whole log; a torn end is no damage, because it was never
    /// acknowledged.
    package func check(
        progress: @escaping (Int) -> Void = { _ in }
    ) throws(StoreError) -> IntegrityCheck.Report {
        var report = IntegrityCheck.Report()
        let damages = try fileProblems()
        if damages.isEmpty {
            report = try IntegrityCheck.run(on: try snapshot(), progress: progress)
        }
        for damage in damages { report.add(damage: damage) }
        let log = try inspectLog()
        for problem in problems(of: log, base: try basePosition()) {
            report.add(damage: problem)
        }
        return report
    }

    /// What LMDB would not survive; found by reading its file without it.
    private func fileProblems() throws(StoreError) -> [String] {
        let path = directory.subdirectory("base") + "/data.mdb"
        do {
            return try DataFileCheck.problems(ofFile: path)
        } catch {
            throw StoreError(error, doing: "reading \(path)")
        }
    }

    private func inspectLog() throws(StoreError) -> LogInspection? {
        guard parts.logNames != nil else { return nil }
        do {
            return try LogInspection(path: directory.subdirectory("log"))
        } catch {
            throw StoreError(error)
        }
    }

    /// What is wrong beside the main store, one sentence each.
    private func problems(of log: LogInspection?, base position: UInt64?) -> [String] {
        var problems: [String] = []
        if let problem = parts.markProblem { problems.append(problem) }
        if case .reach(_, isWhole: false) = parts.mark {
            problems.append("one copy in \(SyncedMark.name) is damaged; a start makes it anew")
        }
        if let position, parts.needsNoLog(base: position) { return problems }
        guard let log else { return problems + ["the directory log/ is missing"] }
        let requirement = parts.requirement(base: position ?? 0, isNew: false)
        // Without the main store's position only what the log says of itself can be judged.
        problems +=
            position == nil
            ? log.segments.compactMap { $0.problem?.description }
            : StoredParts.problems(of: log, requirement)
        return problems
    }

    /// The log position at which base stands; `nil` when its catalog cannot be read, which the
    /// check of base has reported by then.
    private func basePosition() throws(StoreError) -> UInt64? {
        do {
            return try snapshot().contents().applied.position
        } catch .corrupt {
            return nil
        }
    }
}
