import NIOCore

/// The table that ranges and roll-ups read: a month of clicks on a few links.
enum CallHistory {
    private static let path = "/v1/tables/history"
    private static let links = 4
    /// The days of December 2025; the clock stands at the beginning of 2026.
    private static let days = 1...31
    private static let visitorsInHour = 20
    private static let visitors = 20_000

    static let definition = Call.request(
        "PUT \(path)", [],
        #"{"key":{"partition":{"name":"pk","type":"string"},"#
            + #""sort":{"name":"sk","type":"string"}},"timeToLive":{"attribute":"ttl"},"#
            + #""series":{"counters":["c"],"sketches":["u"],"granularities":["#
            + #"{"name":"hour","prefix":"h#","format":"yyyyMMddHH","retention":"62d"},"#
            + #"{"name":"day","prefix":"d#","format":"yyyyMMdd","retention":"760d"}]}}"#)

    /// A request for each day.
    static let events = days.map { day in
        let events = (0..<links * 24).map { event(day: day, hour: $0 / links, link: $0 % links) }
        return Call.post(
            path + "/events",
            #"{"source":"history","sequence":\#(day),"events":[\#(events.joined(separator: ","))]}"#
        )
    }

    private static func event(day: Int, hour: Int, link: Int) -> String {
        let first = ((day * 24 + hour) * links + link) * visitorsInHour
        let names = (first..<first + visitorsInHour).map { number in
            #""v\#(number * 7919 % visitors)""#
        }
        return #"{"at":"2025-12-\#(padded(day))T\#(padded(hour)):00:00Z","series":["H\#(link)"],"#
            + #""add":{"c":\#(visitorsInHour)},"observe":{"u":[\#(names.joined(separator: ","))]}}"#
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }

    /// The last three days, by hours.
    static func hours(ofSeries number: Int) -> ByteBuffer {
        get(
            "/items?pk=H\(number % links)&from=h%232025122900&to=h%232026010100"
                + "&attributes=sk,c")
    }

    /// The last thirty days, by days, of all links together.
    static var rollUp: ByteBuffer {
        let series = (0..<links).map { "series=H\($0)" }.joined(separator: "&")
        return get(
            "/series?\(series)&from=2025-12-02T00:00:00Z&to=2026-01-01T00:00:00Z&step=day")
    }

    private static func get(_ target: String) -> ByteBuffer {
        Call.request("GET \(path)\(target)", [], "")
    }
}
