import API
import Commands
import Engine

// Plans whose last step may find that there is no answer, and says so as a problem of this API.

extension Response {
    init(_ error: NativeError) {
        self.init(
            status: error.status, contentType: .problem, headers: error.headers, body: error.body)
    }

    init(_ problem: Problem) {
        switch problem {
        case .readersBusy:
            self.init(NativeError.unavailable("Too many long requests are waiting."))
        case .store(let failure): self.init(NativeError(failure))
        }
    }

    fileprivate init(_ body: () throws(NativeError) -> Response) {
        do throws(NativeError) {
            self = try body()
        } catch {
            self.init(error)
        }
    }
}

extension Plan {
    /// Only known after something that may block for a moment, on a thread of the reader pool.
    static func later(_ plan: @escaping @Sendable () throws(NativeError) -> Plan) -> Plan {
        .deferred {
            do throws(NativeError) {
                return try plan()
            } catch {
                return .respond(Response(error))
            }
        }
    }

    /// A write, and the response to what became of it.
    ///
    /// Why a batch is refused is found on a thread of the pool, as it may take reading the whole batch
    /// again.
    static func commit(
        _ mutation: Mutation,
        _ render: @escaping @Sendable (Result<Reply, Refusal>) throws(NativeError) -> Response
    ) -> Plan {
        let isBatch = if case .increments = mutation { true } else { false }
        return .batchWrite(mutation) { result in
            switch result {
            case .success(let reply):
                .done(Response { () throws(NativeError) in try render(.success(reply)) })
            case .failure(.refused(let refusal)):
                if case .inBatch = refusal {
                    .later { Response { () throws(NativeError) in try render(.failure(refusal)) } }
                } else {
                    .done(Response { () throws(NativeError) in try render(.failure(refusal)) })
                }
            case .failure(.tooLarge(let bytes, let limit)):
                // Whoever sends a batch can send less at a time.
                .done(
                    Response(
                        isBatch
                            ? NativeError.batchTooLarge(bytes: bytes, limit: limit)
                            : NativeError.commandTooLarge(bytes: bytes, limit: limit)))
            case .failure(.failed(let failure)): .done(Response(NativeError(failure)))
            }
        }
    }
}
