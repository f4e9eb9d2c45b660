import API
import Commands
import Engine
import HandlerModel
import Model
import StreamRecords
import Values

/// What every operation of Lambda's API may use.
typealias LambdaContext = OperationContext<LambdaExtras>

/// What only operations of Lambda's API need.
struct LambdaExtras: Sendable {
    /// What runs the handlers; `nil` when the server has no directory of them.
    let handlers: (any HandlerMonitor)?
    /// What runs functions when they are invoked; `nil` like `handlers`.
    let runner: (any FunctionRunner)?
}

extension LambdaContext {
    /// The handler that is the mapping of that UUID.
    func mapping(_ identifier: String) throws(LambdaError) -> Handler {
        guard let handler = store.handlers.first(where: { $0.uuid.string == identifier }) else {
            throw .unknownMapping
        }
        return handler
    }

    /// Checks what takes a look at files, and at tables besides the source.
    func check(_ definition: HandlerDefinition) throws(LambdaError) {
        if let problem = HandlerTables.problem(with: definition, in: store) {
            throw .invalidParameter(problem.sentence)
        }
        guard let handlers = extras.handlers else { throw LambdaFunction.handlersOff }
        guard let problem = handlers.problem(with: definition) else { return }
        if problem.field.utf8.starts(with: "filters".utf8) {
            throw .invalidParameter("Invalid filter pattern definition. \(problem.sentence)")
        }
        throw .invalidParameter(
            problem.field == "executable"
                ? "Function does not exist. Executable \(definition.executable) "
                    + "of the handler directory: \(problem.message)."
                : problem.sentence)
    }

    /// Checks that the program of a definition may run; looks at files.
    func check(program definition: HandlerDefinition) throws(LambdaError) {
        guard let problem = extras.handlers?.problem(with: definition),
            problem.field == "executable"
        else { return }
        throw .notFound(
            "Function not found: executable \(definition.executable) of the handler directory: "
                + "\(problem.message).")
    }

    /// Another mapping of the stream to the function, which there may not be.
    func checkConflict(
        of function: Text, with stream: ChangeStream, besides handler: HandlerID? = nil
    ) throws(LambdaError) {
        let other = store.handlers.first {
            $0.id != handler && $0.stream == stream.id
                && LambdaFunction.name(of: $0.definition) == function
        }
        guard let other else { return }
        throw conflict(of: function, with: stream, other)
    }

    func conflict(
        of function: Text, with stream: ChangeStream, _ other: Handler
    ) -> LambdaError {
        .conflict(
            "The event source arn (\" \(settings.aws.arn(of: stream)) \") and function "
                + "(\" \(function) \") provided mapping already exists. Please update or delete "
                + "the existing mapping with UUID \(other.uuid)")
    }

    /// What a rejected change of a mapping becomes.
    func error(
        _ rejection: DefineHandler.Rejection, function: Text, stream: ChangeStream
    ) -> LambdaError {
        switch rejection {
        case .handlerExists(let name):
            if let other = store.handler(named: name) {
                return conflict(of: function, with: stream, other)
            }
            return .conflict("The mapping was made and deleted at the same time; try again.")
        case .streamNotFound, .tableNotFound:
            return .streamNotFound(settings.aws.arn(of: stream))
        case .handlerNotFound: return .unknownMapping
        case .handlerLimitReached(let limit):
            return .invalidParameter("There are \(limit) mappings, which is all there may be.")
        }
    }
}

extension LambdaError {
    static func streamNotFound(_ arn: String) -> LambdaError {
        .invalidParameter("Stream not found: \(arn)")
    }
}
