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
        case .accessDenied(let operation): self.init(NativeError.accessDenied(operation))
        }
    }

    /// The response to what became of a command; `render` makes it where the store has decided.
    @inline(__always)
    init<Reply, Rejection: Error>(
        _ outcome: Result<Reply, CommitError<Rejection>>,
        _ render: (Result<Reply, Rejection>) throws(NativeError) -> Response
    ) {
        self.init { () throws(NativeError) in
            switch outcome {
            case .success(let reply): try render(.success(reply))
            case .failure(.rejected(let rejection)): try render(.failure(rejection))
            case .failure(.tooLarge(let bytes, let limit)):
                throw .commandTooLarge(bytes: bytes, limit: limit)
            case .failure(.failed(let failure)): throw NativeError(failure)
            }
        }
    }

    @inline(__always)
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
    static func commit<C: StoreCommand>(
        _ command: C,
        _ render: @escaping @Sendable (Result<C.Reply, C.Rejection>) throws(NativeError) -> Response
    ) -> Plan {
        .write(command) { Response($0, render) }
    }

    /// A batch, and the response to what became of it.
    ///
    /// Why a batch is rejected is found on a thread of the pool, as it may take reading the whole batch
    /// again.
    static func commitBatch(
        _ batch: IncrementBatch,
        _ render:
            @escaping @Sendable (Result<IncrementBatch.Reply, IncrementBatch.Rejection>)
            throws(NativeError) -> Response
    ) -> Plan {
        .batchWrite(batch) { outcome in
            switch outcome {
            case .success(let reply):
                .done(Response { () throws(NativeError) in try render(.success(reply)) })
            case .failure(.rejected(.writes(let rejection))):
                .later {
                    Response { () throws(NativeError) in
                        try render(.failure(.writes(rejection)))
                    }
                }
            case .failure(.rejected(let rejection)):
                .done(Response { () throws(NativeError) in try render(.failure(rejection)) })
            case .failure(.tooLarge(let bytes, let limit)):
                // The client can send a smaller batch.
                .done(Response(NativeError.batchTooLarge(bytes: bytes, limit: limit)))
            case .failure(.failed(let failure)): .done(Response(NativeError(failure)))
            }
        }
    }
}
