import ArgumentParser
import Console
import Engine
import Log
import Model
import Platform
import Values

struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what an unused data directory holds, or the state of a server.",
        discussion: """
            Sizes are those of the last checkpoint; the log may hold more. Changes nothing.
            """)

    @Option(help: "The data directory.")
    var data = "data"

    @OptionGroup var server: ServerOption

    @Flag(help: "Print the result in JSON.")
    var json = false

    func run() async throws {
        if let store = server.store { return try await run(on: store) }
        try DataPath.check(data, mayBeMissing: false)
        let inspection: ClosedStore.Inspection
        do throws(StoreError) {
            inspection = try ClosedStore(directory: data).inspect()
        } catch {
            throw Failure(error.message)
        }
        if json { return Terminal.print(inspection.json(of: data)) }
        Terminal.print("data directory  \(data)")
        let reusable = inspection.baseReusableBytes
        Terminal.print(
            """
            base            \(Readable.bytes(inspection.baseBytes)), of which \
            \(Readable.bytes(inspection.baseBytes - reusable)) in use and \
            \(Readable.bytes(reusable)) to be used again
            """)
        Terminal.print("checkpoint at   log position \(inspection.applied.position)")
        for loss in inspection.losses {
            Terminal.print("accepted loss   before position \(loss.nextPosition): \(loss.message)")
        }
        for problem in inspection.problems { Terminal.print("DAMAGE          \(problem)") }
        showTables(inspection.tables)
        if let log = inspection.log { showLog(log) }
    }

    private func showTables(_ tables: [ClosedStore.Inspection.TableSummary]) {
        Terminal.print("\n\(Readable.count(tables.count)) tables")
        for summary in tables {
            let keys = summary.table.keySchema.keyAttributes
                .map { "\($0.name.string)" }.joined(separator: ", ")
            Terminal.print(
                """
                  \(summary.table.name.string) (\(keys)): \
                \(Readable.count(summary.totals.items)) items, \
                \(Readable.bytes(Int(summary.totals.bytes)))
                """)
        }
    }

    private func showLog(_ log: LogInspection) {
        Terminal.print("\n\(Readable.count(log.segments.count)) log segments")
        for segment in log.segments {
            Terminal.print(
                """
                  \(segment.name): positions \(segment.firstPosition)..<\(segment.endPosition), \
                \(Readable.count(segment.frames)) groups, \(Readable.bytes(segment.usedBytes)) of \
                \(Readable.bytes(segment.fileBytes))
                """)
            if let problem = segment.problem { Terminal.print("    DAMAGE  \(problem)") }
        }
        if let tail = log.tornTail {
            Terminal.print(
                "  unfinished end in \(tail.segment) at byte \(tail.offset), never acknowledged")
        }
    }
}
