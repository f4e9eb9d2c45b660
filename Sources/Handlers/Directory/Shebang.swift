import SystemPackage

/// The first line of a script, which names the program that runs it.
enum Shebang {
    /// What Linux looks at.
    private static let bytesMax = 256

    /// Refuses a script whose interpreter is not there.
    ///
    /// Without this the first event would find out, and a missing interpreter is the owner's
    /// mistake, not that of the records.
    static func check(_ file: FilePath, name: String) throws(ExecutableRefusal) {
        guard let interpreter = try interpreter(of: file, name: name) else { return }
        do {
            let status = try FilePath(interpreter).stat()
            let mayRun: FilePermissions = [.ownerExecute, .groupExecute, .otherExecute]
            if status.type == .regular, !status.permissions.isDisjoint(with: mayRun) { return }
        } catch {
            throw .noInterpreter(name, interpreter: visible(interpreter))
        }
        throw .noInterpreter(name, interpreter: visible(interpreter))
    }

    /// `nil` for a file that is no script, or that may be run but not read.
    private static func interpreter(
        of file: FilePath, name: String
    ) throws(ExecutableRefusal) -> String? {
        let start: [UInt8]
        do {
            start = try SystemCalls.read(file.string, count: bytesMax)
        } catch .permissionDenied {
            return nil
        } catch {
            throw .unreadable(name, reason: "\(error)")
        }
        guard start.starts(with: "#!".utf8) else { return nil }
        let line = start.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let word = line.drop(while: isBlank).prefix { !isBlank($0) && $0 != 0 }
        return String(decoding: word, as: UTF8.self)
    }

    /// A line that was written on Windows ends in a carriage return, which nobody would see.
    private static func visible(_ text: String) -> String {
        text.unicodeScalars.map { $0 == "\r" ? "\\r" : String($0) }.joined()
    }
}
