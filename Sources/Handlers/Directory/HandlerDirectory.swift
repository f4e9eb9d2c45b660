import HandlerModel
import Platform
import SystemPackage
package import Values

/// The one directory whose executables the server runs.
///
/// A definition comes over the network and names a file in here, never a path of its own. What it
/// names must lie inside once all symbolic links are followed, and only root and the server's user
/// may have put it there: neither the file nor any directory down to it may be writable by all, nor
/// by a group but root's and the server's own. Called when a handler is registered and again before
/// each start; reads the files anew each time, since they change while the server runs.
package struct HandlerDirectory: Sendable {
    /// Without symbolic links.
    package let path: String

    private var root: FilePath { FilePath(path) }

    package init(path: String) throws(ExecutableRefusal) {
        do {
            self.path = try SystemCalls.realPath(path)
        } catch {
            throw FileTrust.refusal(error, name: path)
        }
        try FileTrust().checkDirectory(FilePath(self.path), name: path)
    }

    /// The path to run for the executable of this name, without symbolic links.
    package func executable(_ name: Text) throws(ExecutableRefusal) -> String {
        let name = name.string
        let trust = FileTrust()
        try trust.checkDirectory(root, name: path)
        let components = try HandlerDirectory.components(of: name)
        let target = try resolve(name)
        try checkWay(to: root.appending(components), name: name, trust)
        try checkWay(to: target, name: name, trust)
        let status = try trust.check(target, name: name)
        switch status.type {
        case .regular: break
        case .directory: throw .isDirectory(name)
        default: throw .notFile(name)
        }
        let permissions = status.permissions
        guard
            !permissions.isDisjoint(with: [.ownerExecute, .groupExecute, .otherExecute])
        else { throw .notExecutable(name) }
        guard SystemCalls.mayExecute(target.string) else {
            throw .notForServer(name, user: trust.user)
        }
        guard permissions.isDisjoint(with: [.setUserID, .setGroupID]) else {
            throw .changesUser(name)
        }
        try ProgramFile.check(target, name: name)
        return target.string
    }

    /// The executables that lie in the directory itself and may run, in the order of their names.
    ///
    /// Files that may not run are left out, whatever the reason; registering one reports why.
    package func executableNames() -> [Text] {
        let names: [String]
        do {
            names = try FileCalls.names(inDirectory: path)
        } catch {
            return []
        }
        return names.sorted().map { Text($0) }.filter { name in
            do throws(ExecutableRefusal) {
                _ = try executable(name)
                return HandlerName.isValid(name)
            } catch {
                return false
            }
        }
    }

    /// The definitions of handlers that lie in the directory itself, in the order of their names.
    package func registrationFiles() throws(ExecutableRefusal) -> [RegistrationFile] {
        let trust = FileTrust()
        try trust.checkDirectory(root, name: path)
        let names: [String]
        do {
            names = try FileCalls.names(inDirectory: path)
        } catch {
            throw .unreadable(path, reason: error.message)
        }
        return names.filter(RegistrationFile.isNamed(by:)).sorted().map { name in
            RegistrationFile(name: name, contents: contents(of: name, trust))
        }
    }

    private func contents(
        of name: String, _ trust: FileTrust
    ) -> Result<[UInt8], ExecutableRefusal> {
        do throws(ExecutableRefusal) {
            let target = try resolve(name)
            try checkWay(to: target, name: name, trust)
            guard try trust.check(target, name: name).type == .regular else {
                throw .notFile(name)
            }
            let limit = RunnerLimits.registrationBytesMax
            let bytes: [UInt8]
            do {
                bytes = try SystemCalls.read(target.string, count: limit + 1)
            } catch {
                throw .unreadable(name, reason: "\(error)")
            }
            guard bytes.count <= limit else { throw .tooLong(name, limit: limit) }
            return .success(bytes)
        } catch {
            return .failure(error)
        }
    }

    private static func components(
        of name: String
    ) throws(ExecutableRefusal) -> [FilePath.Component] {
        guard !name.isEmpty else { throw .noName }
        guard !name.utf8.contains(0) else { throw .nameWithNull }
        let path = FilePath(name)
        guard !path.isAbsolute else { throw .absolute(name) }
        let components = Array(path.components)
        guard !components.contains(where: { $0.kind == .parentDirectory }) else {
            throw .climbs(name)
        }
        return components
    }

    /// Follows all symbolic links of a name.
    private func resolve(_ name: String) throws(ExecutableRefusal) -> FilePath {
        let target: FilePath
        do {
            target = FilePath(try SystemCalls.realPath("\(path)/\(name)"))
        } catch {
            throw FileTrust.refusal(error, name: name)
        }
        guard target.starts(with: root) else { throw .outside(name, target: target.string) }
        return target
    }

    /// Checks the directories from the one that holds `target` up to the handler directory.
    private func checkWay(
        to target: FilePath, name: String, _ trust: FileTrust
    ) throws(ExecutableRefusal) {
        var directory = target
        while directory.removeLastComponent(), directory != root, directory.starts(with: root) {
            var shown = directory
            _ = shown.removePrefix(root)
            try trust.checkDirectory(directory, name: shown.string)
        }
    }
}
