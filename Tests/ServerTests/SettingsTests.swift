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

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "localhost", "::1", "::ffff:127.0.0.1"])
    func `loopback addresses need no permission`(host: String) async throws {
        #expect(try await load([.host: .text(host)]).host == host)
    }

    @Test(arguments: ["0.0.0.0", "::", "10.0.0.1", "example.com", "127.example.com", "a.localhost"])
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

    @Test(arguments: [
        ("127.0.0.1", "", 0), ("0.0.0.0", "", 1), ("0.0.0.0", "quipu,db.example", 0),
        ("10.0.0.1", "", 1), ("127.0.0.1", "quipu", 0),
    ])
    func `a server that answers to every name warns of it`(
        host: String, allowedHosts: String, count: Int
    ) async throws {
        let settings = try await load(
            [.host: .text(host)],
            [
                "QUIPU_ALLOW_REMOTE": "true", "QUIPU_ALLOW_UNAUTHENTICATED": "true",
                "QUIPU_ALLOWED_HOSTS": allowedHosts,
            ])
        let warnings = try settings.warnings
        #expect(warnings.count == count)
        #expect(warnings.allSatisfy { $0.contains("--allowed-hosts") })
    }

    private func complaint(
        _ flags: [Setting: Setting.Value] = [:], _ environment: [String: String] = [:],
        file: String? = nil
    ) async -> String? {
        do throws(SettingsError) {
            _ = try await load(flags, environment, file: file)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        (#"{"portt": 3}"#, #""portt", which is no setting; the nearest one is "port""#),
        (#"{"idle-timeout-seconds": 3}"#, #"the nearest one is "idleTimeoutSeconds""#),
        (#"{"allowedOrigin": []}"#, #"the nearest one is "allowedOrigins""#),
        (#"{"port": "8000"}"#, #"must be a whole number from 0 to 65535, not "8000""#),
        (#"{"port": 80.5}"#, "not 80.5"), (#"{"port": 65536}"#, "not 65536"),
        (#"{"port": null}"#, "not null"), (#"{"strict": "true"}"#, "must be true or false"),
        (#"{"host": 1}"#, "must be a text, not 1"),
        (#"{"allowedOrigins": "http://a"}"#, "must be a list of texts"),
        (#"{"allowedOrigins": [1]}"#, "must be a list of texts, not [1]"),
        (#"{"allowedOrigins": ["a.example"]}"#, #"has "a.example", which is no origin"#),
        (#"{"allowedHosts": ["a.example:80"]}"#, #"has "a.example:80""#),
        (#"[]"#, "must hold an object"), (#"{"port": 1, "port": 2}"#, "port"), ("", "not JSON"),
    ])
    func `what a file says wrongly is refused by name`(text: String, words: String) async throws {
        try await withTemporaryFile(text) { file in
            let complaint = await complaint(file: file)
            #expect(complaint?.contains(words) == true, "\(complaint ?? "taken")")
            #expect(complaint?.contains(file) == true || words.hasPrefix("has"))
        }
    }

    @Test func `a complaint names the flag or the variable that it is about`() async {
        #expect(
            await complaint([:], ["QUIPU_PORT": "eighty"])
                == #"QUIPU_PORT must be a whole number from 0 to 65535, not "eighty"."#)
        #expect(
            await complaint([.idleTimeoutSeconds: .number(0)])
                == "--idle-timeout-seconds must be a whole number from 1 to 86400, not 0.")
    }

    @Test func `lists come from flags, the environment and the file`() async throws {
        let origins = ["http://a.example", "https://b.example:8443"]
        let flags = try await load([.allowedOrigins: .list(origins)])
        #expect(flags.allowedOrigins == origins)
        let joined = try await load([.allowedOrigins: .list([origins.joined(separator: ",")])])
        #expect(joined.allowedOrigins == origins)
        let environment = try await load(
            [:], ["QUIPU_ALLOWED_ORIGINS": origins.joined(separator: " , ")])
        #expect(environment.allowedOrigins == origins)
        try await withTemporaryFile(
            #"{"allowedOrigins": ["http://a.example", "https://b.example:8443"]}"#
        ) { file in
            let settings = try await load(file: file)
            #expect(settings.allowedOrigins == origins)
        }
    }

    @Test func `it is known where each setting came from`() async throws {
        try await withTemporaryFile(#"{"port": 1, "host": "127.0.0.2", "region": "x"}"#) { file in
            let settings = try await load(
                [.port: .number(3)], ["QUIPU_PORT": "2", "QUIPU_HOST": "127.0.0.3"], file: file)
            let line = settings.announcement(version: "1.2.3")
            for part in [
                "quipu 1.2.3 ", "port=3 (option)", "host=127.0.0.3 (environment)",
                "region=x (file)", "data=data (default)", "allowedOrigins=none (default)",
            ] { #expect(line.contains(part), "\(line)") }
            #expect(!line.contains("\n"))
        }
    }

    @Test func `variables that look like settings are warned of`() {
        let warnings = UnknownVariables.warnings(in: [
            "QUIPU_PROT": "1", "QUIPU_PORT": "1", "QUIPU_CONFIG": "x", "QUIPU_SERVER": "x",
            "QUIPU_BINARY": "x", "QUIPU_TESTS": "x", "QUIPU_IDLE_TIMEOUT": "1", "PATH": "x",
            "QUIPU_ALLOWED_ORIGINS": "*",
        ])
        #expect(warnings.count == 2)
        #expect(warnings.first?.contains("QUIPU_IDLE_TIMEOUT is no setting") == true)
        #expect(warnings.first?.contains("nearest one is QUIPU_IDLE_TIMEOUT_SECONDS") == true)
        #expect(warnings.last?.contains("QUIPU_PROT is no setting") == true)
        #expect(warnings.last?.contains("nearest one is QUIPU_PORT") == true)
    }
}
