import Foundation
import Histogram

/// What one probe process, or all of them together, have seen.
///
/// Moments are nanoseconds of the machine's steady clock, which all processes share.
struct ProbeFigures: Codable {
    /// From the moment a change was due to the moment a probe had it.
    var latencies = Histogram<UInt64>(highestTrackableValue: 600_000_000_000)
    var processes = 0
    var events = 0
    /// Records of all events, of the warm-up too.
    var records = 0
    /// When the first event had come.
    var first = UInt64.max
    /// When the last event was answered.
    var last: UInt64 = 0
    /// Processor time since the first event.
    var processorSeconds = 0.0

    /// Processors that the probes have kept busy.
    var processors: Double {
        last > first ? processorSeconds / (Double(last - first) / 1e9) : 0
    }

    var recordsPerEvent: Double { Double(records) / Double(max(events, 1)) }

    mutating func add(_ other: ProbeFigures) {
        latencies.add(other.latencies)
        processes += other.processes
        events += other.events
        records += other.records
        first = min(first, other.first)
        last = max(last, other.last)
        processorSeconds += other.processorSeconds
    }

    /// Adds up the files of all the processes that wrote into a directory.
    static func sum(of directory: URL) throws -> ProbeFigures {
        var sum = ProbeFigures()
        let files = try FileManager.default.contentsOfDirectory(
            at: directory, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "json" {
            sum.add(try JSONDecoder().decode(ProbeFigures.self, from: Data(contentsOf: file)))
        }
        return sum
    }

    /// Writes a file of its own for this process into a directory.
    func write(to directory: URL) throws {
        let process = ProcessInfo.processInfo.processIdentifier
        try JSONEncoder().encode(self).write(
            to: directory.appending(path: "\(process)-\(first).json"), options: .atomic)
    }
}
