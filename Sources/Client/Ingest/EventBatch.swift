import JSON

/// Events that are counted together: the body of one `events` call, one event a line.
struct EventBatch<Event: IngestEvent> {
    /// By how many seconds the events are moved.
    let shift: Int64
    let eventsMax: Int
    private(set) var body: [UInt8] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count >= eventsMax || body.count >= ClientLimits.batchBytesMax }

    init(shift: Int64, eventsMax: Int) {
        self.shift = shift
        self.eventsMax = eventsMax
    }

    mutating func add(_ event: Event) {
        var json = JSONWriter()
        event.write(to: &json, movedBy: shift)
        body += json.bytes
        body.append(UInt8(ascii: "\n"))
        count += 1
    }
}
