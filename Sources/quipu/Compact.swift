import ArgumentParser
import Console
import Engine
import Platform

struct Compact: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Release the disk space that a data directory no longer needs.",
        discussion: """
            Copies base without its free pages, and puts the copy in its place once it is whole and \
            on disk. Needs the directory to itself and, for a while, space for the copy; quipu \
            inspect tells beforehand how much is free in base. What is stored stays the same.
            """)

    @Option(help: "The data directory.")
    var data = "data"

    func run() async throws {
        try DataPath.check(data, mayBeMissing: false)
        let report: Compaction.Report
        do throws(StoreError) {
            report = try Compaction(directory: data).run()
        } catch {
            if case .corrupt = error {
                Terminal.print("DAMAGE  \(error.message)")
                throw ExitCode(2)
            }
            throw Failure(error.message)
        }
        Terminal.print(
            """
            base of \(data): \(Readable.bytes(report.bytesBefore)) before, \
            \(Readable.bytes(report.bytesAfter)) now
            """)
    }
}
