import Foundation

/// The processor time that a process has used so far, from /proc.
struct ProcessorTime {
    /// Linux counts in hundredths of a second here, whatever its own clock is.
    private static let ticksPerSecond = 100.0

    let seconds: Double

    /// - Parameter process: a process id, or "self".
    init(of process: String) throws {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name in parentheses may hold anything, so count the fields behind it:
        // user and system time are the 14th and 15th of all.
        let fields = (text.split(separator: ")").last ?? "").split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else {
            throw CocoaError(.fileReadCorruptFile)
        }
        seconds = (user + system) / ProcessorTime.ticksPerSecond
    }
}
