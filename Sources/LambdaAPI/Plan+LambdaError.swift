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
    static func commit(
        _ mutation: Mutation,
        _ render: @escaping @Sendable (Result<Handler, Refusal>) throws(LambdaError) -> Response
    ) -> Plan {
        .write(mutation) { result in
            do throws(LambdaError) {
                switch result {
                case .success(.handler(let handler)): return try render(.success(handler))
                case .success(let reply):
                    throw LambdaError.service("A mapping was answered with \(reply).")
                case .failure(.refused(let refusal)): return try render(.failure(refusal))
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
