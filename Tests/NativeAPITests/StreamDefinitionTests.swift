import Commands
import Engine
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Streams in table definitions") struct StreamDefinitionTests {
    private func stream(of answer: Answer) throws -> String {
        String(decoding: try #require(answer.root?["stream"]).rawBytes, as: UTF8.self)
    }

    @Test func `a definition opens a stream, and what describes it is a definition again`()
        async throws
    {
        try await withNativeAPI { api in
            let made = await api.define(
                stream: """
                    {"view":"new-image","shards":7,"retention":"90m","retentionBytes":1048576}
                    """)
            #expect(made.status == 201)
            let described =
                #"{"view":"new-image","shards":7,"retention":"90m","retentionBytes":1048576,"#
                + #""label":"2026-11-18T11:06:40.000"}"#
            #expect(try stream(of: made) == described)
            let table = try api.table()
            #expect(
                table.settings.stream
                    == StreamSettings(
                        view: .newImage, shards: 7, retentionSeconds: 5400,
                        retentionBytes: 1_048_576))
            let again = await api.put(made.body)
            #expect(again.status == 200)
            #expect(again.body == made.body)
            #expect(try api.table().stream == table.stream)
            #expect(await api.get("/v1/tables/clicks").body == made.body)
            #expect(await api.get("/v1/tables").body == #"{"tables":[\#(made.body)]}"#)
            #expect(await api.send("DELETE", "/v1/tables/clicks").body == made.body)
        }
    }

    @Test func `a view is enough`() async throws {
        try await withStream("changes") { api in
            let answer = await api.get("/v1/tables/clicks")
            let told = try stream(of: answer)
            #expect(
                told.hasPrefix(
                    #"{"view":"changes","shards":4,"retention":"1d","retentionBytes":8589934592,"#))
        }
    }

    @Test func `retention changes in place, a view opens another stream, nothing closes it`()
        async throws
    {
        try await withStream("keys-only") { api in
            let first = try api.table().stream
            await api.define(stream: #"{"view":"keys-only","retention":"2h"}"#)
            #expect(try api.table().stream == first)
            #expect(try api.table().settings.stream?.retentionSeconds == 7200)
            let other = await api.define(stream: #"{"view":"old-image"}"#)
            #expect(try stream(of: other).contains(#""label":"2026-11-18T11:06:40.001""#))
            #expect(try api.table().stream != first)
            let none = await api.define(stream: nil)
            #expect(none.root?["stream"] == nil)
            #expect(try api.table().stream == nil)
            #expect(api.store.streams.count == 2)
        }
    }

    @Test(arguments: [
        ("true", "stream", "expected an object, found a boolean"),
        ("{}", "stream.view", "missing: one of keys-only, new-image, old-image, "),
        (#"{"view":"NEW_IMAGE"}"#, "stream.view", "must be one of keys-only, "),
        (
            #"{"view":"changes","shards":65}"#, "stream.shards",
            "must be a whole number from 1 to 64"
        ),
        (#"{"view":"changes","retention":"0s"}"#, "stream.retention", "must be from 1s to 365d"),
        (
            #"{"view":"changes","retentionBytes":5}"#, "stream.retentionBytes",
            "must be a whole number from 1048576 to "
        ),
        (#"{"view":"changes","size":1}"#, "stream.size", "there is no such member; known are view"),
    ])
    func `a stream that is none is refused`(stream: String, field: String, detail: String)
        async throws
    {
        try await withNativeAPI { api in
            let answer = await api.define(stream: stream)
            #expect(answer.problem == .invalid(field))
            #expect(answer.detail.contains(detail), "\(answer)")
        }
    }

    @Test func `a table cannot have had too many streams that are still kept`() async throws {
        try await withNativeAPI { api in
            var answer = await api.define(stream: #"{"view":"keys-only"}"#)
            var changes = 0
            while answer.status < 300, changes < 2 * Limits.closedStreamsMax {
                changes += 1
                let view = changes.isMultiple(of: 2) ? "keys-only" : "changes"
                answer = await api.define(stream: #"{"view":"\#(view)"}"#)
            }
            #expect(
                answer.problem
                    == Problem(status: 409, type: "stream-limit-reached", field: "stream"))
            #expect(changes >= Limits.closedStreamsMax)
            let table = try api.table()
            #expect(table.stream != nil)
        }
    }
}
