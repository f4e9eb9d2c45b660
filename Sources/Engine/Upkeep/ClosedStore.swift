import LMDB
package import Log
package import Mutations

/// A data directory looked at without opening the store: base as of the last checkpoint, and the log.
package final class ClosedStore {
    private let directory: DataDirectory
    private let base: Layer
    private let stack: LayerStack

    /// What there is, for an operator's eyes.
    package struct Inspection: Sendable {
        package struct TableSummary: Sendable {
            package let table: Table
            package let totals: Totals
        }

        /// As of base: what the log has beyond it is not counted.
        package let tables: [TableSummary]
        package let applied: AppliedState
        package let baseBytes: Int
        /// Those of them that nothing uses: later checkpoints fill them, a compaction gives them back.
        package let baseReusableBytes: Int
        package let log: LogInspection
    }

    /// Opens the directory for reading; refuses one that a running server holds.
    package init(directory path: String) throws(StoreError) {
        directory = try DataDirectory(path, creating: false)
        do throws(StoreError) {
            var options = EnvironmentOptions(
                readersMax: StoreLimits.readersMax, databasesMax: Space.allCases.count)
            options.isReadOnly = true
            base = try Layer(.base, path: directory.subdirectory("base"), options: options)
        } catch {
            directory.release()
            throw error
        }
        stack = LayerStack(base: base, recents: [])
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
        do {
            return Inspection(
                tables: contents.catalog.sorted.map { table in
                    Inspection.TableSummary(
                        table: table, totals: contents.totals[table.id] ?? Totals())
                },
                applied: contents.applied,
                baseBytes: try base.environment.statistics().usedBytes,
                baseReusableBytes: try base.environment.reusableBytes(),
                log: try LogInspection(path: logPath))
        } catch let error as LMDBError {
            throw StoreError(error, doing: "measuring base")
        } catch let error as LogError {
            throw StoreError(error)
        } catch {
            throw .system("\(error)")
        }
    }

    /// Checks base and reads the whole log; a torn end is no damage, because it was never acknowledged.
    package func check(
        progress: @escaping (Int) -> Void = { _ in }
    ) throws(StoreError) -> IntegrityCheck.Report {
        var report = try IntegrityCheck.run(on: try snapshot(), progress: progress)
        let log: LogInspection
        do {
            log = try LogInspection(path: logPath)
        } catch {
            throw StoreError(error)
        }
        for segment in log.segments {
            if let problem = segment.problem { report.add(damage: "log: \(problem)") }
        }
        if let first = try nextPosition(), let oldest = log.segments.first,
            let newest = log.segments.last,
            first < oldest.firstPosition || first > newest.endPosition
        {
            report.add(
                damage: "base waits for log position \(first), the log holds "
                    + "\(oldest.firstPosition)..<\(newest.endPosition)")
        }
        return report
    }

    /// The log position that base waits for; `nil` when its catalog cannot be read, which the check of
    /// base has told already.
    private func nextPosition() throws(StoreError) -> UInt64? {
        do {
            return try snapshot().contents().applied.position + 1
        } catch .corrupt {
            return nil
        }
    }

    private var logPath: String { directory.subdirectory("log") }
}
