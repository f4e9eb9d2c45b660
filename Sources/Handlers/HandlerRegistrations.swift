import Commands
import Engine
import HandlerModel
import Logging
import Model
import Platform
import Values

/// Registers what the files of the handler directory define.
struct HandlerRegistrations: Sendable {
    let store: Store
    let directory: HandlerDirectory
    let logger: Logger
    let random: RandomSource
    /// Why a handler of this definition cannot run.
    let problem: @Sendable (HandlerDefinition) -> HandlerProblem?

    /// A file that cannot be used is logged; the server starts without it.
    func load() async {
        let files: [RegistrationFile]
        do throws(ExecutableRefusal) {
            let directory = directory
            files = try await BlockingPool.call { () throws(ExecutableRefusal) in
                try directory.registrationFiles()
            }
        } catch {
            logger.error("the handler directory cannot be read: \(error.message)")
            return
        }
        for file in files {
            var log = logger
            log[metadataKey: "file"] = "\(file.name)"
            do throws(HandlerProblem) {
                let registrations = self
                let definition = try await BlockingPool.call { () throws(HandlerProblem) in
                    try registrations.read(file)
                }
                guard let definition else { continue }
                try await register(definition)
                log.info("registered the handler \(definition.name)")
            } catch {
                log.error("a handler cannot be registered: \(error.sentence)")
            }
        }
    }

    /// The definition in a file; `nil` when the handler is as the file has it.
    private func read(_ file: RegistrationFile) throws(HandlerProblem) -> HandlerDefinition? {
        let contents: [UInt8]
        do throws(ExecutableRefusal) {
            contents = try file.contents.get()
        } catch {
            throw HandlerProblem(field: "file", message: error.message)
        }
        var definition = try HandlerJSON.definition(parsing: contents, in: store)
        if let problem = problem(definition) { throw problem }
        guard let known = store.handler(named: definition.name) else { return definition }
        // What was paused by hand stays so, and where it once began no longer matters.
        definition.isPaused = definition.isPaused || known.definition.isPaused
        return known.definition.isSame(as: definition) ? nil : definition
    }

    private func register(_ definition: HandlerDefinition) async throws(HandlerProblem) {
        let command = DefineHandler(definition, uuid: random.identifier, .any)
        do throws(CommitError<DefineHandler.Rejection>) {
            _ = try await store.commit(command)
        } catch {
            switch error {
            case .rejected(let rejection): throw HandlerProblem(rejection, of: definition)
            case .tooLarge(let bytes, let limit):
                throw HandlerProblem(
                    field: "handler", message: "takes \(bytes) bytes; \(limit) are allowed")
            case .failed(let failure):
                throw HandlerProblem(field: "handler", message: failure.message)
            }
        }
    }
}

extension HandlerProblem {
    fileprivate init(_ rejection: DefineHandler.Rejection, of definition: HandlerDefinition) {
        switch rejection {
        case .streamNotFound:
            self.init(field: "table", message: "\(definition.table) has no stream")
        case .tableNotFound:
            self.init(field: "table", message: "\(definition.table) is not there")
        case .handlerLimitReached(let limit):
            self.init(
                field: "handler", message: "there are \(limit) handlers, which is all there may be")
        case .handlerExists(let name):
            self.init(field: "handler", message: "there is another one called \(name)")
        case .handlerNotFound:
            self.init(field: "handler", message: "was removed meanwhile; try again")
        }
    }
}
