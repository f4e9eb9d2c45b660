import Foundation

/// The processor time that processes have used so far, from /proc.
struct ProcessorTime {
    /// Linux counts in hundredths of a second here, whatever its own clock is.
    private static let ticksPerSecond = 100.0

    let seconds: Double

    /// - Parameter process: a process id, or "self".
    init(of process: String) throws {
        seconds = try Status(of: process).own
    }

    /// The time of processes and all their descendants, those that have ended too.
    ///
    /// A descendant that ends counts for its parent, so the sum never falls.
    init(ofTrees roots: [Int]) throws {
        var children: [Int: [Int]] = [:]
        var times: [Int: Double] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let process = Int(name) else { continue }
            do {
                let status = try Status(of: name)
                children[status.parent, default: []].append(process)
                times[process] = status.own + status.ended
            } catch {
                // It ended between the list and the look at it; a root would be missed below.
                continue
            }
        }
        var open = roots
        var found: Set<Int> = []
        while let process = open.popLast() {
            if found.insert(process).inserted { open += children[process] ?? [] }
        }
        guard roots.allSatisfy({ times[$0] != nil }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        seconds = found.reduce(0) { $0 + (times[$1] ?? 0) }
    }

    /// What a process's line in /proc says.
    private struct Status {
        let parent: Int
        let own: Double
        /// Of children that have ended.
        let ended: Double

        init(of process: String) throws {
            let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            // The name in parentheses may hold anything, so count the fields behind it: the state
            // is the third of all, the times are the 14th to 17th.
            let fields = (text.split(separator: ")").last ?? "").split(separator: " ")
            let times = fields.dropFirst(11).prefix(4).compactMap { Double($0) }
            guard times.count == 4, let parent = Int(fields[1]) else {
                throw CocoaError(.fileReadCorruptFile)
            }
            self.parent = parent
            own = (times[0] + times[1]) / ProcessorTime.ticksPerSecond
            ended = (times[2] + times[3]) / ProcessorTime.ticksPerSecond
        }
    }
}
