import Commands
import JSON
package import Model

/// The event that a handler gets: records, and in a tumbling window the state that the events
/// before it returned.
package struct HandlerEvent: Equatable, Sendable {
    /// The members that only windows have.
    package struct Window: Equatable, Sendable {
        package let state: WindowState
        let shardID: String
        let sourceARN: String
        package var isFinal = false
        package var isTerminatedEarly = false
    }

    package let records: ArraySlice<BatchRecord>
    package let window: Window?

    package init(records: ArraySlice<BatchRecord>, window: Window? = nil) {
        self.records = records
        self.window = window
    }

    /// The event as one line.
    package var json: [UInt8] {
        let bytes = records.reduce(512 + (window?.state.state.count ?? 0)) {
            $0 + $1.json.count + 1
        }
        var writer = JSONWriter(reservingBytes: bytes)
        writer.beginObject()
        HandlerEvent.write(records, to: &writer)
        if let window { HandlerEvent.write(window, to: &writer) }
        writer.endObject()
        return writer.bytes
    }

    static func write(_ records: ArraySlice<BatchRecord>, to writer: inout JSONWriter) {
        writer.name("Records")
        writer.beginArray()
        for record in records { writer.raw(record.json) }
        writer.endArray()
    }

    static func write(_ window: Window, to writer: inout JSONWriter) {
        writer.name("window")
        writer.beginObject()
        writer.name("start")
        writer.string(Instant.text(window.state.start))
        writer.name("end")
        writer.string(Instant.text(window.state.end))
        writer.endObject()
        writer.name("state")
        // A handler may have written its state on several lines; between tokens a blank is as good.
        writer.raw(window.state.state.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        writer.name("shardId")
        writer.string(window.shardID)
        writer.name("eventSourceARN")
        writer.string(window.sourceARN)
        writer.name("isFinalInvokeForWindow")
        writer.boolean(window.isFinal)
        writer.name("isWindowTerminatedEarly")
        writer.boolean(window.isTerminatedEarly)
    }
}

extension WindowState {
    /// An empty window of that length around a record's time.
    init(around time: Timestamp, seconds: Int) {
        let length = Int64(seconds)
        let remainder = time.seconds % length
        let start = time.seconds - (remainder < 0 ? remainder + length : remainder)
        self.init(
            start: Timestamp(seconds: start), end: Timestamp(seconds: start + length),
            state: Array("{}".utf8))
    }
}
