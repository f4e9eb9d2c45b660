import Commands
import Engine
import HandlerModel
import Handlers
import JSON
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("Failure destinations") struct DestinationTests {
    private final class FakePoster: FailurePoster {
        private let posts = Mutex<[(url: Text, document: [UInt8])]>([])
        private let failures: Int

        init(failures: Int) {
            self.failures = failures
        }

        var all: [(url: Text, document: [UInt8])] { posts.withLock { $0 } }

        func post(_ document: [UInt8], to url: Text) async throws(DestinationError) {
            let count = posts.withLock { posts in
                posts.append((url, document))
                return posts.count
            }
            if count <= failures { throw DestinationError("503") }
        }
    }

    @Test func `a failure is posted until it is taken`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .broken }
            let poster = FakePoster(failures: 20)
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.onFailure = .http("http://example.test/hook")
            }
            try await room.put(["a"])
            try await room.running(fake, poster: poster) { _ in
                try await room.untilDone(handler)
            }
            #expect(poster.all.count == 21)
            let post = try #require(poster.all.last)
            #expect(post.url == "http://example.test/hook")
            let root = try JSONDocument(parsing: post.document).root
            #expect(root["payload"]?["Records"]?.count == 1)
            #expect(root["requestContext"]?["approximateInvokeCount"]?.integer == 1)
            #expect(root["lastError"]?.string?.contains("exit code 1") == true)
            #expect(root["DDBStreamBatchInfo"]?["batchSize"]?.integer == 1)
            // Sent again it is the same failure.
            #expect(Set(poster.all.map(\.document)).count == 1)
        }
    }

    /// Whoever reads these records tells a function that threw from one that named what failed.
    @Test(arguments: [
        (FakeHandler.Answer.broken, #""functionError":"Unhandled""#),
        (
            .json(#"{"errorMessage":"no","errorType":"ValueError"}"#),
            #""functionError":"Unhandled""#
        ),
        (.json("no JSON"), #""functionError":"Unhandled""#),
        (.failed("000000000000000000001"), #""functionError":null"#),
        (.json(#"{"batchItemFailures":[{"itemIdentifier":""}]}"#), #""functionError":null"#),
        (.json(#"{"writes":[{"table":"nowhere"}]}"#), #""functionError":null"#),
    ])
    func `only a function that failed itself has an error`(
        answer: FakeHandler.Answer, error: String
    ) async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in answer }
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.reportsFailures = true
                $0.onFailure = .file("failed")
                $0.environment = ["AWS_LAMBDA_FUNCTION_NAME": "spike"]
            }
            try await room.put(["a"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            let file = try #require(try room.failureFiles().first)
            let context = #""responseContext":{"statusCode":200,"executedVersion":"$LATEST","#
            #expect(file.text.contains(context + error + "}"))
            #expect(file.text.contains(#""condition":"RetryAttemptsExhausted""#))
            #expect(file.text.contains(#":function:spike""#))
        }
    }

    @Test func `in a table there is an item for each record`() async throws {
        try await withHandlerRoom { room in
            let failures = try await room.store.makeTable("failures")
            let fake = FakeHandler { _, _ in .broken }
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.bisects = false
                $0.onFailure = .table("failures")
            }
            try await room.put(["a", "b"])
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            let items = try room.store.items(of: failures)
            #expect(items.count == 2)
            #expect(items.allSatisfy { $0["pk"] == "h" })
            #expect(items.map { $0["sk"] } == fake.events[0].sequences.map { .string(Text($0)) })
            guard case .map(let failure) = items[1]["failure"],
                case .string(let record) = failure["record"]
            else {
                Issue.record("no failure in \(items[1])")
                return
            }
            #expect(record.string.contains(#""sk":{"S":"b"}"#))
            #expect(failure["condition"] == "RetryAttemptsExhausted")
        }
    }

    @Test func `a record that is larger than an item is kept in parts`() async throws {
        try await withHandlerRoom { room in
            let failures = try await room.store.makeTable("failures")
            let fake = FakeHandler { _, _ in .broken }
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.onFailure = .table("failures")
            }
            for letter in ["é", "ö"] {
                let text = Text(String(repeating: letter, count: 190_000))
                try await room.store.put(
                    Sample.item("p", "a", ["text": .string(text)]), in: room.table)
            }
            try await room.running(fake) { _ in try await room.untilDone(handler) }
            let items = try room.store.items(of: failures)
            #expect(items.count == 5)
            let parts = items.dropFirst(2).compactMap { item -> String? in
                guard case .map(let failure) = item["failure"],
                    case .string(let record) = failure["record"]
                else { return nil }
                return record.string
            }
            let record = try JSONDocument(parsing: parts.joined()).root
            #expect(record["eventName"]?.string == "MODIFY")
            #expect(
                record["dynamodb"]?["OldImage"]?["text"]?["S"]?.string?.unicodeScalars.count
                    == 190_000)
        }
    }

    @Test func `whatever the error, the failure fits its table, if need be in several commands`()
        async throws
    {
        // One letter with many accents is one character.
        let letter = "e" + String(repeating: "\u{301}", count: 170)
        let error = String(repeating: letter, count: 1000)
        try await withHandlerRoom { room in
            let failures = try await room.store.makeTable("failures")
            let fake = FakeHandler { _, _ in .json(#"{"errorMessage":"\#(error)"}"#) }
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.bisects = false
                $0.onFailure = .table("failures")
            }
            let text = Value.string(Text(String(repeating: "x", count: 55_000)))
            for number in 0..<100 {
                try await room.store.put(
                    Sample.item("p", Text("\(100 + number)"), ["text": text]), in: room.table)
            }
            try await room.running(fake) { runner in
                try await room.untilDone(handler)
                try await until { runner.status(of: handler.id)?.dropped == 100 }
            }
            #expect(fake.events.count == 1)
            let items = try room.store.items(of: failures)
            #expect(items.count == 100)
            guard case .map(let failure) = items[99]["failure"],
                case .string(let lastError) = failure["lastError"]
            else {
                Issue.record("no failure in \(items[99])")
                return
            }
            #expect((990...1000).contains(lastError.utf8Count))
        }
    }

    @Test func `what is too old tells the error of its own last try`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { event, number in
                if event.names.contains("a"), number > 0 { room.time.advance(.seconds(40)) }
                return .json(#"{"errorMessage":"try \#(number) of \#(event.names.joined())"}"#)
            }
            let handler = try await room.define {
                $0.retriesMax = 1
                $0.maximumAgeSeconds = 60
                $0.onFailure = .file("errors")
            }
            try await room.put(["a", "b"])
            try await room.running(fake) { _ in
                try await room.untilDone(handler)
                try await until { try room.failureFiles().count == 2 }
            }
            let old = try #require(
                try room.failureFiles().first { $0.text.contains("RecordAgeExceeded") })
            #expect(old.text.contains(#""sk":{"S":"b"}"#))
            #expect(old.text.contains("try 0"), "\(old.text)")
        }
    }

    @Test func `a table with other keys in the place of a destination takes nothing`()
        async throws
    {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .broken }
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.onFailure = .table("failures")
            }
            // With a stream, which tells the keys of what is written.
            var definition = TableDefinition(
                name: "failures", uuid: "test",
                keySchema: KeySchema(partition: KeyAttribute(name: "pk", type: .number), sort: nil))
            definition.settings.stream = StreamSettings(view: .keysOnly)
            let table = try await room.store.change(CreateTable(definition))
            try await room.put(["a"])
            try await room.running(fake) { runner in
                try await until {
                    runner.status(of: handler.id)?.lastError?.contains("must be a string") == true
                }
                #expect(try room.lag(handler) == 1)
                _ = try await room.store.change(DeleteTable(table.id))
                let failures = try await room.store.makeTable("failures")
                try await room.untilDone(handler)
                #expect(try room.store.items(of: failures).count == 1)
            }
        }
    }

    @Test func `a destination that is gone holds the handler, and nothing is lost`() async throws {
        try await withHandlerRoom { room in
            let fake = FakeHandler { _, _ in .broken }
            let handler = try await room.define {
                $0.retriesMax = 0
                $0.onFailure = .table("failures")
            }
            try await room.put(["a"])
            try await room.running(fake) { runner in
                try await until {
                    runner.status(of: handler.id)?.lastError?.contains("no table called") == true
                }
                #expect(try room.lag(handler) == 1)
                let failures = try await room.store.makeTable("failures")
                try await room.untilDone(handler)
                #expect(try room.store.items(of: failures).count == 1)
            }
        }
    }
}
