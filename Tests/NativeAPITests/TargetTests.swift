import NativeAPI
import Platform
import TestSupport
import Testing
import Values

@Suite("Targets") struct TargetTests {
    @Test func `percent-encoding is undone in paths and parameters`() async throws {
        try await withNativeAPI { api in
            let table = try await api.store.makeTable()
            try await api.store.put(Sample.item("a b+c/é", "%&=#"), in: table)
            let item = #"{"item":{"pk":"a b+c/é","sk":"%&=#"}}"#
            for target in [
                "/v1/tables/clicks/items?pk=a+b%2Bc/%C3%A9&sk=%25%26=%23",
                "/%76%31/tables/%63licks/items?pk=a%20b%2bc%2f%c3%a9&%73k=%25%26%3D%23&",
            ] {
                #expect(await api.get(target).body == item, "\(target)")
            }
        }
    }

    @Test func `a broken escape is refused where it stands`() async throws {
        try await withNativeAPI { api in
            _ = try await api.store.makeTable()
            for (target, field) in [
                ("/v1/tables/clicks/items?pk=%", "pk"),
                ("/v1/tables/clicks/items?pk=%4", "pk"),
                ("/v1/tables/clicks/items?pk=a&sk=%4g", "sk"),
                ("/v1/tables/clicks/items?pk=%+1", "pk"),
                ("/v1/tables/clicks/items?%zz=1", "query"),
                ("/v1/tables/%", "path"),
                ("/v1/tables/a%0", "path"),
            ] {
                let answer = await api.get(target)
                #expect(answer.problem == .invalid(field), "\(target)")
                #expect(answer.detail.contains("two hexadecimal digits"))
            }
        }
    }

    @Test func `bytes that are not UTF-8 are refused`() async throws {
        try await withNativeAPI { api in
            _ = try await api.store.makeTable()
            for bad in ["%C3", "%FF", "%C0%80", "%ED%A0%80", "%F5%80%80%80"] {
                let answer = await api.get("/v1/tables/clicks/items?pk=\(bad)")
                #expect(answer.problem == .invalid("pk"), "\(bad)")
                #expect(answer.detail == "The bytes of parameter pk are not UTF-8.")
                #expect(await api.get("/v1/tables/\(bad)").problem == .invalid("path"))
            }
        }
    }

    @Test func `bytes that a URL cannot have must be encoded`() async throws {
        try await withNativeAPI { api in
            _ = try await api.store.makeTable()
            for bad in ["é", " ", "\u{0}", "#", "\u{7F}"] {
                let answer = await api.get("/v1/tables/clicks/items?pk=\(bad)")
                #expect(answer.problem == .invalid("pk"))
                #expect(answer.detail.contains("must be percent-encoded"))
            }
        }
    }

    @Test func `a parameter is known and given once`() async throws {
        try await withNativeAPI { api in
            _ = try await api.store.makeTable()
            let unknown = await api.get("/v1/tables/clicks/items?pk=a&order=up")
            #expect(unknown.problem == .invalid("order"))
            #expect(unknown.detail.contains("pk, sk, from, to"))
            #expect(
                await api.get("/v1/tables/clicks/items?pk=a&pk=a").problem == .invalid("pk"))
            #expect(await api.get("/v1/tables/clicks?x").problem == .invalid("x"))
        }
    }

    @Test func `more parameters than a request may have are refused`() async throws {
        try await withNativeAPI { api in
            let query = (0...NativeLimits.parametersMax).map { "a\($0)=1" }
                .joined(separator: "&")
            let answer = await api.get("/v1/tables?\(query)")
            #expect(answer.problem == .invalid("query"))
            #expect(answer.detail.contains("\(NativeLimits.parametersMax)"))
        }
    }

    @Test func `any text at all is answered`() async throws {
        try await withNativeAPI { api in
            _ = try await api.store.makeTable()
            var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
            let parts = [
                "/v1/tables", "/clicks", "/items", "?", "pk=", "sk=", "&", "%", "%41", "%FF", "+",
                "cursor=", "limit=", "AQ", "from=", "to=", "prefix=", "9", "é", "=", "/", "#",
                "true", "reverse=", "\u{0}",
            ]
            for _ in 0..<3000 {
                let start = Bool.random(using: &random) ? "/v1/tables/clicks/items?" : ""
                let target = (0..<Int.random(in: 0...12, using: &random)).reduce(start) { text, _ in
                    text + (parts.randomElement(using: &random) ?? "")
                }
                let answer = await api.get(target)
                #expect(
                    [200, 400, 404].contains(answer.status),
                    "seed \(random.seed): \(target): \(answer)")
                #expect(answer.root != nil)
            }
        }
    }
}
