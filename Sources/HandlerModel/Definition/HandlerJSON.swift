import Commands
package import Engine
package import JSON
package import Model
import PlainBodies
import Values

/// A handler's definition as JSON: in a request, a response, a file of the handler directory.
package enum HandlerJSON {
    /// Reads the text of one definition, as a file has it, and looks up the tables that it names.
    ///
    /// For files of the handler directory only: they may set any variable of the environment.
    ///
    /// Reads from the store when the definition begins at a time, so not for an event loop.
    package static func definition(
        parsing bytes: [UInt8], in store: Store
    ) throws(HandlerProblem) -> HandlerDefinition {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw HandlerProblem(field: "body", message: "this is not JSON: \(error.message)")
        }
        var definition: HandlerDefinition
        let start: HandlerStart
        do throws(BodyProblem) {
            (definition, start) = try HandlerDefinitionReader.read(
                document.root, environment: .everything)
        } catch {
            throw HandlerProblem(error)
        }
        if let problem = HandlerTables.problem(with: definition, in: store) { throw problem }
        let stream = store.table(named: definition.table)?.stream
        do throws(StoreError) {
            definition.start = try store.read { snapshot throws(StoreError) in
                try start.resolved(for: stream, at: snapshot)
            }
        } catch {
            throw HandlerProblem(field: "start", message: error.message)
        }
        return definition
    }

    /// Writes a definition whole, with what it leaves to the defaults.
    package static func write(_ definition: HandlerDefinition, to writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(of: definition, to: &writer)
        writer.endObject()
    }

    /// The members alone, for an object that has more.
    static func writeMembers(of definition: HandlerDefinition, to writer: inout JSONWriter) {
        writer.name("name")
        writer.string(definition.name.string)
        writer.name("table")
        writer.string(definition.table.string)
        writer.name("executable")
        writer.string(definition.executable.string)
        writer.name("arguments")
        writer.array(definition.arguments) { $1.string($0.string) }
        writer.name("environment")
        writer.beginObject()
        for (name, value) in definition.environment.sorted(by: { $0.key < $1.key }) {
            writer.name(name.string)
            writer.string(value.string)
        }
        writer.endObject()
        writer.name("mode")
        writer.string(definition.mode.word)
        writer.name("filters")
        writer.array(definition.filters) { $1.raw($0.string.utf8) }
        writeDelivery(definition, to: &writer)
        writer.name("onFailure")
        if let destination = definition.onFailure {
            writer.string(destination.text)
        } else {
            writer.null()
        }
        writer.name("paused")
        writer.boolean(definition.isPaused)
    }

    private static func writeDelivery(
        _ definition: HandlerDefinition, to writer: inout JSONWriter
    ) {
        writer.name("batchSize")
        writer.integer(definition.batchSize)
        writer.name("batchWindow")
        writer.string(Lifetime.text(seconds: Int64(definition.batchWindowSeconds)))
        writer.name("lanes")
        writer.integer(definition.lanes)
        writer.name("start")
        writer.string(definition.start.text)
        writer.name("retries")
        if let retries = definition.retriesMax {
            writer.integer(retries)
        } else {
            writer.null()
        }
        writer.name("maximumAge")
        if let seconds = definition.maximumAgeSeconds {
            writer.string(Lifetime.text(seconds: seconds))
        } else {
            writer.null()
        }
        writer.name("bisect")
        writer.boolean(definition.bisects)
        writer.name("partialFailures")
        writer.boolean(definition.reportsFailures)
        writer.name("window")
        writer.string(Lifetime.text(seconds: Int64(definition.windowSeconds)))
        writer.name("timeout")
        writer.string(Lifetime.text(seconds: Int64(definition.timeoutSeconds)))
        writer.name("memoryMegabytes")
        writer.integer(definition.memoryBytes >> 20)
    }
}

extension HandlerDefinition.Mode {
    var word: String {
        switch self {
        case .staying: "stay"
        case .once: "once"
        }
    }
}
