import Glibc
import Synchronization
package import SystemPackage

/// Where the commands talk to people: results on standard output, everything else on standard error.
package enum Terminal {
    /// Whether standard error is a screen, on which a line can be written over.
    package static let isInteractive = isatty(2) == 1

    /// Whether questions can be asked: standard input and standard error are a terminal.
    package static var canAsk: Bool { isatty(0) == 1 && isInteractive }

    private static let failure = Mutex<Errno?>(nil)

    /// Why results could not be written, such as to a full disk; not that a reader has gone.
    package static var outputFailure: Errno? { failure.withLock { $0 } }

    package static func print(_ line: String) {
        write(line + "\n", to: .standardOutput)
    }

    package static func note(_ line: String) {
        write(line + "\n", to: .standardError)
    }

    /// Leaves the cursor behind a question.
    package static func ask(_ question: String) {
        write(question, to: .standardError)
    }

    /// Replaces the current line of the screen.
    package static func overwrite(_ line: String) {
        write("\r\u{1B}[K" + line, to: .standardError)
    }

    private static func write(_ text: String, to file: FileDescriptor) {
        do {
            try file.writeAll(text.utf8)
        } catch {
            // A reader that has gone, as in "quipu top | head", has what it wants.
            guard file == .standardOutput, let error = error as? Errno, error != .brokenPipe
            else { return }
            failure.withLock { $0 = error }
        }
    }
}
