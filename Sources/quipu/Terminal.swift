import Glibc
import SystemPackage

/// Where the commands talk to people: results on standard output, everything else on standard error.
enum Terminal {
    /// Whether standard error is a screen, on which a line can be written over.
    static let isInteractive = isatty(2) == 1

    static func print(_ line: String) {
        write(line + "\n", to: .standardOutput)
    }

    static func note(_ line: String) {
        write(line + "\n", to: .standardError)
    }

    /// Replaces the current line of the screen.
    static func overwrite(_ line: String) {
        write("\r\u{1B}[K" + line, to: .standardError)
    }

    private static func write(_ text: String, to file: FileDescriptor) {
        do {
            try file.writeAll(text.utf8)
        } catch {
            // Nobody reads any more, so there is nobody to tell.
        }
    }
}
