import API
import Commands
import Engine
import HandlerModel
import JSON
import Model
import Platform
import StreamRecords
import Values

/// A handler as Lambda describes an event source mapping.
struct MappingDescription {
    static let reportsFailures = "ReportBatchItemFailures"

    let handler: Handler
    let context: LambdaContext
    /// What the mapping is about to become, for the answer of a change; `nil` for what it is.
    var transition: String?

    func response(status: Int = 200) -> Response {
        var writer = JSONWriter(reservingBytes: 1024)
        write(to: &writer)
        return Response(status: status, body: writer.bytes)
    }

    func write(to writer: inout JSONWriter) {
        let definition = handler.definition
        let settings = context.settings
        writer.beginObject()
        writer.name("UUID")
        writer.string(handler.uuid.string)
        writer.name("EventSourceMappingArn")
        writer.string(
            "arn:aws:lambda:\(settings.aws.region):\(settings.aws.account):event-source-mapping:"
                + handler.uuid.string)
        if let stream = context.store.stream(handler.stream) {
            writer.name("EventSourceArn")
            writer.string(settings.aws.arn(of: stream))
        }
        writer.name("FunctionArn")
        writer.string(LambdaFunction.arn(of: definition, in: settings))
        writer.name("LastModified")
        writer.number(text: MappingDescription.epoch(handler.changedAt))
        writer.name("LastProcessingResult")
        writer.string(
            context.extras.handlers?.status(of: handler.id)?.lastResult
                ?? HandlerStatus.nothingProcessed)
        writer.name("State")
        writer.string(transition ?? (definition.isPaused ? "Disabled" : "Enabled"))
        writer.name("StateTransitionReason")
        writer.string("User action")
        writeStart(definition.start, to: &writer)
        writeDelivery(definition, to: &writer)
        writeFailures(definition, to: &writer)
        writer.endObject()
    }

    private func writeStart(_ start: StreamStart, to writer: inout JSONWriter) {
        switch start {
        case .trimHorizon:
            writer.name("StartingPosition")
            writer.string("TRIM_HORIZON")
        case .latest:
            writer.name("StartingPosition")
            writer.string("LATEST")
        case .after:
            // Lambda's API has no form for a sequence number, which a time becomes as well.
            break
        }
    }

    private func writeDelivery(
        _ definition: HandlerDefinition, to writer: inout JSONWriter
    ) {
        let numbers = [
            ("BatchSize", definition.batchSize),
            ("MaximumBatchingWindowInSeconds", definition.batchWindowSeconds),
            ("ParallelizationFactor", definition.lanes),
            ("TumblingWindowInSeconds", definition.windowSeconds),
            ("MaximumRetryAttempts", definition.retriesMax ?? -1),
            ("MaximumRecordAgeInSeconds", Int(definition.maximumAgeSeconds ?? -1)),
        ]
        for (name, number) in numbers {
            writer.name(name)
            writer.integer(number)
        }
        writer.name("BisectBatchOnFunctionError")
        writer.boolean(definition.bisects)
        writer.name("FunctionResponseTypes")
        writer.array(definition.reportsFailures ? [MappingDescription.reportsFailures] : []) {
            $1.string($0)
        }
        guard !definition.filters.isEmpty else { return }
        writer.name("FilterCriteria")
        writer.beginObject()
        writer.name("Filters")
        writer.array(definition.filters) { pattern, writer in
            writer.beginObject()
            writer.name("Pattern")
            writer.string(pattern.string)
            writer.endObject()
        }
        writer.endObject()
    }

    private func writeFailures(
        _ definition: HandlerDefinition, to writer: inout JSONWriter
    ) {
        writer.name("DestinationConfig")
        writer.beginObject()
        writer.name("OnFailure")
        writer.beginObject()
        if let destination = definition.onFailure {
            writer.name("Destination")
            writer.string(destination.text)
        }
        writer.endObject()
        writer.endObject()
    }

    /// Seconds since 1970, to the millisecond: the protocol's form of times.
    static func epoch(_ time: Timestamp) -> String {
        let milliseconds = time.microseconds.floorQuotient(1000)
        let fraction = String(milliseconds.floorRemainder(1000))
        let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
        let second = milliseconds.floorQuotient(1000)
        // Before 1970 a floor and a fraction do not make one decimal; no mapping is that old.
        return second < 0 ? String(second) : "\(second).\(zeros)\(fraction)"
    }
}
