import API
import Commands
import Engine
import HandlerModel
import JSON
import Model
import StreamRecords
import Values

/// `POST /2015-03-31/event-source-mappings`: makes a handler of a stream.
///
/// Parameters that are left out have Lambda's defaults: a batch is tried until its records are
/// trimmed, is not split, and there is no failure destination.
struct CreateMapping: LambdaOperation {
    static let traits = OperationTraits("CreateEventSourceMapping", .changeHandlers)
    static let route = Route.lambda("POST", LambdaDispatcher.path)

    private static let positions = ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"]

    private let function: LambdaFunction
    private let stream: ChangeStream
    private let start: HandlerStart
    private let identifier: Text
    private let definition: HandlerDefinition

    init(_ request: LambdaRequest, in context: LambdaContext) throws(LambdaError) {
        var reader = ParameterReader(try request.object())
        let start = try Self.start(&reader)
        let parameters = try MappingParameters(&reader)
        guard let arn = try reader.string("EventSourceArn") else {
            throw .invalidParameter("Unrecognized event source.")
        }
        guard arn.utf8.starts(with: "arn:aws:dynamodb:".utf8) else {
            throw .invalidParameter(
                "Unrecognized event source, must be a stream of DynamoDB. "
                    + "Unsupported source arn: \(arn)")
        }
        if case .time = start, context.settings.strict {
            throw .invalidParameter("Unsupported starting position for arn type: \(arn)")
        }
        guard let functionName = try reader.string("FunctionName") else {
            throw .constraints([
                "Value null at 'functionName' failed to satisfy constraint: "
                    + "Member must not be null"
            ])
        }
        let function = try LambdaFunction(named: functionName, in: context)
        guard let stream = context.settings.aws.stream(arn: arn, in: context.store), stream.isOpen
        else { throw .streamNotFound(arn) }
        try context.checkConflict(of: function.name, with: stream)
        identifier = context.makeIdentifier()
        definition = try Self.definition(
            of: function, for: stream.tableName, parameters, identifier, in: context)
        self.function = function
        self.stream = stream
        self.start = start
    }

    func plan(in context: LambdaContext) -> Plan {
        .later { () throws(LambdaError) in
            try context.check(definition)
            // Once more: another may have been made while this one waited for its turn.
            try context.checkConflict(of: function.name, with: stream)
            var definition = self.definition
            do throws(StoreError) {
                definition.start = try context.store.read { snapshot throws(StoreError) in
                    try start.resolved(for: stream.id, at: snapshot)
                }
            } catch {
                throw LambdaError(error)
            }
            return .commit(
                DefineHandler(definition, uuid: identifier, .new)
            ) { result throws(LambdaError) in
                do throws(DefineHandler.Rejection) {
                    return MappingDescription(
                        handler: try result.get(), context: context, transition: "Creating"
                    ).response(status: 202)
                } catch {
                    throw context.error(error, function: function.name, stream: stream)
                }
            }
        }
    }

    private static func definition(
        of function: LambdaFunction, for table: Text,
        _ parameters: MappingParameters, _ identifier: Text, in context: LambdaContext
    ) throws(LambdaError) -> HandlerDefinition {
        var definition = HandlerDefinition(
            name: function.handlerName(for: table, identifier: identifier, in: context),
            table: table, executable: function.name)
        function.run(by: &definition)
        definition.retriesMax = nil
        definition.bisects = false
        try parameters.apply(to: &definition)
        return definition
    }

    private static func start(
        _ reader: inout ParameterReader
    ) throws(LambdaError) -> HandlerStart {
        switch try reader.word("StartingPosition", in: positions) {
        case nil:
            throw .invalidParameter(
                "1 validation error detected: Value null at 'startingPosition' failed to "
                    + "satisfy constraint: Member must not be null.")
        case "TRIM_HORIZON": return .position(.trimHorizon)
        case "AT_TIMESTAMP": return .time(try timestamp(reader))
        default: return .position(.latest)
        }
    }

    /// Seconds since 1970, with or without a fraction.
    private static func timestamp(_ reader: ParameterReader) throws(LambdaError) -> Timestamp {
        guard let node = reader.node("StartingPositionTimestamp") else {
            throw .invalidParameter("AT_TIMESTAMP needs StartingPositionTimestamp.")
        }
        guard let text = node.numberText, let seconds = Double(text),
            seconds >= 0, seconds < Double(Instant.seconds.upperBound)
        else { throw ParameterReader.mismatch("StartingPositionTimestamp", "seconds since 1970") }
        return Timestamp(microseconds: Int64(seconds * 1_000_000))
    }
}
