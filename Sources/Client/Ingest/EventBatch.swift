import JSON

/// Clicks that are counted together: the body of one `events` call, one event a line.
struct ClickBatch {
    /// A batch is cut early when it gets longer than this; a server takes 16 MiB.
    private static let bodyBytesMax = 4 << 20

    /// By how many seconds the clicks are moved.
    let shift: Int64
    let clicksMax: Int
    private(set) var body: [UInt8] = []
    private(set) var clicks = 0

    var isEmpty: Bool { clicks == 0 }
    var isFull: Bool { clicks >= clicksMax || body.count >= ClickBatch.bodyBytesMax }

    init(shift: Int64, clicksMax: Int) {
        self.shift = shift
        self.clicksMax = clicksMax
    }

    mutating func add(_ click: Click) {
        var json = JSONWriter()
        json.beginObject()
        json.name("at")
        json.string(UTCTime(secondsSince1970: click.time + shift).description)
        json.name("series")
        json.beginArray()
        for series in [ClickSeries.link(click), ClickSeries.domain(click), ClickSeries.wholeSite] {
            json.string(series)
        }
        json.endArray()
        json.name("add")
        json.beginObject()
        let counters =
            ["c", click.country.map { "country:\($0)" }]
            + [click.referrer.map { "referrer:\($0)" }]
        for case .some(let counter) in counters {
            json.name(counter)
            json.integer(1)
        }
        json.endObject()
        if let visitor = click.visitor {
            json.name("observe")
            json.beginObject()
            json.name("u")
            json.string(visitor)
            json.endObject()
        }
        json.endObject()
        body += json.bytes
        body.append(UInt8(ascii: "\n"))
        clicks += 1
    }
}
