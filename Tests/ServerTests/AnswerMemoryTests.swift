import Testing

/// Answers that wait for their clients are bounded over all connections.
@Suite("Memory of answers") struct AnswerMemoryTests {
    // More than the sockets of a connection take between them.
    private let body = String(repeating: "x", count: 12 << 20)

    @Test func `a read finds no room while another client does not take its answer`() async throws {
        try await withServer(answerBytesMax: 20 << 20) { port, _ in
            let slow = try await RawClient(port: port, readsAtOnce: false)
            slow.send(post(body, target: "V.BatchGetItem"))
            slow.endSending()
            var answer: RawResponse?
            while answer?.status != 503 {
                answer = try await RawClient.exchange(
                    port, post(body, target: "V.BatchGetItem")
                ).first
            }
            #expect(answer?.headers["retry-after"] == "1")
            #expect(answer?.headers["connection"] == nil)
            #expect(answer?.text.contains("ServiceUnavailableException") == true)
            // What was done is told all the same, and small answers have no need of room.
            let write = try await RawClient.exchange(port, post(body, target: "V.UpdateItem"))
            #expect(write.first?.status == 200)
            #expect(try await RawClient.exchange(port, post("{}")).first?.status == 200)
            slow.read()
            #expect(try await slow.answers().map(\.status) == [200])
            while answer?.status != 200 {
                answer = try await RawClient.exchange(
                    port, post(body, target: "V.BatchGetItem")
                ).first
            }
        }
    }

    @Test func `room is given back when a client leaves`() async throws {
        try await withServer(answerBytesMax: 20 << 20) { port, _ in
            for _ in 1...3 {
                let slow = try await RawClient(port: port, readsAtOnce: false)
                slow.send(post(body, target: "V.Query"))
                var status = 200
                while status != 503 {
                    status =
                        try await RawClient.exchange(port, post(body, target: "V.Query"))
                        .first?.status ?? 0
                }
                slow.close()
                while status != 200 {
                    status =
                        try await RawClient.exchange(port, post(body, target: "V.Query"))
                        .first?.status ?? 0
                }
            }
        }
    }

    @Test(arguments: [nil, "gzip", "identity"])
    func `what is compressed for those who ask says so to caches`(accepted: String?) async throws {
        try await withServer { port, _ in
            let headers = accepted.map { ["Accept-Encoding: \($0)"] } ?? []
            let large = String(repeating: "x", count: 5000)
            let answers = try await RawClient.exchange(
                port, post(large, headers: headers) + post("{}", headers: headers))
            #expect(answers.map { $0.headers["vary"] } == ["Accept-Encoding", nil])
            #expect(
                answers.first?.headers["content-encoding"] == (accepted == "gzip" ? "gzip" : nil))
        }
    }
}
