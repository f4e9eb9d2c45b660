import ArgumentParser
import Foundation
import Histogram
import NIOCore

/// The handler of `LoadGenerator handlers`: a process that the server starts.
///
/// Reads one event a line, notes how long ago its changes were due, and answers at once. Does as
/// little as it can, so that it is not what is measured.
struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Be the handler that LoadGenerator handlers registers.", shouldDisplay: false)

    /// Variables of its environment.
    enum Variable {
        /// The directory that gets its figures when there are no more events.
        static let figures = "HANDLER_FIGURES"
        /// The due time from which on latencies count.
        static let since = "HANDLER_SINCE"
        /// The table of which it asks to count each record; without it, it asks for nothing.
        static let writes = "HANDLER_WRITES"
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let directory = environment[Variable.figures] else {
            throw ValidationError("Only a server that runs LoadGenerator handlers starts this.")
        }
        let since = environment[Variable.since].flatMap { UInt64($0) } ?? 0
        let scanner = StampScanner()
        var answer = ProbeAnswer(table: environment[Variable.writes])
        var figures = ProbeFigures()
        figures.processes = 1
        var processorStart = 0.0
        while let line = readLine() {
            let now = NIODeadline.now().uptimeNanoseconds
            if figures.events == 0 {
                figures.first = now
                processorStart = Probe.processorSeconds
            }
            figures.events += 1
            let event = line.utf8
            var position = 0
            while let record = scanner.next(in: event.span, from: &position) {
                figures.records += 1
                if record.due >= since {
                    figures.latencies.record(now > record.due ? now - record.due : 0)
                }
                answer.count(event.span, at: record.key)
            }
            try FileHandle.standardOutput.write(contentsOf: answer.take())
            figures.last = NIODeadline.now().uptimeNanoseconds
        }
        figures.processorSeconds = Probe.processorSeconds - processorStart
        if figures.events > 0 { try figures.write(to: URL(filePath: directory)) }
    }

    /// What this process has used so far, to the microsecond.
    private static var processorSeconds: Double {
        Double(clock()) / 1e6
    }
}

/// The line that a probe answers an event with.
private struct ProbeAnswer {
    private let before: [UInt8]
    private let after: [UInt8]
    private let isCounting: Bool
    private var bytes: [UInt8] = []

    /// - Parameter table: where each record is counted under the key of its item.
    init(table: String?) {
        isCounting = table != nil
        before = Array(#"{"table":"\#(table ?? "")","increment":{"key":{"pk":""#.utf8)
        after = Array(#""},"add":{"c":1}}}"#.utf8)
    }

    mutating func count(_ event: Span<UInt8>, at key: Int) {
        guard isCounting else { return }
        bytes += bytes.isEmpty ? Array(#"{"writes":["#.utf8) : [UInt8(ascii: ",")]
        bytes += before
        for index in key..<(key + Stamp.keyBytes) { bytes.append(event[index]) }
        bytes += after
    }

    /// The whole line; the next answer begins empty.
    mutating func take() -> Data {
        guard !bytes.isEmpty else { return Data("{}\n".utf8) }
        bytes += "]}\n".utf8
        defer { bytes.removeAll(keepingCapacity: true) }
        return Data(bytes)
    }
}
