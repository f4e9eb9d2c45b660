import Commands
import JSON
package import Model
import StreamRecords
import Values

/// Records that a handler could not handle, with all that is known about why.
package struct FailedBatch: Equatable, Sendable {
    /// AWS's words for why delivery was given up.
    package enum Condition: String, Sendable {
        case retriesExhausted = "RetryAttemptsExhausted"
        case ageExceeded = "RecordAgeExceeded"
    }

    package let handler: Handler
    let source: EventRecords
    package let records: ArraySlice<BatchRecord>
    /// The window whose final event failed; then there are no records.
    package let window: HandlerEvent.Window?
    package let condition: Condition
    package let invocations: Int
    /// Why the last try failed, if there was one.
    package let lastFault: HandlerFault?
    /// When it was given up.
    let time: Timestamp
    let id: Text

    /// What AWS's invocation record says, and the whole payload, so that nothing is lost.
    var json: [UInt8] {
        let bytes = records.reduce(2048) { $0 + $1.json.count + 1 }
        var writer = JSONWriter(reservingBytes: bytes)
        writer.beginObject()
        writeContext(to: &writer)
        writer.name("version")
        writer.string("1.0")
        writer.name("timestamp")
        writer.string(FailedBatch.milliseconds(of: time))
        writeBatch(to: &writer)
        if let lastError = lastFault?.message {
            writer.name("lastError")
            writer.string(lastError)
        }
        writer.name("payload")
        writer.beginObject()
        HandlerEvent.write(records, to: &writer)
        if let window { HandlerEvent.write(window, to: &writer) }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private func writeContext(to writer: inout JSONWriter) {
        // A mapping that is not its function's first has a name of its own.
        let name = handler.definition.environment["AWS_LAMBDA_FUNCTION_NAME"]
        writer.name("requestContext")
        writer.beginObject()
        writer.name("requestId")
        writer.string(id.string)
        writer.name("functionArn")
        writer.string(
            source.aws.arn(ofFunction: (name ?? handler.definition.name).string))
        writer.name("condition")
        writer.string(condition.rawValue)
        writer.name("approximateInvokeCount")
        writer.integer(invocations)
        writer.endObject()
        writer.name("responseContext")
        writer.beginObject()
        writer.name("statusCode")
        writer.integer(200)
        writer.name("executedVersion")
        writer.string("$LATEST")
        writer.name("functionError")
        if lastFault?.isOfFunction == true { writer.string("Unhandled") } else { writer.null() }
        writer.endObject()
    }

    private func writeBatch(to writer: inout JSONWriter) {
        writer.name("DDBStreamBatchInfo")
        writer.beginObject()
        writer.name("shardId")
        writer.string(source.shardID)
        if let first = records.first, let last = records.last {
            writer.name("startSequenceNumber")
            writer.string(first.sequence.text)
            writer.name("endSequenceNumber")
            writer.string(last.sequence.text)
            writer.name("approximateArrivalOfFirstRecord")
            writer.string(Instant.text(second: first.time.seconds))
            writer.name("approximateArrivalOfLastRecord")
            writer.string(Instant.text(second: last.time.seconds))
        }
        writer.name("batchSize")
        writer.integer(records.count)
        writer.name("streamArn")
        writer.string(source.sourceARN)
        writer.endObject()
    }

    private static func milliseconds(of time: Timestamp) -> String {
        let fraction = (time.microseconds - time.seconds * 1_000_000) / 1000
        let digits = String(fraction)
        let zeros = String(repeating: "0", count: 3 - digits.utf8.count)
        return "\(Instant.text(second: time.seconds).dropLast()).\(zeros)\(digits)Z"
    }
}
