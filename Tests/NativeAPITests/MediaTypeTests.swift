import API
import Engine
import JSON
import NativeAPI
import TestSupport
import Testing

@Suite("Media types") struct MediaTypeTests {
    private func status(_ contentType: String?, _ call: String, _ body: String) async throws -> Int
    {
        var status = 0
        try await withClicks { api in
            status = await api.post(
                call, body,
                headers: RequestHeaders(contentType: contentType, source: "s", sequence: "1")
            ).status
        }
        return status
    }

    @Test(arguments: [
        nil, "application/json", "application/json; charset=utf-8", "Application/JSON",
        "application/json;charset=UTF-8", "application/json ; v=1", " application/json",
    ])
    func `JSON is known by its name, whatever the letters and parameters`(
        contentType: String?
    ) async throws {
        #expect(try await status(contentType, "increments", #"{"updates":[]}"#) == 200)
    }

    @Test(arguments: ["application/x-ndjson", "application/x-ndjson; charset=utf-8"])
    func `lines are known by their name`(contentType: String) async throws {
        #expect(try await status(contentType, "increments", "") == 200)
    }

    @Test(arguments: [
        "", "text/plain", "application/jsonx", "application/jso", "application/js on",
        "application/x-ndjson2", "json", "application/x-www-form-urlencoded", ";", "é",
    ])
    func `other types are refused, and the answer names what is taken`(
        contentType: String
    ) async throws {
        try await withClicks { api in
            let answer = await api.post(
                "increments", #"{"source":"s","sequence":1,"updates":[]}"#,
                headers: RequestHeaders(contentType: contentType))
            #expect(
                answer.problem
                    == Problem(
                        status: 415, type: "unsupported-media-type", field: "Content-Type"))
            #expect(
                answer.detail
                    == "\(contentType) is not among application/json, application/x-ndjson.")
            #expect(
                answer.response.headers.first?.value == "application/json, application/x-ndjson")
        }
    }

    @Test func `one update is no line`() async throws {
        let update = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#
        #expect(try await status("application/x-ndjson", "increment", update) == 415)
        #expect(try await status("application/json", "increment", update) == 200)
    }
}
