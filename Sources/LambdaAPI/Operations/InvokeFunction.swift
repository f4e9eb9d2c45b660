import API
import JSON
import Model
import Values

/// `POST /2015-03-31/functions/{name}/invocations`: runs a function once and answers what it says.
///
/// Only what a handler may be is run: see `FunctionRunner`.
struct InvokeFunction: LambdaOperation {
    static let traits = OperationTraits("InvokeFunction", .invokeHandlers)
    static let route = Route.lambda(
        "POST", LambdaDispatcher.functionsPath + "/{function}/invocations")

    private let runner: any FunctionRunner
    /// As the path has it.
    private let name: String
    private let event: [UInt8]
    /// Whether it is only checked that the function could be run.
    private let isDryRun: Bool

    init(_ request: LambdaRequest, in context: LambdaContext) throws(LambdaError) {
        guard let runner = context.extras.runner else {
            throw .notFound(
                "Function not found: this server runs no handlers; start it with "
                    + "--handlers DIRECTORY.")
        }
        let kind = request.headers.invocationType ?? "RequestResponse"
        guard kind == "RequestResponse" || kind == "DryRun" else {
            throw .invalidParameter(
                "InvocationType \(kind) is not supported here: RequestResponse and DryRun are.")
        }
        let payload = request.body
        guard payload.count <= Limits.handlerPayloadBytesMax else {
            throw .invalidParameter(
                "The payload is longer than \(Limits.handlerPayloadBytesMax) bytes.")
        }
        let event = payload.isEmpty ? Array("{}".utf8) : payload
        do throws(JSONError) {
            _ = try JSONDocument(parsing: event)
        } catch {
            throw .invalidContent("Could not parse request body into json: \(error.message)")
        }
        self.runner = runner
        name = request.function
        self.event = event
        isDryRun = kind == "DryRun"
    }

    func plan(in context: LambdaContext) -> Plan {
        .later { () throws(LambdaError) in
            let definition = try context.function(name)
            try context.check(program: definition)
            if isDryRun { return .respond(Response(status: 204, body: [])) }
            // A line end in JSON is white space: within texts it is escaped.
            let line = event.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            return .run { finish in
                runner.run(definition, line) { finish(Self.response(to: $0)) }
            }
        }
    }

    private static func response(to outcome: FunctionOutcome) -> Response {
        let version = [(name: "X-Amz-Executed-Version", value: "$LATEST")]
        switch outcome {
        case .answer(let bytes):
            return Response(
                status: 200, headers: version, body: bytes.isEmpty ? Array("null".utf8) : bytes)
        case .failed(let message):
            var json = JSONWriter()
            json.beginObject()
            json.name("errorMessage")
            json.string(message)
            json.name("errorType")
            json.string("Runtime.ExitError")
            json.endObject()
            return Response(
                status: 200, headers: version + [("X-Amz-Function-Error", "Unhandled")],
                body: json.bytes)
        case .busy:
            return Response(.tooManyRequests("Too many functions run at this moment."))
        }
    }
}
