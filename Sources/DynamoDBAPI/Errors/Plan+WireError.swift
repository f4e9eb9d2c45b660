import API
import Commands
import Engine

// Plans whose last step may find that there is no answer, and says so in AWS's words.

extension Response {
    init(_ error: WireError) {
        self.init(status: error.status, body: error.body)
    }

    init(_ problem: Problem) {
        switch problem {
        case .readersBusy:
            self.init(WireError(StoreError.busy("too many long reads are waiting")))
        case .store(let failure): self.init(WireError(failure))
        case .accessDenied(let operation):
            self.init(
                WireError.accessDenied("User is not authorized to perform: dynamodb:\(operation)"))
        }
    }
}

extension Plan {
    /// Nothing is left to do: this is the answer.
    static func answer(_ body: [UInt8]) -> Plan {
        .respond(Response(body: body))
    }

    static func page(
        _ read: @escaping @Sendable (borrowing Snapshot) throws(StoreError) -> [UInt8]
    ) -> Plan {
        .read { (snapshot) throws(StoreError) in Response(body: try read(snapshot)) }
    }

    /// The same, for a read that may find that there is no answer.
    static func judgedPage(
        _ read:
            @escaping @Sendable (borrowing Snapshot) throws(StoreError)
            -> Result<[UInt8], WireError>
    ) -> Plan {
        .read { (snapshot) throws(StoreError) in
            switch try read(snapshot) {
            case .success(let body): Response(body: body)
            case .failure(let error): Response(error)
            }
        }
    }

    /// A write; `render` turns what became of it into the answer, on the request's own lane.
    static func commit<C: StoreCommand>(
        _ command: C, render: @escaping @Sendable (C.Outcome) throws(WireError) -> [UInt8]
    ) -> Plan {
        .write(command) { result in
            do throws(WireError) {
                return Response(body: try render(result))
            } catch {
                return Response(error)
            }
        }
    }
}
