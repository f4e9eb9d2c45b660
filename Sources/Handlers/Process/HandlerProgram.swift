import Subprocess
import SystemPackage
package import Values

/// A handler's program and what it is started with.
package struct HandlerProgram: Hashable, Sendable {
    /// The handler's name.
    package var name: Text
    /// Its path inside the handler directory.
    package var executable: Text
    package var arguments: [Text] = []
    /// Joins, and wins over, what every handler finds in its environment.
    package var environment: [Text: Text] = [:]
    /// Data that each of its processes may hold.
    package var memoryBytes: Int64 = 1 << 30

    package init(name: Text, executable: Text) {
        self.name = name
        self.executable = executable
    }

    /// What keeps the arguments or the environment from being handed over.
    package var problem: (field: String, message: String)? {
        for (index, argument) in arguments.enumerated() where argument.bytes.contains(0) {
            return ("arguments[\(index)]", "may not hold a null character")
        }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            let bytes = name.bytes
            let startsWithDigit = bytes.first.map { (0x30...0x39).contains($0) } ?? true
            guard !startsWithDigit, !bytes.contains(0), !bytes.contains(UInt8(ascii: "=")) else {
                return ("environment", "'\(name)' is no name of a variable")
            }
            guard name.string != ProcessMark.variable else {
                return ("environment", "'\(name)' is the server's own")
            }
            guard !value.bytes.contains(0) else {
                return ("environment.\(name)", "may not hold a null character")
            }
        }
        return nil
    }

    /// How to start the program that lies at `path`.
    ///
    /// In a session of its own, so that no process of it can join the server's process group, and
    /// with nothing of the server's environment.
    func configuration(
        path: String, mark: ProcessMark, searchPath: String, bounds: ProcessBounds
    ) -> Configuration {
        let directory = FilePath(path).removingLastComponent()
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        let limits = ["\(max(memoryBytes, 1 << 20) >> 10)", "\(bounds.filesMax)"]
        return Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments(
                ["-c", ShellScripts.launch, "quipu-handler"] + limits
                    + [path] + arguments.map(\.string)),
            environment: .custom(
                variables(directory: directory.string, mark: mark, searchPath: searchPath)),
            workingDirectory: directory,
            platformOptions: options)
    }

    private func variables(
        directory: String, mark: ProcessMark, searchPath: String
    ) -> [Environment.Key: String] {
        var variables: [Environment.Key: String] = [
            "PATH": searchPath,
            "HOME": directory,
            "LANG": "C.UTF-8",
            // What programs written for AWS Lambda look for.
            "AWS_LAMBDA_FUNCTION_NAME": name.string,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "\(memoryBytes >> 20)",
            "LAMBDA_TASK_ROOT": directory,
            "_HANDLER": executable.string,
            "QUIPU_HANDLER": name.string,
        ]
        for (name, value) in environment {
            variables[Environment.Key(stringLiteral: name.string)] = value.string
        }
        variables[Environment.Key(stringLiteral: ProcessMark.variable)] = mark.value
        return variables
    }
}
