import API
import Commands
import Engine
import Model

// Plans whose last step may find that there is no answer, and says so in Lambda's words.

extension Response {
    init(_ error: LambdaError) {
        self.init(status: error.status, headers: error.headers, body: error.body)
    }

    init(_ problem: Problem) {
        switch problem {
        case .readersBusy: self.init(LambdaError.tooManyRequests("Too many long requests wait."))
        case .store(let failure): self.init(LambdaError(failure))
        case .accessDenied(let operation):
            self.init(
                LambdaError.accessDenied("User is not authorized to perform: lambda:\(operation)"))
        }
    }
}

extension Plan {
    /// Only known after something that may block for a moment, on a thread of the reader pool.
    static func later(_ plan: @escaping @Sendable () throws(LambdaError) -> Plan) -> Plan {
        .deferred {
            do throws(LambdaError) {
                return try plan()
            } catch {
                return .respond(Response(error))
            }
        }
    }

    /// A change of a handler, and the response to what became of it.
    static func commit<C: HandlerCommand & StoreCommand>(
        _ command: C,
        _ render: @escaping @Sendable (Result<Handler, C.Rejection>) throws(LambdaError) -> Response
    ) -> Plan {
        .write(command) { result in
            do throws(LambdaError) {
                switch result {
                case .success(let handler): return try render(.success(handler))
                case .failure(.rejected(let rejection)): return try render(.failure(rejection))
                case .failure(.tooLarge(let bytes, let limit)):
                    throw LambdaError.invalidParameter(
                        "The mapping takes \(bytes) bytes; \(limit) are allowed.")
                case .failure(.failed(let failure)): throw LambdaError(failure)
                }
            } catch {
                return Response(error)
            }
        }
    }
}
