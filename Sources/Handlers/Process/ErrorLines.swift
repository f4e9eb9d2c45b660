import Subprocess
import Synchronization

/// The standard error of one process: its lines go to the log, the last one is remembered.
final class ErrorLines: Sendable {
    private let log: ErrorLog
    private let bounds: ProcessBounds
    private let lastLine = Mutex<String?>(nil)

    init(log: ErrorLog, bounds: ProcessBounds) {
        self.log = log
        self.bounds = bounds
    }

    /// How a process ended, with its last words.
    func describe(_ status: TerminationStatus) -> String {
        let how =
            switch status {
            case .exited(let code): "exit code \(code)"
            case .signaled(let signal): "signal \(signal)"
            }
        guard let last = lastLine.withLock({ $0 }) else { return how }
        return "\(how): \(last)"
    }

    /// Reads to the end, which comes at the latest with the end of the process.
    ///
    /// A process that it left behind may go on writing: once the process itself has exited, only
    /// `lastBytesMax` more bytes are read.
    func read(_ output: SubprocessOutputSequence, _ handle: ProcessHandle) async {
        var splitter = LineSplitter(bytesMax: bounds.errorLineBytesMax)
        var lastBytes = 0
        do {
            for try await buffer in output {
                for line in splitter.take(buffer.array) { take(line) }
                if handle.hasExited { lastBytes += buffer.count }
                if lastBytes > bounds.lastBytesMax { break }
            }
        } catch {
            log.log("its standard error cannot be read: \(error)")
        }
        if let line = splitter.takeRest() { take(line) }
        log.tellSuppressed()
    }

    private func take(_ line: LineSplitter.Line) {
        var text = ErrorLines.printable(line.bytes)
        if line.isCut { text += "…" }
        guard !text.isEmpty else { return }
        lastLine.withLock { $0 = text }
        log.log(text)
    }

    /// Without the control characters by which a line could pass for another or colour a terminal.
    private static func printable(_ bytes: [UInt8]) -> String {
        let shown = bytes.filter { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }
        return String(decoding: shown, as: UTF8.self)
    }
}
