import JSON

/// Events that are counted together: the body of one `events` call, one event a line.
struct EventBatch<Event: IngestEvent> {
    /// A batch is cut early when it gets longer than this; a server takes 16 MiB.
    private static var bodyBytesMax: Int { 4 << 20 }

    /// By how many seconds the events are moved.
    let shift: Int64
    let eventsMax: Int
    private(set) var body: [UInt8] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count >= eventsMax || body.count >= EventBatch.bodyBytesMax }

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
