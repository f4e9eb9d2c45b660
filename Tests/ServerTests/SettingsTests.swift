import Server
import Testing

@Suite("Settings") struct SettingsTests {
    private func load(
        _ flags: [Setting: Setting.Value] = [:], _ environment: [String: String] = [:],
        file: String? = nil
    ) async throws(SettingsError) -> Settings {
        try await Settings.load(
            flags: flags, environment: environment, file: file, processors: 3)
    }

    @Test func `without a word said, the server is on this machine only`() async throws {
        let settings = try await load()
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8000)
        #expect(settings.dataDirectory == "data")
        #expect(settings.eventLoops == 3)
        #expect(!settings.allowRemote)
        #expect(!settings.strict)
    }

    @Test func `a server can be strict by flag and by environment`() async throws {
        #expect(try await load([.strict: .flag(true)]).strict)
        #expect(try await load([:], ["QUIPU_STRICT": "true"]).strict)
    }

    @Test func `flags win over the environment, and that over the file`() async throws {
        try await withTemporaryFile(#"{"port": 1, "host": "127.0.0.2", "region": "file"}"#) {
            file in
            let settings = try await load(
                [.port: .number(3)], ["QUIPU_PORT": "2", "QUIPU_HOST": "127.0.0.3"], file: file)
            #expect(settings.port == 3)
            #expect(settings.host == "127.0.0.3")
            #expect(settings.region == "file")
            let named = try await load([:], ["QUIPU_CONFIG": file])
            #expect(named.port == 1)
        }
    }

    @Test func `names of several words are spelled with underscores in the environment`()
        async throws
    {
        let settings = try await load([:], ["QUIPU_IDLE_TIMEOUT_SECONDS": "7"])
        #expect(settings.idleTimeoutSeconds == 7)
    }

    @Test(arguments: [
        ("QUIPU_PORT", "eighty"), ("QUIPU_PORT", "65536"), ("QUIPU_PORT", "-1"),
        ("QUIPU_EVENT_LOOPS", "0"), ("QUIPU_ALLOW_REMOTE", "perhaps"), ("QUIPU_DATA", ""),
    ])
    func `a value that makes no sense is refused by name`(name: String, value: String) async {
        await #expect(throws: SettingsError.self) { try await load([:], [name: value]) }
    }

    @Test func `a configuration file that is not there or not JSON is refused`() async throws {
        await #expect(throws: SettingsError.self) { try await load(file: "/nowhere/quipu.json") }
        try await withTemporaryFile("port = 1") { file in
            await #expect(throws: SettingsError.self) { try await load(file: file) }
        }
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
    func `loopback addresses need no permission`(host: String) async throws {
        #expect(try await load([.host: .text(host)]).host == host)
    }

    @Test(arguments: ["0.0.0.0", "::", "10.0.0.1", "example.com", "127.example.com"])
    func `any other address must be allowed twice`(host: String) async throws {
        let flags: [Setting: Setting.Value] = [.host: .text(host)]
        await #expect(throws: SettingsError.self) { try await load(flags) }
        await #expect(throws: SettingsError.self) {
            try await load(flags, ["QUIPU_ALLOW_REMOTE": "true"])
        }
        await #expect(throws: SettingsError.self) {
            try await load(flags, ["QUIPU_ALLOW_UNAUTHENTICATED": "true"])
        }
        let both = ["QUIPU_ALLOW_REMOTE": "true", "QUIPU_ALLOW_UNAUTHENTICATED": "true"]
        #expect(try await load(flags, both).host == host)
    }
}
