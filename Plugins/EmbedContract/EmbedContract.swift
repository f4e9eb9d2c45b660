import Foundation
import PackagePlugin

/// Puts `Schemas/openapi.json` into the program as a Swift string, so that there is one copy of it.
///
/// SwiftPM's own `embedInCode` makes an array of byte literals, which takes the compiler 20 s.
@main
struct EmbedContract: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        let document = context.package.directoryURL.appending(path: "Schemas/openapi.json")
        let source = context.pluginWorkDirectoryURL.appending(path: "OpenAPIText.swift")
        // The literal's own last line end does not count, so it has one more.
        let script = ###"""
            {
                printf 'enum OpenAPIText {\n    static let text = ##"""\n'
                cat "$1"
                printf '\n"""##\n}\n'
            } >"$2"
            """###
        return [
            .buildCommand(
                displayName: "Embedding \(document.lastPathComponent)",
                executable: URL(filePath: "/bin/sh"),
                arguments: ["-ec", script, "embed", document.path, source.path],
                inputFiles: [document], outputFiles: [source])
        ]
    }
}
