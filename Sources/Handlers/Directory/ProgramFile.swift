import SystemPackage

/// The first bytes of an executable, by which the kernel decides how to run it.
enum ProgramFile {
    private static let elf: [UInt8] = [0x7F] + Array("ELF".utf8)

    /// Refuses what is no program, and a script whose interpreter is not there.
    ///
    /// Without this the first event would find out, and both are the owner's mistake, not that of
    /// the records. An empty file would even be run by the shell, as a script that does all well.
    static func check(_ file: FilePath, name: String) throws(ExecutableRefusal) {
        guard let start = try start(of: file, name: name), !start.starts(with: elf) else { return }
        guard start.starts(with: "#!".utf8) else { throw .notProgram(name) }
        let interpreter = interpreter(in: start)
        // The working directory of a handler is that of its executable.
        let path = file.removingLastComponent().pushing(FilePath(interpreter))
        do {
            let status = try path.stat()
            let mayRun: FilePermissions = [.ownerExecute, .groupExecute, .otherExecute]
            if status.type == .regular, !status.permissions.isDisjoint(with: mayRun) { return }
        } catch {
            throw .noInterpreter(name, interpreter: visible(interpreter))
        }
        throw .noInterpreter(name, interpreter: visible(interpreter))
    }

    /// `nil` for a file that may be run but not read.
    private static func start(
        of file: FilePath, name: String
    ) throws(ExecutableRefusal) -> [UInt8]? {
        do {
            return try SystemCalls.read(file.string, count: RunnerLimits.programHeadBytes)
        } catch .permissionDenied {
            return nil
        } catch {
            throw .unreadable(name, reason: "\(error)")
        }
    }

    private static func interpreter(in start: [UInt8]) -> String {
        let line = start.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let word = line.drop(while: isBlank).prefix { !isBlank($0) && $0 != 0 }
        return String(decoding: word, as: UTF8.self)
    }

    /// Shows the carriage return at the end of a line that was written on Windows.
    private static func visible(_ text: String) -> String {
        text.unicodeScalars.map { $0 == "\r" ? "\\r" : String($0) }.joined()
    }
}
