import ArgumentParser
import Console
import Engine
import Platform

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a data directory that no server is using, or a running server.",
        discussion: """
            Reads the whole state and the whole log, recomputes whatever follows from something \
            else (the expiry index, the totals), and compares. Changes nothing. Exit code 2 means \
            that damage was found. A running server (--server) checks its last checkpoint, and goes \
            on meanwhile.
            """)

    @Option(help: "The data directory.")
    var data = "data"

    @OptionGroup var server: ServerOption

    @Flag(help: "Print the result in JSON.")
    var json = false

    func run() async throws {
        if let store = server.store { return try await run(on: store, at: server.server ?? "") }
        try DataPath.check(data, mayBeMissing: false)
        let report: IntegrityCheck.Report
        do throws(StoreError) {
            report = try ClosedStore(directory: data).check { items in
                if Terminal.isInteractive { Terminal.overwrite("\(Readable.count(items)) items …") }
            }
        } catch {
            if Terminal.isInteractive { Terminal.overwrite("") }
            if case .corrupt = error {
                if json {
                    Terminal.print(IntegrityCheck.Report.json(damage: error.message, in: data))
                    throw ExitCode(2)
                }
                Terminal.print("DAMAGE  \(error.message)")
                throw ExitCode(2)
            }
            throw Failure(error.message)
        }
        if Terminal.isInteractive { Terminal.overwrite("") }
        if json {
            Terminal.print(report.json(of: data))
            if !report.isClean { throw ExitCode(2) }
            return
        }
        Terminal.print(
            """
            tables          \(Readable.count(report.tables))
            items           \(Readable.count(report.items)), \
            \(Readable.bytes(Int(report.itemBytes)))
            expiry entries  \(Readable.count(report.expiryEntries)), of which \
            \(Readable.count(report.staleExpiryEntries)) are out of date
            idempotency     \(Readable.count(report.idempotencyRecords)) records
            dropped tables  \(Readable.count(report.unpurgedItems)) items are still to be removed
            streams         \(Readable.count(report.streams)), with \
            \(Readable.count(report.changes)) records, \
            \(Readable.count(report.unpurgedChanges)) trimmed ones beside them
            handlers        \(Readable.count(report.handlers))
            """)
        if report.indexEntries + report.unpurgedIndexEntries > 0 {
            Terminal.print(
                """
                index entries   \(Readable.count(report.indexEntries)), with \
                \(Readable.count(report.unpurgedIndexEntries)) of deleted indexes beside them
                """)
        }
        for damage in report.damages { Terminal.print("DAMAGE  \(damage)") }
        guard report.isClean else {
            Terminal.print("\(Readable.count(report.damageCount)) damages found in \(data)")
            throw ExitCode(2)
        }
        Terminal.print("\(data) is sound")
    }
}
