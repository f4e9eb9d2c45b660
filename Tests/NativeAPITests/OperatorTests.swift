import Engine
import JSON
import NativeAPI
import TestSupport
import Testing

@Suite("An operator's calls") struct OperatorTests {
    private let update = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#

    @Test func `the status says how far the log and base are`() async throws {
        try await withClicks { api in
            _ = await api.post("increment", update)
            try api.store.checkpoint()
            _ = await api.post("increment", update)
            let root = await api.get("/v1/status").root
            #expect(root?["writable"]?.boolean == true && root?["reason"] == nil)
            let position = root?["position"]?.integer ?? 0
            #expect(position == Int64(api.store.applied.position))
            #expect(root?["checkpointPosition"]?.integer == position - 1)
            #expect(root?["tables"]?.integer == 1)
            #expect(root?["check"]?["state"]?.string == "none")
        }
    }

    @Test func `a check is begun, runs by itself and tells what it found`() async throws {
        try await withClicks { api in
            _ = await api.post("increment", update)
            try api.store.checkpoint()
            #expect(await api.get("/v1/check").body == #"{"state":"none"}"#)
            let begun = await api.send("POST", "/v1/check")
            #expect(begun.status == 202)
            var check = await api.get("/v1/check").root
            while check?["state"]?.string == "running" {
                await Task.yield()
                check = await api.get("/v1/check").root
            }
            #expect(check?["state"]?.string == "ended" && check?["sound"]?.boolean == true)
            #expect(check?["items"]?.integer == 1 && check?["damageCount"]?.integer == 0)
        }
    }
}
