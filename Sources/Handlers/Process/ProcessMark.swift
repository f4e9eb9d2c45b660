/// A variable in the environment of a handler's process, by which the process and all that it
/// starts are found.
///
/// A process group is left by any child that opens a session of its own; the environment stays with
/// it. Marks nest: the server's mark begins those of its handlers, which begin those of their
/// processes.
struct ProcessMark: Hashable, Sendable {
    static let variable = "QUIPU_PROCESS"

    let value: String

    /// A new mark for a server, which no process of the system has yet.
    init() {
        let words = [UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)]
        value = "/\(words.map { String($0, radix: 16) }.joined(separator: "-"))/"
    }

    private init(value: String) {
        self.value = value
    }

    func inside(_ number: Int) -> ProcessMark {
        ProcessMark(value: "\(value)\(number)/")
    }

    /// What the environment of a marked process holds.
    var assignment: String { "\(ProcessMark.variable)=\(value)" }
}
