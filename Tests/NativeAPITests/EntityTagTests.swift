import API
import Commands
import Engine
import Model
import NativeAPI
import TestSupport
import Testing
import Values

/// Answers have tags, by which readers are spared what they have already.
@Suite("Entity tags") struct EntityTagTests {
    private func tag(_ answer: Answer) -> String? {
        answer.response.headers.first { $0.name == "ETag" }?.value
    }

    private func read(
        _ api: NativeHarness, _ target: String, known: String? = nil, method: String = "GET"
    ) async -> Answer {
        await api.send(method, target, headers: RequestHeaders(ifNoneMatch: known))
    }

    private static let targets = [
        "/v1/tables/clicks/items?pk=a&sk=A%23", "/v1/tables/clicks/items?pk=a",
        "/v1/tables/clicks/items?pk=large", "/v1/tables/clicks/series?series=a&series=large",
        "/v1/tables/clicks/top", "/v1/tables/clicks", "/v1/tables", "/v1/handlers",
    ]

    private func withItems(_ body: (NativeHarness, Table) async throws -> Void) async throws {
        try await withNativeAPI { api in
            let table = try await api.makeSeriesTable([SeriesKinds.all])
            try await api.store.put(Sample.item("a", "A#", ["c": 1]), in: table)
            // More than what is read where the request arrives.
            let text = Text(String(repeating: "x", count: 50_000))
            try await api.store.put(
                Sample.item("large", "A#", ["c": 1, "t": .string(text)]), in: table)
            try await body(api, table)
        }
    }

    @Test func `who has an answer is told so, until it changes`() async throws {
        try await withItems { api, table in
            for target in EntityTagTests.targets {
                let first = await read(api, target)
                #expect(first.status == 200, "\(target)")
                let tag = try #require(self.tag(first), "\(target)")
                #expect(tag.hasPrefix("W/\"") && tag.utf8.count == 36)
                for known in [tag, "\"x\", \(tag)", "*", String(tag.dropFirst(2))] {
                    for method in ["GET", "HEAD"] {
                        let again = await read(api, target, known: known, method: method)
                        #expect(again.status == 304, "\(target) \(known)")
                        #expect(again.body == "" && self.tag(again) == tag)
                    }
                }
                for known in ["", "x", "\"\"", "W/", ",", "W/\"0\""] {
                    let again = await read(api, target, known: known)
                    #expect(again.status == 200 && again.body == first.body, "\(known)")
                }
            }
            let target = EntityTagTests.targets[0]
            let before = try #require(self.tag(await read(api, target)))
            try await api.store.put(Sample.item("a", "A#", ["c": 2]), in: table)
            let after = await read(api, target, known: before)
            #expect(after.status == 200 && tag(after) != before)
        }
    }

    @Test func `errors and writes have no tags`() async throws {
        try await withItems { api, _ in
            for target in [
                "/v1/tables/clicks/items?pk=b&sk=b", "/v1/tables/x", "/v1/tables/clicks/series",
            ] {
                let answer = await read(api, target, known: "*")
                #expect(answer.status >= 400 && tag(answer) == nil)
            }
            let body = Array(#"{"key":{"pk":"a","sk":"A#"},"add":{"c":1}}"#.utf8)
            let write = await api.send(
                "POST", "/v1/tables/clicks/increment", body: body,
                headers: RequestHeaders(contentType: "application/json", ifNoneMatch: "*"))
            #expect(write.status == 200 && tag(write) == nil)
        }
    }
}
