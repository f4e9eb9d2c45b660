import Handlers
import Platform
import Testing

@Suite("Lines of a stream") struct ProcessLineTests {
    private func lines(_ splitter: inout LineSplitter, _ text: String) -> [String] {
        splitter.take(Array(text.utf8)).map {
            String(decoding: $0.bytes, as: UTF8.self) + ($0.isCut ? "…" : "")
        }
    }

    @Test func `lines are put together from pieces`() {
        var splitter = LineSplitter(bytesMax: 10)
        #expect(lines(&splitter, "ab") == [])
        #expect(splitter.hasRest)
        #expect(lines(&splitter, "c\n\nde\nf") == ["abc", "", "de"])
        #expect(lines(&splitter, "\n") == ["f"])
        #expect(splitter.takeRest() == nil)
    }

    @Test func `a line that is too long is cut and said to be`() {
        var splitter = LineSplitter(bytesMax: 4)
        #expect(lines(&splitter, "1234\n") == ["1234"])
        #expect(lines(&splitter, "1234") == [])
        #expect(!splitter.isOverfull)
        #expect(lines(&splitter, "5") == [])
        #expect(splitter.isOverfull)
        #expect(lines(&splitter, "6789\nab\n") == ["1234…", "ab"])
        #expect(!splitter.isOverfull)
        #expect(lines(&splitter, "abcdef") == [])
        #expect(splitter.takeRest() == LineSplitter.Line(bytes: Array("abcd".utf8), isCut: true))
    }
}

@Suite("When a failing process is started again") struct ProcessRestartTests {
    @Test func `the first failure costs nothing, further ones ever more up to a bound`() {
        var wait = RestartWait(first: .milliseconds(100), longest: .seconds(1))
        let now = ContinuousClock.now
        var waits: [Duration?] = [wait.start(from: now).map { $0 - now }]
        for _ in 0..<6 {
            wait.failed(at: now)
            waits.append(wait.start(from: now).map { $0 - now })
        }
        #expect(
            waits == [
                nil, nil, .milliseconds(100), .milliseconds(200), .milliseconds(400),
                .milliseconds(800), .seconds(1),
            ])
        #expect(wait.start(from: now + .seconds(1)) == nil)
        for _ in 0..<1000 { wait.failed(at: now) }
        #expect(wait.start(from: now) == now + .seconds(1))
    }

    @Test func `an answer ends the row of failures`() {
        var wait = RestartWait(first: .milliseconds(100), longest: .seconds(1))
        let now = ContinuousClock.now
        for _ in 0..<3 { wait.failed(at: now) }
        wait.answered()
        #expect(wait.start(from: now) == nil)
        wait.failed(at: now)
        #expect(wait.start(from: now) == nil)
    }
}

@Suite("How much is logged") struct ProcessLogRateLimiterTests {
    @Test func `lines beyond the bound are counted and told with the next one`() {
        var limiter = LogRateLimiter(linesMax: 2, span: .seconds(10))
        let now = ContinuousClock.now
        #expect(limiter.decide(at: now) == .log(suppressed: 0))
        #expect(limiter.decide(at: now + .seconds(5)) == .log(suppressed: 0))
        #expect(limiter.decide(at: now + .seconds(9)) == .suppress)
        #expect(limiter.decide(at: now + .seconds(9)) == .suppress)
        #expect(limiter.decide(at: now + .seconds(10)) == .log(suppressed: 2))
        #expect(limiter.decide(at: now + .seconds(10)) == .log(suppressed: 0))
        #expect(limiter.decide(at: now + .seconds(19)) == .suppress)
        #expect(limiter.takeSuppressed() == 1)
        #expect(limiter.takeSuppressed() == 0)
    }

    @Test func `ends of processes tell of lines passed over once in a span`() {
        var limiter = LogRateLimiter(linesMax: 1, span: .seconds(10))
        let now = ContinuousClock.now
        #expect(limiter.takeSuppressed(at: now) == 0)
        #expect(limiter.decide(at: now) == .log(suppressed: 0))
        #expect(limiter.decide(at: now) == .suppress)
        #expect(limiter.takeSuppressed(at: now + .seconds(1)) == 1)
        #expect(limiter.decide(at: now + .seconds(2)) == .suppress)
        #expect(limiter.takeSuppressed(at: now + .seconds(2)) == 0)
        #expect(limiter.decide(at: now + .seconds(9)) == .suppress)
        #expect(limiter.takeSuppressed(at: now + .seconds(11)) == 2)
    }
}
