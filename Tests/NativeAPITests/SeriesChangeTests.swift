import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

/// A definition may change while there are events: what the buckets from before do not have must not
/// be taken for nothing.
@Suite("Series whose definition changed") struct SeriesChangeTests {
    /// 22 November 2026, 20:53:20 UTC.
    private let clock = ManualTime(seconds: 1_795_380_800)

    private func definition(_ granularities: String) -> String {
        #"""
        {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
         "timeToLive":{"attribute":"ttl"},
         "series":{"counters":["c"],"granularities":[\#(granularities)]}}
        """#
    }

    private let day = #"{"name":"day","prefix":"d#","format":"yyyyMMdd"}"#
    private let month = #"{"name":"month","prefix":"M#","format":"yyyyMM"}"#
    private let year = #"{"name":"year","prefix":"Y#","format":"yyyy"}"#
    private let all = #"{"name":"all","prefix":"A#"}"#

    private let hour = #"{"name":"hour","prefix":"h#","format":"yyyyMMddHH","retention":"62d"}"#
    private let quarter =
        #"{"name":"q","prefix":"q#","format":"yyyyMMddHHmm","length":"15m","retention":"62d"}"#

    private func count(_ api: NativeHarness, at: String, sequence: Int64) async {
        let event = #"{"at":"\#(at)","series":["s"],"add":{"c":7}}"#
        #expect(await api.batch([event], to: "events", sequence: sequence).status == 200)
    }

    private func total(_ api: NativeHarness, _ query: String) async -> String? {
        await api.get("/v1/tables/clicks/series?series=s&\(query)").root?["total"]?["c"]?.numberText
    }

    @Test func `a coarser granularity that comes later does not hide what finer ones have`()
        async throws
    {
        try await withNativeAPI(at: clock) { api in
            let year2026 = "from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&step=year"
            #expect(await api.put(definition("\(day),\(month)")).status == 201)
            await count(api, at: "2026-03-05T10:00:00Z", sequence: 1)
            #expect(await total(api, year2026) == "7")
            #expect(await api.put(definition("\(day),\(month),\(year),\(all)")).status == 200)
            #expect(await total(api, year2026) == "7")
            #expect(await total(api, "step=all") == "7")
            await count(api, at: "2026-03-06T10:00:00Z", sequence: 2)
            #expect(await total(api, year2026) == "14")
            #expect(await total(api, "step=all") == "14")
            // The same definition again does not make it older or younger.
            clock.advance(seconds: 400 * 86_400)
            #expect(await api.put(definition("\(day),\(month),\(year),\(all)")).status == 200)
            await count(api, at: "2027-06-01T00:00:00Z", sequence: 3)
            #expect(
                await total(api, "from=2027-01-01T00:00:00Z&to=2028-01-01T00:00:00Z&step=year")
                    == "7")
            #expect(await total(api, "step=all") == "21")
        }
    }

    @Test func `quarters of an hour that come later give the days after them`() async throws {
        try await withNativeAPI(at: clock) { api in
            func day(_ date: String, _ next: String) -> String {
                "from=2026-\(date)T18:30:00Z&to=2026-\(next)T18:30:00Z&step=day&tz=Asia/Kolkata"
            }
            #expect(await api.put(definition(hour)).status == 201)
            await count(api, at: "2026-11-22T19:00:00Z", sequence: 1)
            #expect(await total(api, day("11-22", "11-23")) == nil)
            #expect(await api.put(definition("\(hour),\(quarter)")).status == 200)
            await count(api, at: "2026-11-22T20:54:00Z", sequence: 2)
            await count(api, at: "2026-11-23T18:29:59Z", sequence: 3)
            await count(api, at: "2026-11-23T18:30:00Z", sequence: 4)
            // The hours are whole, but the first quarter is not.
            let before = await api.get(
                "/v1/tables/clicks/series?series=s&\(day("11-22", "11-23"))")
            #expect(before.problem?.type == "window-not-kept", "\(before)")
            #expect(await total(api, day("11-23", "11-24")) == "7")
            #expect(
                await total(
                    api, "from=2026-11-22T21:00:00Z&to=2026-11-23T18:30:00Z&tz=Asia/Kolkata")
                    == "7")
            #expect(await api.put(definition("\(hour),\(quarter)")).status == 200)
            let described = await api.get("/v1/tables/clicks")
            let granularities = described.root?["series"]?["granularities"]
            let last = granularities.map { Array($0.elements) }?.last
            #expect(last?["length"]?.string == "15m")
        }
    }

    @Test func `what no granularity from before has is not answered, rather than wrongly`()
        async throws
    {
        try await withNativeAPI(at: clock) { api in
            #expect(await api.put(definition(month)).status == 201)
            await count(api, at: "2026-10-05T10:00:00Z", sequence: 1)
            #expect(await api.put(definition("\(day),\(month)")).status == 200)
            await count(api, at: "2026-10-06T10:00:00Z", sequence: 2)
            let answer = await api.get(
                "/v1/tables/clicks/series?series=s&from=2026-10-05T00:00:00Z"
                    + "&to=2026-10-07T00:00:00Z&step=day")
            #expect(answer.problem?.type == "window-not-kept")
            #expect(answer.detail.contains("day"), "\(answer)")
            #expect(
                await total(api, "from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z&step=month")
                    == "14")
        }
    }
}
