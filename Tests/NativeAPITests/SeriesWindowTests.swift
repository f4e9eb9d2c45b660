import Engine
import Expressions
import JSON
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Windows of series") struct SeriesWindowTests {
    /// The clock shows 2026-11-18T11:06:40Z.
    private func bounds(_ parameters: String) async throws -> [String] {
        var bounds: [String] = []
        try await withNativeAPI { api in
            await api.put(WrongElementTests.clicks)
            let answer = await api.get("/v1/tables/clicks/series?series=s&\(parameters)")
            bounds = [answer.root?["from"]?.string, answer.root?["to"]?.string].compactMap(\.self)
            if bounds.isEmpty { bounds = [answer.problem?.field ?? answer.description] }
        }
        return bounds
    }

    @Test(arguments: [
        (
            "from=2026-11-17T00:00:00.123Z&to=2026-11-18T00:00:00.999999999Z&step=hour", "17T00",
            "18T00"
        ),
        ("from=now-24h&to=now&step=hour", "17T11", "18T11"),
        ("from=now-24h&to=now&step=hour&align=up", "17T12", "18T12"),
        ("from=now-1d&to=now&step=hour&align=nearest", "17T11", "18T11"),
        ("from=now-24h&to=now", "17T11", "18T11"),
        ("from=now-3d&to=now&step=day", "15T00", "18T00"),
        ("from=now-3d&to=now%2B1d&step=day&align=up", "16T00", "20T00"),
        ("from=now-3d&to=now&step=day&tz=Europe/Rome", "14T23", "17T23"),
        (
            "from=2026-11-17T08:15:30Z&to=2026-11-18T08:45:00Z&step=hour&align=nearest", "17T08",
            "18T09"
        ),
    ])
    func `ends are moved as the request says, and the answer tells them`(
        parameters: String, from: String, to: String
    ) async throws {
        let found = try await bounds(parameters)
        #expect(found == ["2026-11-\(from):00:00Z", "2026-11-\(to):00:00Z"], "\(parameters)")
    }

    @Test(arguments: [
        ("from=now-5m&to=now&step=hour", "align"), ("from=now-x&to=now&step=hour", "from"),
        ("from=now-24&to=now&step=hour", "from"), ("from=now-h&to=now&step=hour", "from"),
        ("from=now&to=now-1h&step=hour", "from"), ("from=now-9999999999w&to=now&step=day", "from"),
        ("from=now-1d&to=now&align=sideways", "align"), ("from=now-1d&to=then", "to"),
        ("from=2026-11-17T00:00:30Z&to=2026-11-18T00:00:00Z&step=hour", "from"),
    ])
    func `what is no window is refused`(parameters: String, field: String) async throws {
        #expect(try await bounds(parameters) == [field])
    }
}
